"""The best discriminator, the slope of both generator losses, and two distances between separate distributions."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_optimum_is_one_half(evidence: Evidence) -> None:
    """The best discriminator is p/(p+q); its value is -log 4 where p = q, and higher anywhere else."""
    for name in ("equal", "different"):
        p = evidence.uniform(6)
        p = p / p.sum()
        q = p.clone() if name == "equal" else torch.softmax(evidence.normal(6), 0)
        best = p / (p + q)

        def value(d: torch.Tensor, p: torch.Tensor = p, q: torch.Tensor = q) -> float:
            return float((p * d.log() + q * (1 - d).log()).sum())

        others = [value((best + 0.05 * evidence.normal(6)).clamp(0.01, 0.99)) for _ in range(200)]
        evidence.row(p_and_q=name, value=round(value(best), 4), best_of_200_others=round(max(others), 4))
        evidence.require(max(others) <= value(best) + 1e-12, "Another discriminator is better.")
        if name == "equal":
            evidence.require(abs(value(best) + math.log(4)) < 1e-12, f"The value is {value(best)}.")
            evidence.require(bool((best == 0.5).all()), "It does not say one half.")
        else:
            evidence.require(value(best) > -math.log(4) + 1e-3, f"The value is {value(best)}.")


@claim
def the_first_loss_is_flat_where_it_matters(evidence: Evidence) -> None:
    """Where the discriminator is sure of a fake, log(1-D) has no slope in its logit, and -log D has slope one."""
    logits = (-8.0, -4.0, 0.0, 4.0)
    flat, steep = [], []
    for at in logits:
        for kept, loss in ((flat, lambda d: (1 - d).log()), (steep, lambda d: -d.log())):
            logit = torch.tensor(at, dtype=torch.float64, requires_grad=True)
            loss(torch.sigmoid(logit)).backward()
            kept.append(abs(float(logit.grad)))
        evidence.row(
            discriminator=round(1 / (1 + math.exp(-at)), 5),
            log_1_minus_d=round(flat[-1], 5),
            minus_log_d=round(steep[-1], 5),
        )
    evidence.require(flat[0] < 1e-3 and steep[0] > 0.999, f"The slopes at -8 are {flat[0]} and {steep[0]}.")
    evidence.plot(x="logit of the discriminator", y="size of the slope")
    evidence.curve("log(1-D)", logits, flat)
    evidence.curve("-log D", logits, steep)


@claim
def only_one_distance_sees_the_distance(evidence: Evidence) -> None:
    """Two blocks that do not overlap: Jensen-Shannon is log 2 at any distance, Wasserstein is the distance."""
    gaps, shannon, mover = (10, 20, 40, 80), [], []
    for gap in gaps:
        p, q = torch.zeros(100, dtype=torch.float64), torch.zeros(100, dtype=torch.float64)
        p[:5], q[gap : gap + 5] = 0.2, 0.2
        m = (p + q) / 2
        shannon.append(
            float(
                (
                    torch.special.xlogy(p, p)
                    - torch.special.xlogy(p, m)
                    + torch.special.xlogy(q, q)
                    - torch.special.xlogy(q, m)
                ).sum()
                / 2
            )
        )
        mover.append(float((p.cumsum(0) - q.cumsum(0)).abs().sum()))
        evidence.row(distance=gap, jensen_shannon=round(shannon[-1], 4), wasserstein=round(mover[-1], 4))
        evidence.require(abs(shannon[-1] - math.log(2)) < 1e-9, f"Jensen-Shannon is {shannon[-1]}.")
        evidence.require(abs(mover[-1] - gap) < 1e-9, f"Wasserstein is {mover[-1]}.")
    evidence.plot(x="distance", y="divergence")
    evidence.curve("Jensen-Shannon", gaps, shannon)
    evidence.curve("Wasserstein", gaps, mover)
