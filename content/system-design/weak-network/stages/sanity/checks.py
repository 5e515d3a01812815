"""Small networks that are healthy, and the same with one fault planted."""

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from deepdrill.judge.checks import Trial, check

Arrays = list[np.ndarray]
BATCH, ENOUGH = 16, 0.05


def dice(trial: Trial) -> np.random.Generator:
    """Draw a generator."""
    return np.random.default_rng(trial.dice.getrandbits(32))


@check
def knows_the_loss_of_ignorance(trial: Trial) -> None:
    """The loss at the start over log C, whatever the size of the logits."""
    draw = dice(trial)
    for rows, classes, size in ((3, 2, 0.01), (50, 5, 1.0), (40, 10, 300.0), (30, 5, 1e6)):
        logits = draw.normal(0, size, (rows, classes))
        labels = draw.integers(0, classes, rows)
        total = 0.0
        for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
            total += math.log(math.fsum(math.exp(one - max(row)) for one in row)) + max(row) - row[label]
        with trial.case(f"{classes} classes, logits of size {size:g}"):
            seen = trial.call("start", logits, labels)
            trial.same(seen, float(total / rows / math.log(classes)), relative=1e-7, what="the loss over log C")


@check
def follows_the_signal_through_the_layers(trial: Trial) -> None:
    """Spread and dead units of each hidden layer."""
    draw = dice(trial)
    for rows, sizes, shift in ((4, (3, 5, 2), 0.0), (60, (20, 12, 9, 7, 5), -1.5), (60, (6, 30, 4), -40.0)):
        layers = [
            (draw.normal(0, 1, pair) * (2 / pair[0]) ** 0.5, draw.normal(shift / 4, abs(shift) / 4 + 0.1, pair[1]))
            for pair in pairwise(sizes)
        ]
        x = draw.normal(0, 1, (rows, sizes[0]))
        expected, now = [], x
        for weights, bias in layers[:-1]:
            now = np.array(
                [[max(float(row @ weights[:, unit] + bias[unit]), 0.0) for unit in range(len(bias))] for row in now]
            )
            mean = now.sum() / now.size
            spread = (((now - mean) ** 2).sum() / now.size) ** 0.5
            dead = sum(not now[:, unit].any() for unit in range(now.shape[1])) / now.shape[1]
            expected.append((float(spread), float(dead)))
        trial.same(trial.call("signal", layers, x), expected, terms=rows * 30, scale=1.0, what="the list of layers")


Faulty = Callable[[Arrays], Arrays]


def network(draw: np.random.Generator, size: float) -> tuple[Arrays, Callable[[Arrays], float], Faulty]:
    """Give parameters, loss and right gradients of a small tanh network; the last array is not used by it."""
    x, target = draw.normal(0, 1, (9, 4)), draw.normal(0, 1, (9, 2))
    start = [draw.normal(0, 0.6, shape) for shape in ((4, 3), (3,), (3, 2), (2,), (2,))]

    def loss(parameters: Arrays) -> float:
        first, low, second, high, _ = parameters
        return float(size * ((np.tanh(x @ first + low) @ second + high - target) ** 2).sum() / len(x))

    def gradients(parameters: Arrays) -> Arrays:
        first, low, second, high, unused = parameters
        hidden = np.tanh(x @ first + low)
        back = 2 * size * (hidden @ second + high - target) / len(x)
        inner = (back @ second.T) * (1 - hidden**2)
        return [x.T @ inner, inner.sum(axis=0), hidden.T @ back, back.sum(axis=0), np.zeros_like(unused)]

    return start, loss, gradients


def sick(gradients: Faulty, faults: dict[int, str]) -> Faulty:
    """Plant a fault in the gradients of some arrays."""

    def planted(parameters: Arrays) -> Arrays:
        found = gradients(parameters)
        for index, fault in faults.items():
            one = found[index]
            if fault == "sign":
                found[index] = -one
            elif fault == "factor":
                found[index] = one * 9
            elif fault == "order":
                found[index] = np.flip(one, axis=0).copy()
            else:  # one entry, not the first
                flat = one.copy()
                flat[np.unravel_index(np.argmax(np.abs(one)), one.shape)] *= 1.3
                found[index] = flat
        return found

    return planted


