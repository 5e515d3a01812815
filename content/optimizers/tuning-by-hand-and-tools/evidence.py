"""What halving saves, how one-at-a-time tuning stops on a ridge, and how early ranks mislead."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def halving_saves_most_of_the_budget(evidence: Evidence) -> None:
    """27 trials cut to a third at each rung cost 108 epochs where 27 full runs of 27 epochs cost 729."""
    left, epochs, spent = 27, 1, 0
    while left >= 1:
        spent += left * epochs
        evidence.row(trials=left, epochs_each=epochs, spent_so_far=spent)
        left, epochs = left // 3, epochs * 3
    evidence.require(spent == 108 and 27 * 27 == 729, f"It costs {spent}.")


@claim
def one_at_a_time_stops_on_a_ridge(evidence: Evidence) -> None:
    """Where two settings interact, tuning each once ends far above the optimum; repeating it comes closer."""

    def loss(a: float, b: float) -> float:
        return (a - b) ** 2 + 0.05 * (a + b - 6) ** 2

    places = [k / 20 for k in range(101)]  # the optimum is at 3, 3
    a, b = 0.0, 0.0
    ends = []
    for rounds in range(1, 31):
        a = min(places, key=lambda v: loss(v, b))
        b = min(places, key=lambda v: loss(a, v))
        ends.append(loss(a, b))
        if rounds in (1, 3, 10, 30):
            evidence.row(rounds=rounds, a=a, b=b, loss=round(ends[-1], 4))
    together = min(loss(u, v) for u in places for v in places)
    evidence.row(rounds="both together", a=3.0, b=3.0, loss=together)
    evidence.require(ends[0] > 1 and ends[9] < ends[0], "One round was enough.")
    evidence.require(math.isclose(together, 0.0, abs_tol=1e-12), "The grid misses the optimum.")


@claim
def an_early_rank_can_mislead(evidence: Evidence) -> None:
    """With noisy gradients the larger of two rates is ahead after 5 steps and behind after 400."""
    mean = {}
    for rate in (0.5, 0.02):
        w = torch.full((4_000,), 3.0, dtype=torch.float64)
        for step in range(1, 401):
            w = w - rate * (w + evidence.normal(4_000))
            if step in (5, 400):
                mean[rate, step] = float(w.square().mean() / 2)
        evidence.row(rate=rate, loss_after_5=round(mean[rate, 5], 3), loss_after_400=round(mean[rate, 400], 4))
    evidence.require(mean[0.5, 5] < mean[0.02, 5], "The large rate is not ahead at first.")
    evidence.require(mean[0.5, 400] > 3 * mean[0.02, 400], "The large rate is not behind in the end.")
