"""Greedy suppression at work, what its threshold costs in a crowd, and the background's share of the loss."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def overlap(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return the IoU of every box of a with every box of b; corners."""
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    both = (high - low).clamp(min=0).prod(-1)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(-1), (b[:, 2:] - b[:, :2]).prod(-1)
    return both / (area_a[:, None] + area_b[None] - both)


def suppress(boxes: torch.Tensor, scores: torch.Tensor, threshold: float) -> list[int]:
    """Keep the best, drop what overlaps it, repeat."""
    left, kept = scores.argsort(descending=True).tolist(), []
    while left:
        kept.append(left.pop(0))
        left = [i for i in left if overlap(boxes[kept[-1:]], boxes[i : i + 1]).item() <= threshold]
    return kept


@claim
def one_box_per_object_is_left(evidence: Evidence) -> None:
    """Of 60 noisy boxes on three objects that stand apart, suppression leaves three: the best-scoring one of each."""
    objects = torch.tensor(
        [[0.0, 0.0, 40.0, 40.0], [100.0, 0.0, 140.0, 60.0], [0.0, 100.0, 60.0, 140.0]], dtype=torch.float64
    )
    boxes = objects.repeat_interleave(20, 0) + evidence.normal(60, 4, scale=1.0)
    scores = evidence.uniform(60)
    kept = suppress(boxes, scores, 0.5)
    best = [int(scores[20 * i : 20 * i + 20].argmax()) + 20 * i for i in range(3)]
    evidence.row(before=60, after=len(kept))
    evidence.require(sorted(kept) == sorted(best), f"Kept {kept}, the best are {best}.")


@claim
def a_crowd_loses_true_neighbours(evidence: Evidence) -> None:
    """Two people whose boxes overlap by an IoU of 0.6: a threshold of 0.5 deletes one of them, 0.7 keeps both."""
    people = torch.tensor([[0.0, 0.0, 40.0, 100.0], [10.0, 0.0, 50.0, 100.0]], dtype=torch.float64)
    scores = torch.tensor([0.9, 0.8], dtype=torch.float64)
    iou = float(overlap(people[:1], people[1:]))
    counts = {t: len(suppress(people, scores, t)) for t in (0.5, 0.7)}
    evidence.row(iou=round(iou, 3), kept_at_half=counts[0.5], kept_at_seven_tenths=counts[0.7])
    evidence.require(abs(iou - 0.6) < 1e-9, f"The IoU is {iou}.")
    evidence.require(counts == {0.5: 1, 0.7: 2}, f"Kept {counts}.")


@claim
def background_swamps_cross_entropy(evidence: Evidence) -> None:
    """100,000 easy anchors outweigh 10 hard ones under cross-entropy, and not under the focal loss with gamma 2."""
    easy, hard = torch.tensor(0.99, dtype=torch.float64), torch.tensor(0.1, dtype=torch.float64)
    ratios = {}
    for gamma in (0.0, 2.0):
        of_easy = float(100_000 * -((1 - easy) ** gamma) * easy.log())
        of_hard = float(10 * -((1 - hard) ** gamma) * hard.log())
        ratios[gamma] = of_easy / of_hard
        evidence.row(gamma=gamma, background=round(of_easy, 2), objects=round(of_hard, 2))
    evidence.require(ratios[0.0] > 10, f"The ratio without focusing is {ratios[0.0]:.1f}.")
    evidence.require(ratios[2.0] < 0.1, f"The ratio with gamma 2 is {ratios[2.0]:.3f}.")