@check
def finds_the_wrong_gradient(trial: Trial) -> None:
    """The arrays whose gradient is wrong, and no healthy one, for losses of any size."""
    for size, faults in (
        (1.0, {}), (1e6, {}), (1.0, {2: "factor"}), (1.0, {0: "sign", 3: "order"}), (1e-7, {1: "entry"}),
        (1e-7, {0: "factor"}), (1e6, {2: "entry"}),
    ):  # fmt: skip
        parameters, loss, gradients = network(dice(trial), size)
        with trial.case(f"loss of size {size:g}, faults {faults or 'none'}"):
            seen = trial.call("wrong_gradients", trial.lend(loss), trial.lend(sick(gradients, faults)), parameters)
            trial.same(seen, sorted(faults), what="the list of wrong gradients")


def linear(draw: np.random.Generator, fault: str) -> tuple[Callable[..., object], list[object], Arrays]:
    """Give a training step of a linear network, what it was given at each call, and the parameters to begin with."""
    calls: list[object] = []
    rate = {"explodes": math.inf, "backwards": -1.0}.get(fault, 1.0)

    def step(parameters: Arrays, x: np.ndarray, labels: np.ndarray) -> tuple[Arrays, float]:
        weights, bias = parameters
        calls.append((np.array(x), np.array(weights)))
        logits = (x * (fault != "blind")) @ weights + bias
        p = np.exp(logits - logits.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        loss = float(-np.log(p[np.arange(len(x)), labels] + 1e-300).mean())
        wrong = (p - np.eye(3)[labels]) / len(x)
        if fault == "explodes" and len(calls) > 1:
            return parameters, math.nan
        change = min(rate, 1.0)
        return [weights - change * (x * (fault != "blind")).T @ wrong, bias - change * wrong.sum(axis=0)], loss

    return step, calls, [draw.normal(0, 0.1, (40, 3)), np.array([6.0, 0.0, 0.0])]


@check
def learns_one_batch_by_heart(trial: Trial) -> None:
    """A healthy program learns 16 rows by heart, a sick one does not."""
    for fault in ("none", "blind", "backwards", "explodes", "none"):
        draw = dice(trial)
        step, calls, parameters = linear(draw, fault)
        x, labels = draw.normal(0, 1, (400, 40)), draw.integers(0, 3, 400)
        labels[:3] = (0, 1, 2)
        tries = 120
        lent = trial.lend(step)
        seen = trial.call("memorises", lent, parameters, x, labels, tries)
        batches, states = [call[0] for call in calls], [call[1] for call in calls]
        size = all(len(one) == BATCH for one in batches)
        same = size and all(np.array_equal(one, x[:BATCH]) for one in batches)
        carried = len(states) < 3 or not np.array_equal(states[1], states[2]) or fault == "blind"
        trial.note([size, same, carried, bool(calls)])
        with trial.case({"none": "a healthy program"}.get(fault, f"a sick program: {fault}")):
            trial.require(lent.calls <= tries, f"It took {lent.calls} steps where {tries} were allowed.")
            trial.same(seen, fault == "none", what="whether it learns the batch by heart")
            trial.require(same, "Every step has to be on the first 16 rows.")


@check
def believes_only_what_it_saw(trial: Trial) -> None:
    """A loss below 0.05 within the tries counts; a loss that is not finite ends it."""
    for losses, tries, expected in (
        ([2.0, 1.0, 0.2, 0.04, 0.01], 4, True), ([2.0, 1.0, 0.2, 0.04, 0.01], 3, False), ([0.9, 0.06, 0.06], 3, False),
        ([1.0, math.nan, 0.01], 3, False), ([1.0, math.inf, 0.01], 3, False), ([0.01], 1, True),
    ):  # fmt: skip
        told = iter(losses)

        def step(parameters: Arrays, *_: np.ndarray, told: Iterator[float] = told) -> tuple[Arrays, float]:
            return parameters, next(told, 1.0)

        with trial.case(f"losses {losses}, {tries} tries"):
            rows = np.zeros((20, 2)), np.zeros(20, dtype=np.int64)
            seen = trial.call("memorises", trial.lend(step), [np.zeros(2)], *rows, tries)
            trial.same(seen, expected, what="whether it learns the batch by heart")
