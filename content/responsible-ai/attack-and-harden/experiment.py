"""Attack a small network that reads digits, with its gradients and without, and defend it in two ways.

Pixels run from 0 to 1; an attack may change each by at most its strength. A black-box attacker sees the victim's
answers only: it trains a substitute on them and attacks that one.
"""

from collections.abc import Callable

import torch
from sklearn.datasets import load_digits
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

STRENGTHS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
STEPS = 250
TRAINING_STRENGTH = 0.2

Model = Callable[[torch.Tensor], torch.Tensor]


def digits() -> tuple[torch.Tensor, ...]:
    """Give images (n, 64) and classes to train the victim on, images that the attacker holds, and a test set."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[order] / 16, torch.tensor(classes)[order]
    return x[:900], y[:900], x[900:1400], x[1400:], y[1400:]


def network() -> nn.Sequential:
    """Make a network with one hidden layer."""
    return nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))


def coarse(x: torch.Tensor) -> torch.Tensor:
    """Round pixels to black, grey and white."""
    return (x * 2).round() / 2


def fast_gradient_sign(model: Model, x: torch.Tensor, y: torch.Tensor, strength: float) -> torch.Tensor:
    """Move every pixel by the strength in the direction that raises the loss."""
    inputs = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(nn.functional.cross_entropy(model(inputs), y), inputs)
    return (x + strength * slope.sign()).clamp(0, 1)


def projected_gradient(model: Model, x: torch.Tensor, y: torch.Tensor, strength: float) -> torch.Tensor:
    """Take ten smaller steps of the same kind, and never leave the box around the image."""
    moved = x
    for _ in range(10):
        moved = fast_gradient_sign(model, moved, y, strength / 4)
        moved = torch.min(torch.max(moved, x - strength), x + strength)
    return moved


def train(
    lab: Lab, name: str, net: nn.Module, prepare: Model, x: torch.Tensor, y: torch.Tensor, *, attacked: bool
) -> Model:
    """Train on all images at once; every second step on attacked ones, if they shall be."""
    optimizer = torch.optim.Adam(net.parameters(), lr=0.005)

    def model(rows: torch.Tensor) -> torch.Tensor:
        return net(prepare(rows))

    for step in range(STEPS):
        rows = fast_gradient_sign(model, x, y, TRAINING_STRENGTH) if attacked and step % 2 else x
        loss = nn.functional.cross_entropy(model(rows), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 5 == 0 and not attacked:
            lab.point(name, step, loss, chart="training")
        elif step % 10 in (0, 5):
            lab.point(f"{name}, {'attacked' if step % 2 else 'clean'} images", step, loss, chart="training")
        if lab.stopped:
            break
    return model


def accuracy(model: Model, x: torch.Tensor, y: torch.Tensor) -> float:
    """Give the share of right answers."""
    with torch.no_grad():
        return (model(x).argmax(-1) == y).double().mean().item()


def run(lab: Lab, *, attack: str, defence: str, strength: float) -> None:
    """Train the victim and the substitute, then attack at every strength."""
    x, y, theirs, test_x, test_y = digits()
    prepare = coarse if defence == "round the pixels" else nn.Identity()
    victim = train(lab, "victim", network(), prepare, x, y, attacked=defence == "train on attacked images")
    with torch.no_grad():
        answers = victim(theirs).argmax(-1)
    substitute = train(lab, "substitute", network(), nn.Identity(), theirs, answers, attacked=False)
    change = projected_gradient if attack == "ten small steps" else fast_gradient_sign

    def attacks(size: float) -> dict[str, torch.Tensor]:
        noise = size * torch.randn_like(test_x).sign()
        return {
            "random signs": (test_x + noise).clamp(0, 1),
            "white box": change(victim, test_x, test_y, size),
            "black box": change(substitute, test_x, test_y, size),
        }

    for size in STRENGTHS:
        for name, rows in attacks(size).items():
            lab.point(name, size, accuracy(victim, rows, test_y), chart="attacks")
        if lab.stopped:
            return
    lab.value("accuracy, clean", accuracy(victim, test_x, test_y))
    for name, rows in attacks(strength).items():
        lab.value(f"accuracy, {name}", accuracy(victim, rows, test_y))
        lab.image(name, tiles(rows[:16].reshape(16, 8, 8)), low=0, high=1)


def found(runs: Runs, name: str, **knobs: str | float) -> float:
    """Give one accuracy of a run."""
    return runs(**knobs).values[f"accuracy, {name}"]


@settles("random-or-not")
def random_signs_beside_the_gradient(runs: Runs) -> int:
    """Compare changes of one size, with and without the gradient."""
    clean, noise, white = (found(runs, name) for name in ("clean", "random signs", "white box"))
    runs.note(f"Clean {clean:.2f}, random signs {noise:.2f}, signs of the gradient {white:.2f}.")
    return 0 if noise < 0.6 and white < 0.6 else 1 if noise > 0.75 and white < 0.2 else 2


@settles("substitute")
def the_black_box(runs: Runs) -> int:
    """See what the attack through a substitute does."""
    clean, black, white = (found(runs, name) for name in ("clean", "black box", "white box"))
    runs.note(f"Clean {clean:.2f}, black box {black:.2f}, white box {white:.2f}.")
    return 0 if black > clean - 0.1 else 2 if black < clean - 0.3 else 1


@settles("hardening")
def the_price_of_hardening(runs: Runs) -> int:
    """Compare plain and adversarial training, on clean images and on attacked ones."""
    plain, hard = runs().values, runs(defence="train on attacked images").values
    gain = hard["accuracy, white box"] - plain["accuracy, white box"]
    price = plain["accuracy, clean"] - hard["accuracy, clean"]
    runs.note(f"Attacked images: {gain:+.2f}; clean images: {-price:+.3f}.")
    return 0 if gain > 0.3 and price < 0.05 else 1 if gain > 0.3 else 2


@settles("rounding")
def behind_a_rounding(runs: Runs) -> int:
    """Attack a victim that rounds its pixels, in both ways."""
    white, black = (found(runs, name, defence="round the pixels") for name in ("white box", "black box"))
    clean = found(runs, "clean", defence="round the pixels")
    runs.note(f"Rounded pixels: clean {clean:.2f}, white box {white:.2f}, black box {black:.2f}.")
    return 0 if min(white, black) > clean - 0.1 else 1 if black < white - 0.3 else 2 if white < black - 0.3 else 3
