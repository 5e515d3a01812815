"""The guarantee of noise on a count, the noise it costs, and an attack on a model that memorises."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def one_person_changes_little(evidence: Evidence) -> None:
    """With Laplace noise of scale 1/eps on a count, one person more makes no result over e^eps times as likely."""
    grid = torch.linspace(-60, 160, 4_001, dtype=torch.float64)
    for eps in (0.1, 1.0, 3.0):
        log_with = -eps * (grid - 51).abs()
        log_without = -eps * (grid - 50).abs()
        worst = float((log_with - log_without).abs().max().exp())
        noise = float((torch.distributions.Exponential(torch.tensor(eps)).sample((20_000,))).mean())
        evidence.row(
            epsilon=eps,
            worst_ratio=round(worst, 4),
            e_to_epsilon=round(math.exp(eps), 4),
            mean_size_of_noise=round(noise, 2),
        )
        evidence.require(abs(worst - math.exp(eps)) < 1e-6, f"The worst ratio is {worst}.")
        evidence.require(abs(noise * eps - 1) < 0.05, f"The noise is {noise:.2f} on average.")


@claim
def memorising_betrays_members(evidence: Evidence) -> None:
    """Guessing membership from a low loss works on an overfitted model, and less well on a regularised one."""
    results = {}
    for name, decay in (("overfitted", 0.0), ("regularised", 3.0)):
        truth = evidence.normal(80)
        x = evidence.normal(400, 80)
        y = x @ truth / 80**0.5 + evidence.normal(400)
        inside, outside = (x[:100], y[:100]), (x[100:], y[100:])
        gram = inside[0].T @ inside[0] + 100 * decay * torch.eye(80, dtype=torch.float64)
        w = torch.linalg.solve(gram, inside[0].T @ inside[1])
        losses = [((part[0] @ w - part[1]) ** 2) for part in (inside, outside)]
        cut = torch.cat(losses).median()
        hits = (float((losses[0] < cut).double().mean()) + float((losses[1] >= cut).double().mean())) / 2
        results[name] = hits
        evidence.row(
            model=name,
            loss_of_members=round(float(losses[0].mean()), 3),
            loss_of_others=round(float(losses[1].mean()), 3),
            right_guesses=round(hits, 3),
        )
    evidence.require(results["overfitted"] > 0.65, f"Right in {results['overfitted']:.2f}.")
    evidence.require(results["regularised"] < results["overfitted"] - 0.05, f"{results}.")


@claim
def clipping_bounds_one_example(evidence: Evidence) -> None:
    """Clipped to norm 1, one outlier moves the summed gradient by at most 1; without clipping by its whole size."""
    gradients = evidence.normal(200, 10, scale=0.3)
    outlier = 100 * torch.nn.functional.normalize(evidence.normal(1, 10), dim=1)
    for name, limit in (("unclipped", float("inf")), ("clipped to 1", 1.0)):
        shrunk = [
            g * (limit / g.norm(dim=1, keepdim=True)).clamp(max=1.0)
            for g in (gradients, torch.cat((gradients, outlier)))
        ]
        moved = float((shrunk[1].sum(0) - shrunk[0].sum(0)).norm())
        evidence.row(gradients=name, moved_by_one_example=round(moved, 4))
        evidence.require(moved <= limit + 1e-9 and (moved > 99 or limit == 1.0), f"It moved by {moved}.")
