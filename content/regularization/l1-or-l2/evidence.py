"""What absolute and squared penalties do to one weight, to many, and to two copies of a feature."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def soft_threshold_against_a_factor(evidence: Evidence) -> None:
    """For one weight, L1 subtracts λ and stops at zero, L2 divides by 1 + λ: a search over values agrees."""
    w = torch.linspace(-4, 4, 80_001, dtype=torch.float64)
    strength, found_l1, found_l2 = 1.0, [], []
    starts = [k / 4 for k in range(-12, 13)]
    for a in starts:
        loss = (w - a).square() / 2
        found_l1.append(float(w[(loss + strength * w.abs()).argmin()]))
        found_l2.append(float(w[(loss + strength * w.square() / 2).argmin()]))
        soft = max(abs(a) - strength, 0.0) * (1 if a > 0 else -1)
        evidence.require(abs(found_l1[-1] - soft) < 2e-4, f"For {a} L1 gives {found_l1[-1]:.4f}, not {soft:.4f}.")
        evidence.require(abs(found_l2[-1] - a / (1 + strength)) < 2e-4, f"For {a} L2 gives {found_l2[-1]:.4f}.")
        if a in {0.25, 0.75, 1.5, 3.0}:
            evidence.row(unpenalised=a, with_L1=abs(round(found_l1[-1], 4)), with_L2=round(found_l2[-1], 4))
    evidence.plot(x="weight without penalty", y="weight with λ = 1")
    evidence.curve("L1", starts, found_l1)
    evidence.curve("L2", starts, found_l2)


def lasso(x: torch.Tensor, y: torch.Tensor, strength: float, *, threshold: bool, steps: int = 2_000) -> torch.Tensor:
    """Fit a linear model with an L1 penalty, by the soft threshold or by the subgradient."""
    n = len(y)
    rate = 0.5 / float(torch.linalg.eigvalsh(x.T @ x / n)[-1])
    w = torch.zeros(x.shape[1], dtype=x.dtype)
    for _ in range(steps):
        step = w - rate * (x.T @ (x @ w - y) / n)
        if threshold:
            w = step.sign() * (step.abs() - rate * strength).clamp_min(0)
        else:
            w = step - rate * strength * w.sign()
    return w


@claim
def zeros_with_the_absolute_value_only(evidence: Evidence) -> None:
    """Where 4 of 30 features matter, L1 sets many weights to exactly zero, L2 none; subgradient steps give no zeros."""
    n, d = 100, 30
    truth = torch.zeros(d, dtype=torch.float64)
    truth[:4] = torch.tensor([3.0, -2.0, 2.0, 1.5], dtype=torch.float64)
    x = evidence.normal(n, d)
    y = x @ truth + evidence.normal(n)
    fits = {
        "L1, threshold step": lasso(x, y, 0.3, threshold=True),
        "L1, plain subgradient": lasso(x, y, 0.3, threshold=False),
        "L2": torch.linalg.solve(x.T @ x / n + 0.3 * torch.eye(d, dtype=torch.float64), x.T @ y / n),
    }
    zeros = {}
    for name, w in fits.items():
        zeros[name] = int((w == 0).sum())
        evidence.row(penalty=name, exact_zeros=zeros[name], smallest=float(w.abs().min()), largest=float(w.abs().max()))
    evidence.require(zeros["L1, threshold step"] >= 15, f"L1 gives {zeros['L1, threshold step']} zeros.")
    kept = fits["L1, threshold step"][:4]
    evidence.require(bool((kept != 0).all()), "L1 dropped a feature that matters.")
    evidence.require(zeros["L2"] == 0, "L2 gives exact zeros.")
    evidence.require(zeros["L1, plain subgradient"] < 5, "The subgradient gives exact zeros.")


@claim
def copies_share_under_l2_only(evidence: Evidence) -> None:
    """Of two copies of a feature, L2 gives each half of the weight; to L1 every split costs the same."""
    x = evidence.normal(200)
    y = 2 * x + evidence.normal(200, scale=0.5)
    both = torch.stack([x, x], 1)
    ridge = torch.linalg.solve(both.T @ both / 200 + 0.1 * torch.eye(2, dtype=torch.float64), both.T @ y / 200)
    evidence.row(penalty="L2", first=float(ridge[0]), second=float(ridge[1]))
    evidence.require(abs(float(ridge[0] - ridge[1])) < 1e-9, "L2 does not share evenly.")
    total = float(ridge.sum())
    costs = []
    for share in (1.0, 0.7, 0.5, 0.0):
        w = torch.tensor([share * total, (1 - share) * total], dtype=torch.float64)
        loss = (both @ w - y).square().mean() / 2
        costs.append(float(loss + 0.1 * w.abs().sum()))
        evidence.row(penalty="L1", first=float(w[0]), second=float(w[1]), cost=costs[-1])
    evidence.require(max(costs) - min(costs) < 1e-9, "The splits cost differently under L1.")
