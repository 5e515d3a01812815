"""Digits of 4 by 4 pixels made 8 by 8 again, by squared error alone or with an adversary of several weights.

All weights are tried at once: each layer holds the weights of several networks that know nothing of each other.
"""

import math
from itertools import pairwise

import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

WEIGHTS = (0.0, 0.01, 0.03, 0.1, 0.3)
"""Of the adversary beside the squared error per pixel, one for each network."""
NETS, TEST = len(WEIGHTS), 500
NOISE, HIDDEN, BATCH = 8, 64, 64
TABLE, ENERGY, ERROR, DISTANCE = "500 held-out digits", "energy of detail", "error of detail", "distance of details"
FREE = "what the noise changes, weight 0.03"


class Linears(nn.Module):
    """Linear layers of several networks: (networks, N, inputs) to (networks, N, outputs)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        """Make them, with PyTorch's usual start."""
        super().__init__()
        edge = 1 / math.sqrt(inputs)
        self.weight = nn.Parameter(torch.empty(NETS, inputs, outputs).uniform_(-edge, edge))
        self.bias = nn.Parameter(torch.empty(NETS, 1, outputs).uniform_(-edge, edge))

    def forward(self, x: Tensor) -> Tensor:
        """Apply each network's layer to its own batch."""
        return torch.baddbmm(self.bias, x, self.weight)


def networks(*sizes: int) -> nn.Sequential:
    """Make networks with the given widths and leaky ReLUs between."""
    layers = [layer for size in pairwise(sizes) for layer in (Linears(*size), nn.LeakyReLU(0.2))]
    return nn.Sequential(*layers[:-1])


def shrunk(x: Tensor) -> Tensor:
    """Average images (..., 64) over blocks of 2 by 2 pixels: (..., 16)."""
    return x.reshape(*x.shape[:-1], 4, 2, 4, 2).mean((-3, -1)).flatten(-2)


def blocks(small: Tensor) -> Tensor:
    """Repeat each pixel of small images (..., 16) in a block: (..., 64)."""
    return small.reshape(*small.shape[:-1], 4, 4).repeat_interleave(2, -1).repeat_interleave(2, -2).flatten(-2)


def detail(x: Tensor) -> Tensor:
    """Give what images (..., 64) lose when they are shrunk; its mean is zero in every block."""
    return x - blocks(shrunk(x))


def bicubic(small: Tensor) -> Tensor:
    """Enlarge small images (N, 16) by cubic curves, without any learning."""
    return nn.functional.interpolate(small.reshape(-1, 1, 4, 4), scale_factor=2, mode="bicubic").reshape(-1, 64)


def borrowed(small: Tensor, x: Tensor) -> Tensor:
    """Give small images (N, 16) the detail of the training image (M, 64) that is most like them when shrunk."""
    return blocks(small) + detail(x)[torch.cdist(small, shrunk(x)).argmin(1)]


class Enlarger(nn.Module):
    """Adds detail to small images, one network for each weight."""

    def __init__(self, *, noise: bool) -> None:
        """Make the networks; with noise they get random numbers beside the small image."""
        super().__init__()
        self.noise = NOISE if noise else 0
        self.net = networks(16 + self.noise, HIDDEN, HIDDEN, 64)

    def forward(self, small: Tensor) -> Tensor:
        """Enlarge (networks, N, 16) to (networks, N, 64); shrunk again the result is the input."""
        return blocks(small) + detail(self.net(torch.cat([small, torch.randn(*small.shape[:2], self.noise)], 2)))


