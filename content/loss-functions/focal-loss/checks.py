"""Checks of the weighted losses, example by example in Python floats, with the derivative written out."""

import math
from collections.abc import Sequence

import torch

from deepdrill.judge.checks import Trial, check

Losses = tuple[torch.Tensor, torch.Tensor]


def oracle(logits: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, gamma: float) -> Losses:
    """Give the loss and its gradient.

    With u = 1 - p the derivative of -u^γ·log p with respect to logit j is (δ - pⱼ)·(γ·p·u^(γ-1)·log p - u^γ).
    """
    loss, rows, total = 0.0, [], sum(float(weights[t]) for t in targets)
    for row, right in zip(logits.double().tolist(), targets.tolist(), strict=True):
        most, weight = max(row), float(weights[right]) / total
        raised = [math.exp(value - most) for value in row]
        p = [value / math.fsum(raised) for value in raised]
        rest = math.fsum(value for index, value in enumerate(p) if index != right)  # 1 - p without cancellation
        # log p from p where it is small, from the rest where it is near one.
        logp = row[right] - most - math.log(math.fsum(raised)) if p[right] < 0.5 else math.log1p(-rest)
        loss -= weight * rest**gamma * logp
        slope = (gamma * p[right] * rest ** (gamma - 1) * logp if rest else 0.0) - rest**gamma
        rows.append([
            weight * slope * (rest if index == right else -value) for index, value in enumerate(p)
        ])  # fmt: skip
    return torch.tensor(loss, dtype=logits.dtype), torch.tensor(rows, dtype=logits.dtype)


def draw(
    trial: Trial, n: int, classes: int, dtype: torch.dtype = torch.float32, scale: float = 2.0
) -> Sequence[torch.Tensor]:
    """Draw logits, targets and weights of clearly different sizes."""
    logits, targets = trial.normal(n, classes, scale=scale, dtype=dtype), trial.integers(n, low=0, high=classes)
    weights = trial.uniform(classes, low=0.5, high=1.5, dtype=torch.float64) * 2.0 ** torch.arange(classes)
    return logits, targets, weights.to(dtype)


def compare(trial: Trial, values: Sequence[torch.Tensor], gamma: float, *, gradients: bool = False) -> None:
    """Compare the focal loss, and its gradient if asked."""
    loss, slopes = oracle(*values, gamma)
    n = len(values[1])
    size = float(values[0].abs().max()) + 1.0
    if not gradients:
        trial.same(trial.call("focal_loss", *values, gamma), loss, what="the loss", terms=n, scale=size)
        return
    found = trial.gradients("focal_loss", *values, gamma)
    trial.same(found.output, loss, what="the loss", terms=n, scale=size)
    # Logits of 10⁴ are rounded, and so are the differences that the gradient depends on; float32 is spared those.
    scale = size if values[0].dtype == torch.float64 else 2.0
    trial.same(found.inputs[0], slopes, what="the gradient of logits", terms=n, scale=scale)


@check
def weights_are_balanced(trial: Trial) -> None:
    """balanced_weights gives n / (classes·n_c), and 0 for a class that does not occur."""
    for counts in ([3, 1], [1, 5, 2], [4, 0, 2], [0, 0, 3], [2, 3, 0], [1]):
        targets = torch.tensor([label for label, count in enumerate(counts) for _ in range(count)])
        targets = targets[torch.randperm(len(targets), generator=trial.rng)]
        wanted = [len(targets) / (len(counts) * count) if count else 0.0 for count in counts]
        with trial.case(f"{counts} examples of each class"):
            trial.same(trial.call("balanced_weights", targets, len(counts)), torch.tensor(wanted), what="the weights")


@check
def the_weighted_mean(trial: Trial) -> None:
    """weighted_cross_entropy is the mean weighted by the targets' weights, with its gradient."""
    for n, classes in ((1, 2), (3, 2), (5, 4)):
        values = draw(trial, n, classes)
        loss, slopes = oracle(*values, 0.0)
        found = trial.gradients("weighted_cross_entropy", *values)
        trial.same(found.output, loss, what="the loss", terms=n, scale=8.0)
        trial.same(found.inputs[0], slopes, what="the gradient of logits", terms=n, scale=2.0)


