"""The numbers of the search: the tail and the compute, false hits, splits by scaffold, the curse of the best."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def tail_and_compute(evidence: Evidence) -> None:
    """2 billion molecules take a network 28 hours, docking 634 core-years; the best 100,000 take 12 core-days."""
    everything, year = 2e9, 365 * 86_400
    network_h = everything / 20_000 / 3600
    docking_years = everything * 10 / year
    few_days = 100_000 * 10 / 86_400
    evidence.row(what="share of the catalogue that is measured", value=f"{1_600 / everything:.1e}")
    evidence.row(what="hours of a network, 20,000 in a second", value=round(network_h, 1))
    evidence.row(what="core-years of docking, 10 s each", value=round(docking_years))
    evidence.row(what="core-days of docking for 100,000", value=round(few_days, 1))
    evidence.row(what="wrong ones among 2 billion at a false positive rate of 0.1%", value=round(everything * 0.001))
    evidence.require(27 < network_h < 28, f"It takes {network_h:.1f} hours.")
    evidence.require(abs(docking_years - 634) < 1, f"It takes {docking_years:.0f} years.")


@claim
def false_hits(evidence: Evidence) -> None:
    """Of 90 hits in 8,000, half are false where 0.6% of the idle are called active, and nine in ten where 1% are."""
    share = {}
    for wrong in (0.001, 0.003, 0.006, 0.01):
        active = (90 - 8_000 * wrong) / (0.8 - wrong)  # from 90 = 0.8 active + wrong (8,000 - active)
        share[wrong] = 0.8 * active / 90
        evidence.row(
            called_active_wrongly=f"{wrong:.1%}", really_active=round(active), real_among_90=f"{share[wrong]:.0%}"
        )
    evidence.require(0.45 < share[0.006] < 0.5, f"At 0.6% {share[0.006]:.0%} are real.")
    evidence.require(0.1 < share[0.01] < 0.13, f"At 1% {share[0.01]:.0%} are real.")


@claim
def repeated_hits(evidence: Evidence) -> None:
    """With one active in a hundred, 1% wrongly called and errors by chance, 45% of hits are real; seen twice, 98%."""
    active, found, wrong = 0.01, 0.8, 0.01
    for times in (1, 2):
        real = active * found**times
        false = (1 - active) * wrong**times
        share = real / (real + false)
        evidence.row(seen_active=times, real=f"{share:.1%}")
        evidence.require(abs(share - (0.447, 0.985)[times - 1]) < 0.002, f"It is {share:.3f}.")


@claim
def split_by_scaffold(evidence: Evidence) -> None:
    """Where activity belongs to a family, a random split shows an AUC near 1 and a split by family one near a half."""
    families, members = 400, 20
    centre = evidence.normal(families, 16)
    molecules = (centre[:, None] + 0.3 * evidence.normal(families, members, 16)).reshape(-1, 16)
    family = torch.arange(families).repeat_interleave(members)
    active = (evidence.uniform(families) < 0.1)[family]  # whole families work or do not, for no visible reason
    found = {}
    for name, keys in (("at random", evidence.uniform(len(family))), ("by family", evidence.uniform(families)[family])):
        test = keys < 0.3
        near = torch.cdist(molecules[test], molecules[~test]).topk(10, largest=False).indices
        found[name] = _auc(active[~test][near].double().mean(dim=1), active[test])
        evidence.row(split=name, auc=round(found[name], 3))
    evidence.require(found["at random"] > 0.97, f"At random it is {found['at random']:.2f}.")
    evidence.require(abs(found["by family"] - 0.5) < 0.15, f"By family it is {found['by family']:.2f}.")


@claim
def curse_of_the_best(evidence: Evidence) -> None:
    """The more a noisy model may choose from, the further the chosen fall below what it promised."""
    sizes, promised, kept = (1_000, 10_000, 100_000, 1_000_000), [], []
    for size in sizes:
        truth = evidence.normal(size)
        score = truth + 1.5 * evidence.normal(size)
        best = score.topk(100).indices
        promised.append(float(score[best].mean()))
        kept.append(float(truth[best].mean()))
        evidence.row(chosen_from=size, promised=round(promised[-1], 2), true=round(kept[-1], 2))
    evidence.plot(x="molecules to choose from", y="mean of the best 100", log_x=True)
    evidence.curve("promised", sizes, promised)
    evidence.curve("true", sizes, kept)
    gaps = [p - k for p, k in zip(promised, kept, strict=True)]
    evidence.require(gaps == sorted(gaps), "The gap does not grow.")
    share = 1 / (1 + 1.5**2)  # regression to the mean: the true part of what is promised
    evidence.require(abs(kept[-1] / promised[-1] - share) < 0.06, f"The true part is {kept[-1] / promised[-1]:.2f}.")
    evidence.require(math.isclose(share, 0.3077, abs_tol=1e-3), "The share is another.")


def _auc(score: torch.Tensor, active: torch.Tensor) -> float:
    """Give the chance that an active one stands above an idle one, ties as a half."""
    high, low = score[active], score[~active]
    above = (high[:, None] > low[None]).double().mean() + 0.5 * (high[:, None] == low[None]).double().mean()
    return float(above)
