"""Distil a small network at a high temperature, attack it through its loss, and then a little more cleverly.

Pixels run from 0 to 1; an attack may change each by at most its strength. A trained network gives logits (n, 10).
It learns with them divided by the temperature, and is deployed without the division.
"""

from collections.abc import Callable

import torch
from sklearn.datasets import load_digits
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

STRENGTHS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
STEPS = 200

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
"""From logits (n, 10) and classes (n,) to one number that the attacker raises."""


def digits() -> tuple[torch.Tensor, ...]:
    """Give images (n, 64) and classes to train on, and a test set."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[order] / 16, torch.tensor(classes)[order]
    return x[:1000], y[:1000], x[1000:1500], y[1000:1500]


def train(lab: Lab, name: str, x: torch.Tensor, targets: torch.Tensor, temperature: float) -> nn.Module:
    """Train a network with one hidden layer on shares of the classes (n, 10), its logits divided by the temperature."""
    net = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for step in range(STEPS):
        loss = nn.functional.cross_entropy(net(x) / temperature, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 10 == 0:
            lab.point(name, step, loss, chart="training")
        if lab.stopped:
            break
    return net


def distil(lab: Lab, x: torch.Tensor, hard: torch.Tensor, temperature: float) -> nn.Module:
    """Train a teacher at the temperature, and a student of the same size on its answers, at the same temperature."""
    teacher = train(lab, "teacher", x, hard, temperature)
    with torch.no_grad():
        soft = (teacher(x) / temperature).softmax(-1)
    return train(lab, "distilled", x, soft, temperature)


def cross_entropy(temperature: float) -> Loss:
    """Give the loss of logits that are divided by the temperature first."""
    return lambda logits, y: nn.functional.cross_entropy(logits / temperature, y, reduction="sum")


def margin(logits: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Give by how much the best wrong class leads the right one, summed over images; no softmax."""
    right = nn.functional.one_hot(y, 10).bool()
    return (logits.masked_fill(right, -torch.inf).amax(-1) - logits[right]).sum()