class Critic(nn.Module):
    """Tells real detail from added detail, one network for each weight."""

    def __init__(self, shown: str) -> None:
        """Make the networks; shown says what they look at."""
        super().__init__()
        self.alone = shown == "detail alone"
        self.net = networks(64 if self.alone else 64 + 16, HIDDEN, HIDDEN, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Give the logits (networks, N, 1) that images (networks, N, 64) are real."""
        return self.net(detail(x) if self.alone else torch.cat([detail(x), shrunk(x)], 2))


def step(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """Take one step."""
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def psnr(made: Tensor, real: Tensor) -> Tensor:
    """Give the peak signal-to-noise ratio in decibels, over images (..., N, 64) from -1 to 1."""
    return 10 * (4 / ((made - real) ** 2).mean((-2, -1))).log10()


def energy(made: Tensor, real: Tensor) -> Tensor:
    """Give the energy of the detail, as a share of the real one."""
    return (detail(made) ** 2).mean((-2, -1)) / (detail(real) ** 2).mean()


def unlike(made: Tensor, real: Tensor, directions: Tensor) -> Tensor:
    """Give the sliced Wasserstein distance between the details of made (..., N, 64) and real images (N, 64)."""
    a, b = ((detail(x) @ directions).sort(-2).values for x in (made, real))
    return (a - b).abs().mean((-2, -1))


def train(lab: Lab, enlarger: Enlarger, critic: Critic, x: Tensor, real: Tensor, training: int) -> None:
    """Train both in turns on images x (N, 64); watch detail and error on held-out real ones (M, 64)."""
    draws, judges = (
        torch.optim.Adam(part.parameters(), lr=4e-3, betas=(0.5, 0.9), fused=True) for part in (enlarger, critic)
    )
    decays = [torch.optim.lr_scheduler.LinearLR(rule, 1, 0.01, training) for rule in (draws, judges)]
    weights, tested = torch.tensor(WEIGHTS), shrunk(real).expand(NETS, -1, -1)
    for done in range(training + 1):
        if done % 20 == 0:
            with torch.no_grad():
                made = enlarger(tested)
            for weight, sharp, close in zip(WEIGHTS, energy(made, real), psnr(made, real), strict=True):
                lab.point(f"weight {weight:g}", done, sharp, chart="detail")
                lab.point(f"weight {weight:g}", done, close, chart="psnr")
        if lab.stopped:
            return
        big = x[torch.randint(len(x), (NETS, BATCH))]
        made = enlarger(shrunk(big))
        told = nn.functional.softplus(-critic(big)) + nn.functional.softplus(critic(made.detach()))
        step(judges, told.mean((1, 2)).sum())
        fooling = nn.functional.softplus(-critic(made)).mean((1, 2))
        step(draws, (((made - big) ** 2).mean((1, 2)) + weights * fooling).sum())
        for decay in decays:
            decay.step()


def run(lab: Lab, *, noise: bool, shown: str, images: int, training: int) -> None:
    """Train enlargers with several weights at once; compare them with three ways that train nothing."""
    loaded, _ = load_digits(return_X_y=True)
    x = torch.tensor(loaded, dtype=torch.float32)[torch.randperm(len(loaded))] / 8 - 1
    real, x = x[:TEST], x[TEST : TEST + images]
    enlarger = Enlarger(noise=noise)
    train(lab, enlarger, Critic(shown), x, real, training)
    if lab.stopped:
        return
    small = shrunk(real)
    with torch.no_grad():
        made, again = (enlarger(small.expand(NETS, -1, -1)) for _ in range(2))
    kinds = {"blocks": blocks(small), "bicubic": bicubic(small), "borrowed": borrowed(small, x)}
    shown_rows = [*kinds.values(), made[0], made[2], made[4], real]
    lab.image(
        "blocks, bicubic, borrowed, weights 0, 0.03 and 0.3, real",
        tiles(torch.cat([row[:8] for row in shown_rows]).reshape(-1, 8, 8), columns=8),
        low=-1,
        high=1,
    )
    kinds |= {f"weight {weight:g}": one for weight, one in zip(WEIGHTS, made, strict=True)}
    report(lab, kinds, real)
    lab.value(FREE, energy(made[2] - again[2], real) / 2)


def report(lab: Lab, kinds: dict[str, Tensor], real: Tensor) -> None:
    """Show closeness to the true image, energy of the detail, and distance from the details of real images."""
    directions = nn.functional.normalize(torch.randn(64, 64), dim=0)
    rows = []
    for name, made in kinds.items():
        close, sharp, far = psnr(made, real), energy(made, real), unlike(made, real, directions)
        error = energy(made - real, real)
        series = "adversary, by weight" if name.startswith("weight") and name != "weight 0" else name
        lab.point(series, close, sharp, chart="plane")
        row = {"PSNR, dB": close, ENERGY: sharp, ERROR: error, DISTANCE: far}
        rows.append({"image": name} | {key: round(float(value), 3) for key, value in row.items()})
    lab.table(TABLE, rows)


def seen(runs: Runs, image: str, column: str) -> float:
    """Read a number of one kind of image from the table."""
    return float(next(row[column] for row in runs().tables[TABLE] if row["image"] == image))


@settles("shares")
def energy_and_error(runs: Runs) -> int:
    """Add the energy of the detail and its error, for squared error alone."""
    sharp, error = (seen(runs, "weight 0", column) for column in (ENERGY, ERROR))
    runs.note(f"The detail has {sharp:.2f} of the real energy, its error {error:.2f}, together {sharp + error:.2f}.")
    if sharp > 0.9:
        return 0
    return 1 if abs(sharp + error - 1) < 0.1 and error < 0.55 else 2 if abs(sharp - error) < 0.05 else -1


@settles("price")
def price_of_the_adversary(runs: Runs) -> int:
    """Compare the peak signal-to-noise ratio with and without the adversary."""
    plain, adversary = (runs().last(f"weight {weight}", chart="psnr") for weight in ("0", "0.03"))
    runs.note(f"It is {plain:.1f} dB with squared error alone and {adversary:.1f} dB with the adversary at 0.03.")
    fall = plain - adversary
    return 0 if fall < -0.5 else 1 if abs(fall) < 0.5 else 2 if fall < 3 else 3


@settles("noise")
def what_the_noise_changes(runs: Runs) -> int:
    """See how much two enlargements of one small image differ."""
    varied, error = runs().values[FREE], seen(runs, "weight 0", ERROR)
    runs.note(
        f"Two enlargements of one small image differ by a variance of {varied:.3f} of the detail's energy; "
        f"{error:.2f} of it cannot be foreseen by squared error."
    )
    return 1 if varied < 0.1 else 0 if varied > 0.25 else -1


@settles("borrowed")
def beside_borrowed_detail(runs: Runs) -> int:
    """Compare the adversary at 0.03 with the detail of the nearest training image."""
    errors, distances = (
        {image: seen(runs, image, column) for image in ("borrowed", "weight 0.03")} for column in (ERROR, DISTANCE)
    )
    for image, error in errors.items():
        runs.note(
            f"{image}: error of the detail {error:.2f}, distance from real details {distances[image]:.3f}.".capitalize()
        )
    closer = errors["borrowed"] < errors["weight 0.03"]
    liker = distances["borrowed"] < distances["weight 0.03"]
    return 2 if closer and liker else 1 if liker else 0 if not closer else -1
