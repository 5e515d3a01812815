"""One network, one budget of steps, and a rate that stays, falls, or goes round in cycles."""

import math

import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles

STEPS = 600
TEST = 449
"""A quarter of the images."""
WRONG = 0.2
"""Share of the training images whose class is drawn at random, so that gradients stay noisy."""
LOWEST = 1 / 30
"""Of the rate, as a share of the highest."""


def digits() -> tuple[Tensor, Tensor]:
    """Give images (1797, 64) and classes, shuffled; from row 449 on a fifth of the classes is drawn at random."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[order] / 16, torch.tensor(classes)[order]
    wrong = torch.rand(len(y)) < WRONG
    wrong[:TEST] = False
    return x, torch.where(wrong, torch.randint(10, (len(y),)), y)


def share(schedule: str, step: int, cycles: int) -> float:
    """Give the rate of a step as a share of the highest."""
    place = step * cycles / STEPS % 1  # in the cycle, from 0 to 1
    match schedule:
        case "triangles":
            height = 1 - abs(2 * place - 1)
        case "cosine with restarts":
            height = (1 + math.cos(math.pi * place)) / 2
        case "falling line":
            height = 1 - step / STEPS
        case _:
            return 1.0
    return LOWEST + (1 - LOWEST) * height


def run(lab: Lab, *, schedule: str, cycles: int, highest: float, batch: int) -> None:
    """Train for 600 steps with plain SGD, and measure on all images at every tenth."""
    x, y = digits()
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(net.parameters(), lr=highest)
    for step in range(STEPS):
        rate = optimizer.param_groups[0]["lr"] = highest * share(schedule, step, cycles)
        rows = torch.randint(TEST, len(x), (batch,))
        loss = nn.functional.cross_entropy(net(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 10 == 9:
            with torch.no_grad():
                scores = net(x)
            lab.point("rate", step + 1, rate, chart="rate")
            lab.point("training", step + 1, nn.functional.cross_entropy(scores[TEST:], y[TEST:]), chart="loss")
            lab.point("test", step + 1, nn.functional.cross_entropy(scores[:TEST], y[:TEST]), chart="loss")
        if lab.stopped:
            return
    lab.value("training loss", lab.finished.last("training"))
    lab.value("test loss", lab.finished.last("test"))
    lab.value("test accuracy", (scores[:TEST].argmax(-1) == y[:TEST]).double().mean())


@settles("peak")
def at_the_peak(runs: Runs) -> int:
    """Compare the training loss around the last three peaks with that at the ends of those cycles."""
    losses = runs().ys("training")  # every 10 steps; peaks at 75, 225, 375, 525, ends at 150, 300, 450, 600
    peaks = sum(sum(losses[at - 2 : at + 3]) / 5 for at in (22, 37, 52)) / 3
    ends = sum(losses[at] for at in (29, 44, 59)) / 3
    runs.note(f"Around the peaks of the rate the training loss is {peaks:.2f}, at the ends of the cycles {ends:.2f}.")
    return 0 if peaks < ends - 0.02 else 2 if peaks > ends + 0.02 else 1


@settles("constant")
def a_constant_rate(runs: Runs) -> int:
    """Compare the training loss at the end with that of a constant rate as high as the peaks."""
    constant, cyclic = runs(schedule="constant").ys("training")[-10:], runs().values["training loss"]
    mean = sum(constant) / len(constant)
    runs.note(
        f"At the constant rate the last 100 steps have a training loss of {mean:.2f}; "
        f"four triangles end at {cyclic:.2f}."
    )
    return 2 if mean < cyclic - 0.02 else 0 if mean > cyclic + 0.02 else 1


@settles("too-high")
def peaks_too_high(runs: Runs) -> int:
    """See what is left when the rate reaches four, four times."""
    reached = runs(highest=4.0).values["test accuracy"]
    runs.note(
        f"With peaks at 4 the test accuracy at the end is {reached:.2f}; with peaks at 1 it is "
        f"{runs().values['test accuracy']:.2f}."
    )
    return 0 if reached > 0.8 else 1 if reached < 0.5 else 2
