"""Which prediction is best for a smoothed target, and what becomes of logits that are trained on."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

K = 10


def cross_entropy(target: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
    """Compute the cross-entropy of logits with a distribution as target; over the last axis."""
    return -(target * torch.log_softmax(logits, -1)).sum(-1)


def smoothed(epsilon: float) -> torch.Tensor:
    """Make the target of class 0."""
    target = torch.full((K,), epsilon / K, dtype=torch.float64)
    target[0] += 1 - epsilon
    return target


@claim
def the_best_gap_is_finite(evidence: Evidence) -> None:
    """With smoothing of 0.1 over ten classes the loss is least at a gap of log 91 ≈ 4.5; with hard targets never."""
    gaps = torch.linspace(0, 15, 3_001, dtype=torch.float64)
    logits = torch.zeros(len(gaps), K, dtype=torch.float64)
    logits[:, 0] = gaps
    for epsilon in (0.0, 0.1, 0.3):
        losses = cross_entropy(smoothed(epsilon), logits)
        best = float(gaps[losses.argmin()])
        evidence.curve(f"smoothing {epsilon}", gaps.tolist()[::10], losses.tolist()[::10])
        expected = math.log((1 - epsilon + epsilon / K) / (epsilon / K)) if epsilon else 15.0
        name = "the largest that was tried" if not epsilon else str(round(expected, 2))
        evidence.row(
            smoothing=epsilon, best_gap=round(best, 2), expected=name, lowest_loss=round(float(losses.min()), 4)
        )
        evidence.require(abs(best - expected) < 0.01, f"With {epsilon} the best gap is {best:.2f}.")
    evidence.plot(x="right logit minus the others", y="loss")


@claim
def the_loss_is_a_mixture(evidence: Evidence) -> None:
    """The smoothed loss is 1 − ε times the plain cross-entropy plus ε times that with the uniform distribution."""
    logits = evidence.normal(200, K, scale=3.0)
    uniform = torch.full((K,), 1 / K, dtype=torch.float64)
    mixed = 0.9 * cross_entropy(smoothed(0.0), logits) + 0.1 * cross_entropy(uniform, logits)
    far = float((cross_entropy(smoothed(0.1), logits) - mixed).abs().max())
    builtin = torch.nn.functional.cross_entropy(logits, torch.zeros(200, dtype=torch.int64), label_smoothing=0.1)
    apart = abs(float(builtin) - float(mixed.mean()))
    evidence.row(rows=200, largest_difference=far, difference_from_torch=apart)
    evidence.require(far < 1e-12 and apart < 1e-12, "The two losses differ.")


@claim
def hard_targets_keep_pushing(evidence: Evidence) -> None:
    """On separable classes the gap of the logits keeps growing with hard targets; with smoothing it comes to a stop."""
    centres = evidence.normal(K, 20, scale=2.0)
    y = evidence.integers(200, low=0, high=K)
    x = centres[y] + evidence.normal(200, 20, scale=0.3)
    marks, grown = (100, 400, 1_600), {}
    for epsilon in (0.0, 0.1):
        target = torch.full((200, K), epsilon / K, dtype=torch.float64)
        target[torch.arange(200), y] += 1 - epsilon
        w, gaps = torch.zeros(20, K, dtype=torch.float64), []
        for step in range(1, max(marks) + 1):
            w = w - 0.2 * x.T @ (torch.softmax(x @ w, -1) - target) / 200
            if step in marks:
                logits = x @ w
                right = logits.gather(1, y[:, None])[:, 0]
                others = (logits.sum(1) - right) / (K - 1)
                gaps.append(float((right - others).mean()))
        grown[epsilon] = gaps
        cells = {f"after_{mark}": round(gap, 2) for mark, gap in zip(marks, gaps, strict=True)}
        evidence.row(smoothing=epsilon, **cells, size_of_weights=round(float(w.norm()), 2))
    hard, soft = grown[0.0], grown[0.1]
    evidence.require(hard[2] > hard[1] + 1, f"With hard targets the gap stops at {hard}.")
    evidence.require(abs(soft[2] - soft[1]) < 0.3 and soft[2] < 5.5, f"With smoothing the gap goes on: {soft}.")


@claim
def smoothing_evens_out_the_wrong_classes(evidence: Evidence) -> None:
    """Trained with smoothing, a linear classifier tells less about which wrong class is similar than without."""
    seen = {}
    centres = evidence.normal(3, 10)
    centres[1] = centres[0] + 0.3 * evidence.normal(10)  # classes 0 and 1 are alike, class 2 is far
    y = evidence.integers(600, low=0, high=3)
    x = torch.cat([centres[y] + evidence.normal(600, 10, scale=0.2), torch.ones(600, 1, dtype=torch.float64)], 1)
    for epsilon in (0.0, 0.3):
        target = torch.full((600, 3), epsilon / 3, dtype=torch.float64)
        target[torch.arange(600), y] += 1 - epsilon
        w = torch.zeros(11, 3, dtype=torch.float64)
        for _ in range(1_500):
            w = w - 0.3 * x.T @ (torch.softmax(x @ w, -1) - target) / 600
        of_first = (x @ w)[y == 0]
        seen[epsilon] = float((of_first[:, 1] - of_first[:, 2]).mean())
        evidence.row(smoothing=epsilon, similar_logit_minus_far_logit=round(seen[epsilon], 2))
    evidence.require(seen[0.3] < seen[0.0] / 2, f"The difference is {seen[0.0]:.2f} and {seen[0.3]:.2f}.")