def gradient(net: nn.Module, loss: Loss, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Give the loss's gradient at the pixels (n, 64)."""
    inputs = x.clone().requires_grad_()
    return torch.autograd.grad(loss(net(inputs), y), inputs)[0]


def attack(net: nn.Module, loss: Loss, x: torch.Tensor, y: torch.Tensor, strength: float, steps: int) -> torch.Tensor:
    """Follow the gradient's sign, in one step or in several shorter ones that never leave the box around the image."""
    moved = x
    for _ in range(steps):
        stride = strength if steps == 1 else 2.5 * strength / steps
        moved = moved + stride * gradient(net, loss, moved, y).sign()
        moved = torch.min(torch.max(moved, x - strength), x + strength).clamp(0, 1)
    return moved


def accuracy(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """Give the share of right answers."""
    with torch.no_grad():
        return (net(x).argmax(-1) == y).double().mean().item()


class Stretched(nn.Module):
    """A network with its logits multiplied by a factor: every answer stays as it was."""

    def __init__(self, net: nn.Module, factor: float) -> None:
        """Keep the network and the factor."""
        super().__init__()
        self.net, self.factor = net, factor

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Give the logits, larger."""
        return self.factor * self.net(x)


def show_gradients(lab: Lab, name: str, net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> None:
    """Draw the largest entry of the loss's gradient for each image, sorted, and tell how many have none at all."""
    sizes = gradient(net, cross_entropy(1.0), x, y).abs().amax(-1).sort().values
    for index in range(0, len(sizes), 5):
        if sizes[index] > 0:
            lab.point(name, 100 * index / len(sizes), sizes[index], chart="gradients")
    lab.value(f"gradient 0, {name}", (sizes == 0).double().mean().item())
    lab.value(f"not attacked, {name}", accuracy(net, x, y))


def run(lab: Lab, *, temperature: float, strength: float, steps: int, precision: str) -> None:
    """Train the plain and the distilled network, stretch the plain one, and attack all three."""
    x, y, test_x, test_y = digits()
    hard = nn.functional.one_hot(y, 10).float()
    plain = train(lab, "plain", x, hard, 1.0)
    distilled = distil(lab, x, hard, temperature)
    if precision == "float64":
        plain, distilled, test_x = plain.double(), distilled.double(), test_x.double()
    larger = Stretched(plain, temperature)
    for name, net in (("plain", plain), ("plain × T", larger), ("distilled", distilled)):
        show_gradients(lab, name, net, test_x, test_y)
    usual, cooled = cross_entropy(1.0), cross_entropy(temperature)
    attacks = {  # the network that answers, the one whose gradient is taken, and the loss
        "plain": (plain, plain, usual),
        "plain × T": (larger, larger, usual),
        "distilled": (distilled, distilled, usual),
        "distilled, logits / T": (distilled, distilled, cooled),
        "distilled, margin": (distilled, distilled, margin),
        "distilled, copied": (distilled, plain, usual),
    }
    for size in STRENGTHS:
        for name, (victim, source, loss) in attacks.items():
            rows = attack(source, loss, test_x, test_y, size, steps)
            lab.point(name, size, accuracy(victim, rows, test_y), chart="attacks")
        if lab.stopped:
            return
    for name, (victim, source, loss) in attacks.items():
        rows = attack(source, loss, test_x, test_y, strength, steps)
        lab.value(f"attacked, {name}", accuracy(victim, rows, test_y))
        if loss is not margin and victim is distilled:
            lab.image(name, tiles(rows[:16].reshape(16, 8, 8)), low=0, high=1)


def attacked(runs: Runs, name: str, **knobs: str | float) -> float:
    """Give the accuracy under an attack at the default strength."""
    return runs(**knobs).values[f"attacked, {name}"]


@settles("first-look")
def the_usual_attack(runs: Runs) -> int:
    """Attack the plain and the distilled network through their own losses."""
    plain, distilled = attacked(runs, "plain"), attacked(runs, "distilled")
    runs.note(f"Accuracy under attack: plain {plain:.2f}, distilled {distilled:.2f}.")
    low, high = min(plain, distilled), max(plain, distilled)
    return 0 if high < 0.3 else 1 if plain < 0.3 and distilled > 0.6 else 2 if low > 0.6 else -1


@settles("stretched")
def nothing_but_larger_logits(runs: Runs) -> int:
    """Compare the plain network with larger logits to the plain and to the distilled one."""
    plain, larger, distilled = (attacked(runs, name) for name in ("plain", "plain × T", "distilled"))
    runs.note(f"Accuracy under attack: plain {plain:.2f}, plain × T {larger:.2f}, distilled {distilled:.2f}.")
    return 0 if larger < plain + 0.1 else 2 if larger > distilled - 0.02 else 1


@settles("divided")
def the_temperature_taken_out(runs: Runs) -> int:
    """Attack the distilled network with its logits divided by the temperature."""
    distilled, cooled, copied = (attacked(runs, f"distilled{how}") for how in ("", ", logits / T", ", copied"))
    runs.note(
        f"The distilled network's accuracy: {distilled:.2f} under the usual attack, {cooled:.2f} with its logits "
        f"divided, {copied:.2f} on images made for the plain network."
    )
    return 0 if cooled > 0.6 else 1 if cooled > 0.3 else 2


@settles("more-digits")
def in_double_precision(runs: Runs) -> int:
    """Count the gradients that are exactly 0 in float32 and in float64, and attack with either."""
    single, double = (runs(precision=what).values["gradient 0, distilled"] for what in ("float32", "float64"))
    accuracies = [attacked(runs, "distilled", precision=what) for what in ("float32", "float64")]
    runs.note(
        f"Exactly 0: {single:.2f} of the gradients in float32, {double:.2f} in float64. "
        f"Accuracy under attack: {accuracies[0]:.2f} and {accuracies[1]:.2f}."
    )
    if single < 0.5:
        return -1
    return 0 if double > 0.5 else -1 if double > 0.1 else 1 if accuracies[1] > 0.6 else 2 if accuracies[1] < 0.5 else -1
