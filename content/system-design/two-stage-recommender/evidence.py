"""The ceiling that retrieval sets, the cost without it, and what in-batch negatives do to popular items."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def retrieval_is_a_ceiling(evidence: Evidence) -> None:
    """Even a perfect ranker shows only what retrieval found: the best ten of the shortlist recall at most its share."""
    true = evidence.normal(50, 5_000)
    best = true.topk(10, 1).indices
    reached = []
    for noise in (0.5, 1.0, 2.0):
        shortlist = (true + noise * evidence.normal(50, 5_000)).topk(200, 1).indices
        found = (best[:, :, None] == shortlist[:, None, :]).any(-1).double().mean(1)
        perfect = true.gather(1, shortlist).topk(10, 1).indices
        shown = shortlist.gather(1, perfect)
        recall = (best[:, :, None] == shown[:, None, :]).any(-1).double().mean(1)
        reached.append(float(recall.mean()))
        evidence.row(
            noise_of_retrieval=noise,
            recall_at_200=round(float(found.mean()), 3),
            after_perfect_ranker=round(reached[-1], 3),
        )
        evidence.require(bool((recall <= found + 1e-9).all()), "The ranker found more than it was given.")
    evidence.require(reached[0] > reached[2] + 0.2, f"Reached {reached}.")


@claim
def in_batch_negatives_punish_the_popular(evidence: Evidence) -> None:
    """With negatives drawn by popularity the scores give log p - log q; subtracting log q in the loss gives log p."""
    popularity = torch.tensor([0.6, 0.25, 0.1, 0.05], dtype=torch.float64)
    taste = torch.tensor([0.4, 0.3, 0.2, 0.1], dtype=torch.float64)  # p(i|u) of one person
    learned = {}
    for name, correction in (("plain", 0.0), ("corrected", 1.0)):
        score = torch.zeros(4, dtype=torch.float64)
        for _ in range(600):  # gradient descent on the cross-entropy
            # many negatives drawn by popularity: their sum of exponentials tends to its expectation
            chosen = torch.softmax(score - correction * popularity.log() + popularity.log(), 0)
            score = score + 2.0 * (taste - chosen)
        learned[name] = score - score.mean()
    for name, target in (("plain", (taste / popularity).log()), ("corrected", taste.log())):
        gap = float((learned[name] - (target - target.mean())).abs().max())
        evidence.row(loss=name, order=str(learned[name].argsort(descending=True).tolist()), gap_to_theory=gap)
        evidence.require(gap < 1e-3, f"{name}: off by {gap}.")
    evidence.require(
        int(learned["plain"].argmax()) != 0 and int(learned["corrected"].argmax()) == 0, "The order is the same."
    )


@claim
def the_budget(evidence: Evidence) -> None:
    """A heavy model on 10^8 items takes 10 seconds at 100 TFLOP/s, on a shortlist of 500 it takes 0.05 ms."""
    for name, items, per_item in (
        ("heavy model on all", 1e8, 1e7),
        ("dot products on all, width 64", 1e8, 128),
        ("heavy model on 500", 500, 1e7),
    ):
        seconds = items * per_item / 1e14
        evidence.row(design=name, operations=items * per_item, milliseconds=seconds * 1e3)
    evidence.require(1e8 * 1e7 / 1e14 == 10.0 and 500 * 1e7 / 1e14 < 1e-4, "The arithmetic is off.")
