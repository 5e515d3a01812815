"""A learning rate range test on the digits: raise the rate a little at every step and watch the loss.

Then a network is trained from the start at one fixed rate, to see whether the sweep has told the truth.
"""

import math

import torch
from sklearn.datasets import load_digits
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles

LOWEST, HIGHEST = 1e-5, 30.0
"""Of the sweep."""
HOPELESS = 4.0
"""The sweep ends where the smoothed loss is so many times its best."""


def digits() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Give images (1797, 64) from 0 to 1 and their classes, three quarters to train on and the rest to test on."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[order] / 16, torch.tensor(classes)[order]
    return x[:1348], y[:1348], x[1348:], y[1348:]


def network() -> nn.Sequential:
    """Make a network with one hidden layer."""
    return nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))


def optimizer_for(name: str, net: nn.Module, rate: float) -> torch.optim.Optimizer:
    """Make the optimizer that the knob names."""
    match name:
        case "Adam":
            return torch.optim.Adam(net.parameters(), lr=rate)
        case "SGD with momentum 0.9":
            return torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
        case _:
            return torch.optim.SGD(net.parameters(), lr=rate)


def step(net: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> float:
    """Take one step on one batch and give the loss before it."""
    loss = nn.functional.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def sweep(lab: Lab, x: torch.Tensor, y: torch.Tensor, *, optimizer: str, steps: int, batch: int) -> None:
    """Raise the rate by one factor per step from the lowest to the highest."""
    torch.manual_seed(lab.seed)
    net = network()
    rule = optimizer_for(optimizer, net, LOWEST)
    smoothed, best, best_rate, blew_up = 0.0, math.inf, LOWEST, False
    for done in range(steps):
        rate = LOWEST * (HIGHEST / LOWEST) ** (done / (steps - 1))
        for group in rule.param_groups:
            group["lr"] = rate
        rows = torch.randint(len(x), (batch,))
        loss = step(net, rule, x[rows], y[rows])
        smoothed = 0.9 * smoothed + 0.1 * loss
        seen = smoothed / (1 - 0.9 ** (done + 1))  # the average starts at zero; this takes that out, as in Adam
        lab.point("loss on the batch, smoothed", rate, seen, chart="range")
        if seen < best:
            best, best_rate = seen, rate
        blew_up = not seen < HOPELESS * best  # not a number is hopeless, too
        if blew_up or lab.stopped:
            break
    lab.value("rate of the lowest loss", best_rate)
    if blew_up:
        lab.value("rate at which it blew up", rate)
    else:
        lab.note(f"The sweep came to its end, {HIGHEST:g}, without blowing up.")


def train(lab: Lab, data: tuple[torch.Tensor, ...], *, optimizer: str, rate: float, batch: int) -> None:
    """Train from the start at a fixed rate for 300 steps."""
    x, y, test_x, test_y = data
    torch.manual_seed(lab.seed)
    net = network()
    rule = optimizer_for(optimizer, net, rate)
    for done in range(300):
        rows = torch.randint(len(x), (batch,))
        loss = step(net, rule, x[rows], y[rows])
        if done % 3 == 0:
            lab.point("loss on the batch", done, loss, chart="training")
        if lab.stopped:
            return
    with torch.no_grad():
        lab.value("loss after 300 steps", nn.functional.cross_entropy(net(x), y).item())
        lab.value("test accuracy", (net(test_x).argmax(-1) == test_y).double().mean().item())


def run(lab: Lab, *, optimizer: str, steps: int, batch: int, rate: float) -> None:
    """Sweep the rate, then train at one rate."""
    data = digits()
    sweep(lab, data[0], data[1], optimizer=optimizer, steps=steps, batch=batch)
    train(lab, data, optimizer=optimizer, rate=rate, batch=batch)


@settles("too-fast")
def a_short_sweep(runs: Runs) -> int:
    """Compare where sweeps of two lengths blow up."""
    slow = runs(steps=400).values["rate at which it blew up"]
    fast = runs(steps=100).values.get("rate at which it blew up", HIGHEST)
    runs.note(f"Over 400 steps the loss blows up at {slow:.2g}, over 100 steps only at {fast:.2g}.")
    return 2 if fast > 2 * slow else 0 if fast < slow / 2 else 1


@settles("adam")
def adam_beside_sgd(runs: Runs) -> int:
    """Compare where the sweeps of two optimizers have their lowest loss."""
    sgd, adam = (runs(optimizer=name).values["rate of the lowest loss"] for name in ("SGD", "Adam"))
    runs.note(f"The loss is lowest at {sgd:.2g} for SGD and at {adam:.2g} for Adam.")
    return 1 if adam < sgd / 10 else 2 if adam > 10 * sgd else 0


@settles("momentum")
def momentum_beside_a_larger_rate(runs: Runs) -> int:
    """Find the plain rate whose loss is nearest to that of momentum, as a ratio."""
    rates = (0.01, 0.1, 1.0)
    plain = [runs(rate=rate).values["loss after 300 steps"] for rate in rates]
    heavy = runs(optimizer="SGD with momentum 0.9", rate=0.1).values["loss after 300 steps"]
    said = ", ".join(f"{loss:.3f} at {rate:g}" for rate, loss in zip(rates, plain, strict=True))
    runs.note(f"With momentum the loss comes down to {heavy:.3f}. Without it: {said}.")
    distances = [abs(math.log(loss / heavy)) for loss in plain]
    return distances.index(min(distances))
