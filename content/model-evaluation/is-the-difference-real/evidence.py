"""How much chance there is in a test set, in a seed and in many tries, and what pairing buys."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def an_accuracy_is_uncertain_by_a_point(evidence: Evidence) -> None:
    """The accuracy of a model that is right 90 % of the time scatters by √(0.9·0.1/n): 0.95 points at n = 1000."""
    for n in (100, 1_000, 10_000):
        spread = (
            float(torch.binomial(torch.full((20_000,), float(n)), torch.tensor(0.9), generator=evidence.rng).std()) / n
        )
        expected = math.sqrt(0.09 / n)
        evidence.row(examples=n, spread_in_points=round(100 * spread, 3), formula=round(100 * expected, 3))
        evidence.require(abs(spread / expected - 1) < 0.05, f"At n = {n} the spread is {100 * spread:.2f} points.")


def answers(evidence: Evidence, runs: int, gain: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw whether two models are right on the same 1000 examples; the second is better by `gain`."""
    dice = evidence.uniform(runs, 1_000)
    old = dice < 0.9
    flips = evidence.uniform(runs, 1_000)
    # The new model loses 2 % of what the old one knew, and finds as much among what it did not, plus the gain.
    new = torch.where(old, flips > 0.02, flips < 0.18 + gain * 10)
    return old, new


def p_value(found: torch.Tensor, lost: torch.Tensor) -> torch.Tensor:
    """Compute McNemar's test with its normal approximation, two-sided, with the correction for whole numbers."""
    z = ((found - lost).abs() - 1).clamp_min(0) / (found + lost).clamp_min(1).sqrt()
    return 2 * (1 - torch.special.ndtr(z))


@claim
def pairing_makes_the_test_sharper(evidence: Evidence) -> None:
    """The difference on the same examples scatters much less than that of two separate test sets."""
    old, new = answers(evidence, 2_000, 0.0)
    paired = float((new.double().mean(1) - old.double().mean(1)).std())
    _, other = answers(evidence, 2_000, 0.0)
    separate = float((other.double().mean(1) - old.double().mean(1)).std())
    disagree = float((old != new).double().mean())
    evidence.row(test_set="the same", spread_in_points=round(100 * paired, 3), disagreement=round(disagree, 3))
    evidence.row(test_set="two of the same size", spread_in_points=round(100 * separate, 3), disagreement=0.18)
    expected = math.sqrt(disagree / 1_000)
    evidence.require(abs(paired / expected - 1) < 0.1, f"The paired spread is {paired:.4f}, not {expected:.4f}.")
    evidence.require(separate > 1.8 * paired, f"The spreads are {paired:.4f} and {separate:.4f}.")
    b, c = torch.tensor(30.0), torch.tensor(25.0)
    evidence.row(
        test_set="30 against 25 disagreements: p-value",
        spread_in_points=round(float(p_value(b, c)), 2),
        disagreement=0.055,
    )
    evidence.require(float(p_value(b, c)) > 0.5, "30 against 25 is significant.")


@claim
def intervals_overlap_and_yet(evidence: Evidence) -> None:
    """At a true gain of 1.6 points the single intervals overlap, and the paired test finds it half of the time."""
    old, new = answers(evidence, 1_000, 0.016)
    a, b = old.double().mean(1), new.double().mean(1)
    upper = a + 1.96 * (a * (1 - a) / 1_000).sqrt()
    lower = b - 1.96 * (b * (1 - b) / 1_000).sqrt()
    overlap = float((upper >= lower).double().mean())
    found = (new & ~old).sum(1).double()
    lost = (old & ~new).sum(1).double()
    seen = float((p_value(found, lost) < 0.05).double().mean())
    evidence.row(
        true_gain=round(float((b - a).mean()), 4),
        intervals_overlap=round(overlap, 3),
        paired_test_finds_it=round(seen, 3),
    )
    evidence.require(overlap > 0.9, f"They overlap in {overlap:.0%}.")
    evidence.require(seen > 0.42, f"The paired test finds it in {seen:.0%}.")


@claim
def twenty_tries_find_a_lucky_winner(evidence: Evidence) -> None:
    """Of 20 variants that are no better one passes a one-sided 5 % test by luck in 1 − 0.95²⁰ = 64 % of cases."""
    for tries in (1, 5, 20):
        z = evidence.normal(20_000, tries)  # independent tests of differences that are zero
        lucky = float((z > 1.645).any(1).double().mean())
        shared = (z - evidence.normal(20_000, 1)) / math.sqrt(2)  # all against one old model with luck of its own
        against_one = float((shared > 1.645).any(1).double().mean())
        expected = 1 - 0.95**tries
        evidence.row(
            variants=tries,
            lucky_winner=round(lucky, 3),
            formula=round(expected, 3),
            against_the_same_model=round(against_one, 3),
        )
        evidence.require(abs(lucky - expected) < 0.02, f"With {tries} tries: {lucky:.3f}.")
        evidence.require(tries == 1 or 0.1 < against_one < lucky, f"Against one model: {against_one:.3f}.")


@claim
def seeds_move_accuracy(evidence: Evidence) -> None:
    """The same network with other seeds: its accuracy on one test set of 1000 scatters by half a point or more."""
    x, fresh = evidence.normal(200, 10).float(), evidence.normal(1_000, 10).float()
    y, truth = (v[:, 0] * v[:, 1] + v[:, 2] > 0 for v in (x, fresh))
    runs = 24
    weights = [
        evidence.normal(runs, 10, 16).float() / 10**0.5,
        torch.zeros(runs, 1, 16),
        evidence.normal(runs, 16, 1).float() / 4,
    ]
    for _ in range(300):  # all runs side by side; only their first weights differ
        leaves = [w.detach().requires_grad_() for w in weights]
        logits = (torch.relu(x @ leaves[0] + leaves[1]) @ leaves[2])[..., 0]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            logits, y.float().expand(runs, 200), reduction="none"
        )
        gradients = torch.autograd.grad(loss.mean(1).sum(), leaves)
        weights = [w - 0.5 * g for w, g in zip(weights, gradients, strict=True)]
    said = (torch.relu(fresh @ weights[0] + weights[1]) @ weights[2])[..., 0] > 0
    accuracy = (said == truth).double().mean(1)
    evidence.row(seeds=runs, lowest=float(accuracy.min()), mean=float(accuracy.mean()), highest=float(accuracy.max()))
    spread = 100 * float(accuracy.std())
    evidence.require(spread > 0.5, f"The seeds move it by {spread:.2f} points.")