@check
def a_weight_of_zero_leaves_out(trial: Trial) -> None:
    """A class of weight 0 counts neither above nor below the line."""
    logits, targets, weights = draw(trial, 6, 3)
    targets[:4], weights[1] = torch.tensor([0, 1, 2, 1]), 0.0
    values = logits, targets, weights
    trial.same(
        trial.call("weighted_cross_entropy", *values), oracle(*values, 0.0)[0], what="the loss", terms=6, scale=8.0
    )
    compare(trial, values, 2.0)


@check
def easy_examples_count_less(trial: Trial) -> None:
    """focal_loss multiplies each example's loss by (1 - p) to the power of gamma, 2 by default."""
    for n, classes, gamma in ((1, 2, 2.0), (4, 3, 1.0), (5, 4, 3.0), (3, 2, 0.5), (4, 3, 0.0)):
        with trial.case(f"gamma={gamma}"):
            compare(trial, draw(trial, n, classes), gamma)
    values = draw(trial, 4, 3)
    trial.same(
        trial.call("focal_loss", *values), oracle(*values, 2.0)[0], what="the loss by default", terms=4, scale=8.0
    )


@check
def the_factor_is_differentiated(trial: Trial) -> None:
    """The gradient is that of the whole product."""
    for n, classes, gamma in ((1, 2, 2.0), (4, 3, 1.0), (5, 4, 3.0), (3, 2, 0.5), (4, 3, 0.0)):
        with trial.case(f"gamma={gamma}"):
            compare(trial, draw(trial, n, classes), gamma, gradients=True)


@check
def hopeless_examples_stay_finite(trial: Trial) -> None:
    """A right class with a logit far below gives a large finite loss and the right gradient."""
    # In float32 a logit is rounded by its size: 150 is enough for exp to be 0, and leaves digits to the differences.
    for gamma, dtype, far in ((0.0, torch.float32, 150.0), (0.5, torch.float32, 150.0), (2.0, torch.float64, 1e4)):
        logits, targets, weights = draw(trial, 4, 3, dtype)
        logits[0, targets[0]] -= far
        logits[1] += far
        logits[2] -= far
        with trial.case(f"gamma={gamma}, logits of {far:g}"):
            compare(trial, (logits, targets, weights), gamma, gradients=True)
    with trial.case("plain"):
        found = trial.gradients("weighted_cross_entropy", logits, targets, weights)
        loss, slopes = oracle(logits, targets, weights, 0.0)
        trial.same(found.output, loss, what="the loss", terms=4, scale=1e4)
        trial.same(found.inputs[0], slopes, what="the gradient of logits", terms=4, scale=1e4)


@check
def certain_examples_have_no_gradient(trial: Trial) -> None:
    """Where p is 1 in floating point loss and gradient are 0, for any gamma, and do not spoil the others."""
    for gamma in (0.0, 0.3, 0.5, 1.0, 2.0, 5.0):
        logits, targets, weights = draw(trial, 4, 3)
        logits[0, targets[0]] += 1e4
        logits[2] -= 1e4
        logits[2, targets[2]] += 60.0
        with trial.case(f"gamma={gamma}"):
            compare(trial, (logits, targets, weights), gamma, gradients=True)


@check
def keeps_dtype_and_arguments(trial: Trial) -> None:
    """float64 stays float64, transposed logits are fine, and the arguments stay as they are."""
    logits, targets, weights = draw(trial, 5, 3, torch.float64)
    logits = logits.T.contiguous().T
    values = logits, targets, weights
    compare(trial, values, 1.5, gradients=True)
    loss = oracle(*values, 0.0)[0]
    trial.same(trial.call("weighted_cross_entropy", *values), loss, what="the loss", terms=5, scale=8.0)
    for name in ("focal_loss", "weighted_cross_entropy"):
        trial.same(trial.after(name, *values), values, what=f"the arguments of {name} after the call", relative=0.0)
