"""Checks of mixup and CutMix: number by number and pixel by pixel, from the original batch."""

import math

import torch

from deepdrill.judge.checks import Trial, check

Pair = tuple[torch.Tensor, torch.Tensor]
Box = tuple[int, int, int, int]


def draw(trial: Trial, *shape: int, classes: int = 3, dtype: torch.dtype = torch.float32) -> tuple[torch.Tensor, ...]:
    """Draw examples, classes and a permutation in which somebody has another partner."""
    n = shape[0]
    order = torch.randperm(n, generator=trial.rng)
    if n > 2:  # a cycle among the first: a permutation that differs from its inverse
        others = [index for index in order.tolist() if index > 2]
        order = torch.tensor([1, 2, 0, *others])
    return trial.normal(*shape, dtype=dtype), trial.integers(n, low=0, high=classes), order


def labels(y: torch.Tensor, classes: int, lam: float, order: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Mix labels class by class."""
    names = y.tolist()
    rows = [
        [lam * (own == label) + (1 - lam) * (names[partner] == label) for label in range(classes)]
        for own, partner in zip(names, order.tolist(), strict=True)
    ]
    return torch.tensor(rows, dtype=dtype)


def blended(x: torch.Tensor, y: torch.Tensor, classes: int, lam: float, order: torch.Tensor) -> Pair:
    """Blend example by example."""
    parts = [lam * x[i].double() + (1 - lam) * x[partner].double() for i, partner in enumerate(order.tolist())]
    return torch.stack(parts).to(x.dtype), labels(y, classes, lam, order, x.dtype)


def pasted(x: torch.Tensor, y: torch.Tensor, classes: int, box: Box, order: torch.Tensor) -> Pair:
    """Paste pixel by pixel."""
    n, _, h, w = x.shape
    top, left, height, width = box
    inside = [(r, k) for r in range(h) for k in range(w) if 0 <= r - top < height and 0 <= k - left < width]
    out = x.clone()
    for i in range(n):
        for r, k in inside:
            out[i, :, r, k] = x[int(order[i]), :, r, k]
    return out, labels(y, classes, 1 - len(inside) / (h * w), order, x.dtype)


@check
def mixup_blends_examples_and_labels(trial: Trial) -> None:
    """Mixup gives lam times the example plus the rest of its partner, and the labels likewise, for any shape."""
    for shape, lam in (((1, 2), 0.3), ((3, 4), 0.8), ((5,), 0.45), ((4, 2, 3, 2), 0.6)):
        x, y, order = draw(trial, *shape)
        with trial.case(f"examples of shape {shape}, lam={lam}"):
            seen = trial.call("mixup", x, y, 3, lam, order)
            trial.same(seen, blended(x, y, 3, lam, order), what="(mixed, targets)", scale=2.0)


@check
def the_ends_are_the_examples(trial: Trial) -> None:
    """With lam 1 nothing changes, with lam 0 each example is its partner; equal classes stay one-hot."""
    x, y, order = draw(trial, 4, 3)
    for lam in (1.0, 0.0):
        with trial.case(f"lam={lam}"):
            seen = trial.call("mixup", x, y, 3, lam, order)
            trial.same(seen, blended(x, y, 3, lam, order), what="(mixed, targets)", scale=2.0)
    y = torch.full_like(y, 2)
    with trial.case("all of one class"):
        seen = trial.call("mixup", x, y, 4, 0.3, order)
        trial.same(seen, blended(x, y, 4, 0.3, order), what="(mixed, targets)", scale=2.0)


@check
def cutmix_pastes_a_rectangle(trial: Trial) -> None:
    """Cutmix replaces the box by the partner's pixels, in all channels, and mixes labels by area."""
    for shape, box in (
        ((1, 1, 2, 2), (0, 0, 1, 1)),
        ((3, 2, 4, 5), (1, 2, 2, 3)),
        ((4, 1, 5, 3), (2, 0, 3, 2)),
        ((3, 3, 4, 4), (0, 0, 4, 4)),
    ):
        x, _, order = draw(trial, *shape)
        y = (torch.arange(shape[0]) + trial.size(0, 2)) % 3  # partners of unlike classes, or no share could be seen
        with trial.case(f"images {shape[2:]}, box {box}"):
            seen = trial.call("cutmix", x, y, 3, box, order)
            trial.same(seen, pasted(x, y, 3, box, order), what="(mixed, targets)", scale=1.0)


@check
def a_box_may_stick_out(trial: Trial) -> None:
    """Of a box that sticks out only the part inside is pasted, and only this part counts for the labels."""
    x, y, order = draw(trial, 3, 2, 4, 5)
    y[:] = torch.tensor([0, 1, 2])
    for box in (
        (-1, -2, 3, 4),
        (2, 3, 5, 5),
        (-1, 1, 9, 2),
        (3, -4, 2, 6),
        (-3, 0, 2, 2),
        (1, 7, 2, 2),
        (4, 1, 2, 2),
        (0, -3, 2, 2),
    ):
        with trial.case(f"box {box}"):
            seen = trial.call("cutmix", x, y, 3, box, order)
            trial.same(seen, pasted(x, y, 3, box, order), what="(mixed, targets)", scale=1.0)


@check
def partners_come_from_the_original(trial: Trial) -> None:
    """A partner is taken from the batch as it came, and the arguments stay as they are."""
    x, y, order = draw(trial, 5, 2, 3, 3)
    order = torch.tensor([1, 2, 3, 4, 0])
    for name, how, wanted in (
        ("mixup", 0.4, blended(x, y, 3, 0.4, order)),
        ("cutmix", (0, 1, 2, 2), pasted(x, y, 3, (0, 1, 2, 2), order)),
    ):
        trial.same(trial.call(name, x, y, 3, how, order), wanted, what=f"(mixed, targets) of {name}", scale=2.0)
        after = trial.after(name, x, y, 3, how, order)
        trial.same((after[0], after[1], after[4]), (x, y, order), what=f"(x, y, order) after {name}", relative=0.0)
        placed = trial.place(x)
        trial.make(name, placed, y, 3, how, order).make("__getitem__", 0).make("zero_")
        trial.same(placed.read(), x, what=f"x after the result of {name} was changed", relative=0.0)
    with trial.case("a box that misses the image"):
        placed = trial.place(x)
        trial.make("cutmix", placed, y, 3, (5, 5, 1, 1), order).make("__getitem__", 0).make("zero_")
        trial.same(placed.read(), x, what="x after the result was changed", relative=0.0)


@check
def the_loss_takes_soft_targets(trial: Trial) -> None:
    """soft_cross_entropy is the mean over examples of minus the weighted log-probabilities, with its gradient."""
    for n, classes in ((1, 2), (3, 4), (5, 3)):
        logits, weights = trial.normal(n, classes, scale=2.0), trial.uniform(n, classes, low=0.1, high=1.0)
        targets = weights / weights.sum(1, keepdim=True)
        loss, slopes = soft(logits, targets)
        found = trial.gradients("soft_cross_entropy", logits, targets)
        trial.same(found.output, loss, what="the loss", terms=n * classes, scale=8.0)
        trial.same(found.inputs[0], slopes, what="the gradient of logits", terms=classes, scale=1.0)


def soft(logits: torch.Tensor, targets: torch.Tensor) -> Pair:
    """Give the loss and its gradient, softmax minus targets, in Python floats."""
    loss, rows, n = 0.0, [], len(logits)
    for row, wanted in zip(logits.double().tolist(), targets.double().tolist(), strict=True):
        most = max(row)
        total = math.log(math.fsum(math.exp(value - most) for value in row)) + most
        loss -= math.fsum(q * (value - total) for q, value in zip(wanted, row, strict=True)) / n
        rows.append([(math.exp(value - total) - q) / n for q, value in zip(wanted, row, strict=True)])
    return torch.tensor(loss, dtype=logits.dtype), torch.tensor(rows, dtype=logits.dtype)


@check
def huge_logits_do_no_harm(trial: Trial) -> None:
    """Logits of ±10⁴ give the right finite loss and gradient, one-hot targets included."""
    logits = trial.normal(4, 3)
    logits[0, 1] += 1e4
    logits[1] -= 1e4
    logits[2, 0] -= 1e4
    for targets in (torch.eye(3)[trial.integers(4, low=0, high=3)], torch.tensor([[0.25, 0.25, 0.5]] * 4)):
        loss, slopes = soft(logits, targets)
        found = trial.gradients("soft_cross_entropy", logits, targets)
        trial.same(found.output, loss, what="the loss", terms=12, scale=1e4)
        # Near 10⁴ float32 has a spacing of 10⁻³, so a probability is known no better than that.
        trial.same(found.inputs[0], slopes, what="the gradient of logits", relative=1e-3, scale=1.0)


@check
def keeps_dtype_and_layout(trial: Trial) -> None:
    """float64 stays float64, transposed images are fine, and the loss leaves its arguments."""
    x, y, order = draw(trial, 3, 2, 4, 5, dtype=torch.float64)
    x = x.transpose(2, 3).contiguous().transpose(2, 3)
    for name, how, wanted in (
        ("mixup", 0.3, blended(x, y, 4, 0.3, order)),
        ("cutmix", (1, 1, 2, 3), pasted(x, y, 4, (1, 1, 2, 3), order)),
    ):
        trial.same(trial.call(name, x, y, 4, how, order), wanted, what=f"(mixed, targets) of {name}", scale=2.0)
    logits, targets = trial.normal(3, 4, dtype=torch.float64), torch.full((3, 4), 0.25, dtype=torch.float64)
    trial.same(trial.call("soft_cross_entropy", logits, targets), soft(logits, targets)[0], what="the loss", scale=8.0)
    after = trial.after("soft_cross_entropy", logits, targets)
    trial.same(after, (logits, targets), what="(logits, targets) after the call", relative=0.0)
