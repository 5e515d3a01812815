"""The same deep network with and without batch normalisation, on the same batches of digits."""

import torch
from sklearn.datasets import load_digits
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles

WIDTH = 64
TEST = 449
"""A quarter of the images."""
LEARNT, CHANCE = 0.5, 2.3
"""An accuracy that nobody reaches by guessing among ten classes, and the loss of whoever guesses."""


def digits() -> tuple[torch.Tensor, torch.Tensor]:
    """Give the images (1797, 64), each pixel with mean 0 over all of them, and their classes, in random order."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x = torch.tensor(images, dtype=torch.float32)[order] / 16
    return x - x.mean(0), torch.tensor(classes)[order]


def network(depth: int, gain: float, *, normalised: bool) -> nn.Sequential:
    """Make hidden layers of linear, (norm,) ReLU; the weights are He's, times the gain."""
    layers: list[nn.Module] = []
    for _ in range(depth):
        linear = nn.Linear(WIDTH, WIDTH)
        nn.init.normal_(linear.weight, std=gain * (2 / WIDTH) ** 0.5)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.BatchNorm1d(WIDTH), nn.ReLU()] if normalised else [linear, nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(WIDTH, 10))


def train(
    lab: Lab, name: str, net: nn.Sequential, x: torch.Tensor, y: torch.Tensor, *, rate: float, batch: int
) -> None:
    """Train for 300 steps with plain SGD, and show loss and the gradient of the first layer."""
    torch.manual_seed(lab.seed + 1)  # the same batches for both networks
    optimizer = torch.optim.SGD(net.parameters(), lr=rate)
    for step in range(300):
        rows = torch.randint(TEST, len(x), (batch,))
        loss = nn.functional.cross_entropy(net(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        if step % 3 == 0:
            lab.point(name, step, loss, chart="loss")
            lab.point(name, step, net[0].weight.grad.norm(), chart="gradient")
        optimizer.step()
        if lab.stopped:
            return
    net.eval()
    with torch.no_grad():
        lab.value(f"test accuracy {name}", (net(x[:TEST]).argmax(-1) == y[:TEST]).double().mean())


def run(lab: Lab, *, rate: float, batch: int, depth: int, gain: float) -> None:
    """Train both networks, one after the other."""
    x, y = digits()
    for name, normalised in (("without", False), ("with", True)):
        torch.manual_seed(lab.seed)
        train(lab, name, network(depth, gain, normalised=normalised), x, y, rate=rate, batch=batch)


@settles("high-rate")
def a_high_rate(runs: Runs) -> int:
    """See who learns at a rate thirty times the default."""
    without, with_norm = accuracies(runs, rate=3.0)
    runs.note(f"At a rate of 3 the test accuracy is {without:.2f} without and {with_norm:.2f} with normalisation.")
    return {(False, True): 0, (True, True): 1, (False, False): 2}.get((without > LEARNT, with_norm > LEARNT), -1)


@settles("tiny-weights")
def tiny_weights(runs: Runs) -> int:
    """See who learns from weights a tenth of He's."""
    without, with_norm = accuracies(runs, gain=0.1)
    first = runs(gain=0.1).ys("without", chart="gradient")[0]
    runs.note(
        f"From a tenth of the weights the test accuracy is {without:.2f} without, {with_norm:.2f} with normalisation. "
        f"Without it the first layer's gradient has the norm {first:.0e} at the start."
    )
    return {(True, True): 0, (False, False): 1, (False, True): 2}.get((without > LEARNT, with_norm > LEARNT), -1)


@settles("large-weights")
def large_weights(runs: Runs) -> int:
    """Compare the normalised network from He's weights and from ten times those."""
    usual, large = runs(), runs(gain=10.0)
    losses = [sum(one.ys("with", chart="loss")[-10:]) / 10 for one in (usual, large)]
    gradients = [one.ys("with", chart="gradient")[0] for one in (usual, large)]
    runs.note(
        f"Over the last batches the loss is {losses[0]:.3f} from He's weights, {losses[1]:.3f} from ten times those. "
        f"At the start the first layer's gradient is {gradients[0]:.2f} and {gradients[1]:.2f}."
    )
    if not losses[1] < CHANCE:
        return 2
    return 1 if losses[1] > 2 * losses[0] else 0


@settles("batch-of-two")
def a_batch_of_two(runs: Runs) -> int:
    """See what is left of learning when the statistics come from two images."""
    without, with_norm = accuracies(runs, batch=2, depth=2)
    runs.note(
        f"With two hidden layers and two images in a batch the test accuracy is {without:.2f} without "
        f"and {with_norm:.2f} with normalisation."
    )
    return 0 if with_norm > without + 0.1 else 2 if with_norm < without - 0.1 else 1


def accuracies(runs: Runs, **knobs: float) -> tuple[float, float]:
    """Give the test accuracy without and with normalisation."""
    values = runs(**knobs).values
    return values["test accuracy without"], values["test accuracy with"]
