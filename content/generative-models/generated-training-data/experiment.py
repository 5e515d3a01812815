"""A class-conditional GAN learns from few labelled digits; a classifier then trains with what it draws, or without.

Several small sets are tried at once: each layer holds the weights of many networks that know nothing of each other.
"""

import math
from itertools import pairwise

import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

SETS = 4
"""Small sets, each with a GAN and with classifiers of its own."""
TEST, OTHERS = 500, 700
NOISE, HIDDEN, BATCH = 16, 64, 64
EXTRA = 500
"""Images that a recipe adds to a small set."""
DIRECT = "the 700 others alone"
TABLE, NEAREST = "Accuracy on 500 real test images", "nearest to a test image"
LABELS = "nearest test image is the digit asked for"
RECIPES = ("real", "real + generated", "real + blends", "real + warped", "generated alone")


class Linears(nn.Module):
    """Linear layers of several networks: (networks, N, inputs) to (networks, N, outputs)."""

    def __init__(self, networks: int, inputs: int, outputs: int) -> None:
        """Make them, with PyTorch's usual start."""
        super().__init__()
        edge = 1 / math.sqrt(inputs)
        self.weight = nn.Parameter(torch.empty(networks, inputs, outputs).uniform_(-edge, edge))
        self.bias = nn.Parameter(torch.empty(networks, 1, outputs).uniform_(-edge, edge))

    def forward(self, x: Tensor) -> Tensor:
        """Apply each network's layer to its own batch."""
        return torch.baddbmm(self.bias, x, self.weight)


class Standardised(nn.Module):
    """Batch normalisation by the batch at hand, for each network."""

    def forward(self, x: Tensor) -> Tensor:
        """Take and give (networks, N, units)."""
        return (x - x.mean(1, keepdim=True)) / (x.std(1, keepdim=True) + 0.01)


def networks(count: int, sizes: tuple[int, ...], *, standardised: bool = False) -> nn.Sequential:
    """Make networks with the given widths and leaky ReLUs between."""
    layers: list[nn.Module] = []
    for size in pairwise(sizes):
        layers += [Linears(count, *size), *([Standardised()] if standardised else []), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers[: -2 if standardised else -1])


def named(digit: Tensor) -> Tensor:
    """Give digits as one-hot vectors."""
    return nn.functional.one_hot(digit, 10).float()


def step(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """Take one step."""
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def some(x: Tensor, y: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Draw images (sets, count, 64) and their digits with replacement, from each set its own."""
    rows = torch.randint(x.shape[1], (len(x), count))
    return x.gather(1, rows[..., None].expand(-1, -1, 64)), y.gather(1, rows)


class Gan(nn.Module):
    """One class-conditional GAN for each set."""

    def __init__(self) -> None:
        """Make generators and discriminators."""
        super().__init__()
        self.generator = networks(SETS, (NOISE + 10, HIDDEN, HIDDEN, 64), standardised=True)
        self.discriminator = networks(SETS, (64 + 10, HIDDEN, HIDDEN, 1))

    def draw(self, digit: Tensor) -> Tensor:
        """Draw an image (sets, N, 64) from -1 to 1 for each digit (sets, N)."""
        return self.generator(torch.cat([torch.randn(*digit.shape, NOISE), named(digit)], 2)).tanh()

    def judge(self, x: Tensor, digit: Tensor) -> Tensor:
        """Give the logit that an image is real and of its digit."""
        return self.discriminator(torch.cat([x, named(digit)], 2))


def train_gan(lab: Lab, x: Tensor, y: Tensor, held: tuple[Tensor, Tensor], training: int) -> Gan:
    """Train a GAN on each set (sets, N, 64); show how often the nearest held-out digit is the one asked for."""
    gan = Gan()
    draws, judges = (
        torch.optim.Adam(part.parameters(), lr=2e-3, betas=(0.5, 0.9), fused=True)
        for part in (gan.generator, gan.discriminator)
    )
    for done in range(training + 1):
        if done % 25 == 0:
            digit = torch.arange(10).repeat(SETS, 4)
            with torch.no_grad():
                drawn = gan.draw(digit)
            nearest = held[1][torch.cdist(drawn, held[0].expand(SETS, -1, -1)).argmin(2)]
            lab.point(LABELS, done, (nearest == digit).double().mean(), chart="labels")
            lab.image("generated, for one of the sets", tiles(drawn[0].reshape(-1, 8, 8), columns=10), low=-1, high=1)
        if lab.stopped:
            break
        real, digit = some(x, y, BATCH)
        with torch.no_grad():
            drawn = gan.draw(digit)
        loss = nn.functional.softplus(-gan.judge(real, digit)) + nn.functional.softplus(gan.judge(drawn, digit))
        step(judges, loss.mean(1).sum())
        step(draws, nn.functional.softplus(-gan.judge(gan.draw(digit), digit)).mean(1).sum())
    return gan


def blends(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Mix two images of one digit in a random proportion."""
    first, digit = some(x, y, EXTRA)
    same = digit[:, :, None] == y[:, None, :]
    partners = [chance.multinomial(1)[:, 0] for chance in same.float()]
    second = torch.stack([images[rows] for images, rows in zip(x, partners, strict=True)])
    share = torch.rand(len(x), EXTRA, 1)
    return share * first + (1 - share) * second, digit


def warped(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Turn images by up to 15 degrees, slant, stretch by up to a tenth and shift by up to half a pixel."""
    images, digit = some(x, y, EXTRA)
    count = len(x) * EXTRA
    change = torch.rand(count, 6) * 2 - 1
    turn = change[:, 0] * math.radians(15)
    wide, high = 1 + 0.1 * change[:, 1], 1 + 0.1 * change[:, 2]
    rows = [wide * turn.cos(), -turn.sin() + 0.15 * change[:, 3], change[:, 4] / 8]
    rows += [turn.sin(), high * turn.cos(), change[:, 5] / 8]
    grid = nn.functional.affine_grid(torch.stack(rows, 1).view(count, 2, 3), [count, 1, 8, 8], align_corners=False)
    moved = nn.functional.grid_sample(images.reshape(count, 1, 8, 8) + 1, grid, align_corners=False) - 1
    return moved.reshape(len(x), EXTRA, 64), digit


Recipe = list[tuple[Tensor, Tensor]]
"""Images (sets, N, 64) and their digits (sets, N), in one part or two; a batch takes as many from each."""


def classify(lab: Lab, recipes: dict[str, Recipe], test: tuple[Tensor, Tensor], steps: int) -> dict[str, Tensor]:
    """Train one classifier per recipe and set; give the accuracies (sets,) and draw their means."""
    nets = networks(SETS * len(recipes), (64, HIDDEN, 10))
    optimizer = torch.optim.Adam(nets.parameters(), lr=3e-3, fused=True)
    there = test[0].expand(SETS * len(recipes), -1, -1)
    for done in range(steps + 1):
        if done % 20 == 0:
            with torch.no_grad():
                right = (nets(there).argmax(2) == test[1]).double().mean(1).reshape(len(recipes), SETS)
            for name, share in zip(recipes, right.mean(1), strict=True):
                lab.point(name, done, share, chart="accuracy")
        if lab.stopped or done == steps:
            break
        batches = [[some(*part, BATCH // len(recipe)) for part in recipe] for recipe in recipes.values()]
        x = torch.cat([torch.cat([part[0] for part in batch], 1) for batch in batches])
        y = torch.cat([torch.cat([part[1] for part in batch], 1) for batch in batches])
        loss = nn.functional.cross_entropy(nets(x).transpose(1, 2), y, reduction="none")
        step(optimizer, loss.mean(1).sum())
    return dict(zip(recipes, right, strict=True))


def run(lab: Lab, *, each: int, source: str, training: int, seen: int) -> None:
    """Draw small sets, train a GAN on each, and train classifiers on five recipes."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[order] / 8 - 1, torch.tensor(classes)[order]
    test, others = (x[:TEST], y[:TEST]), (x[TEST : TEST + OTHERS], y[TEST : TEST + OTHERS])
    x, y = x[TEST + OTHERS :], y[TEST + OTHERS :]
    chance = torch.rand(SETS, len(x))
    rows = torch.cat([(chance - 2.0 * (y != digit)).topk(each, dim=1).indices for digit in range(10)], 1)
    small = x[rows], y[rows]  # (SETS, 10 * each, 64) and (SETS, 10 * each)
    taught = small if source == "small set" else (others[0].repeat(SETS, 1, 1), others[1].repeat(SETS, 1))
    gan = train_gan(lab, *taught, test, training)
    if lab.stopped:
        return
    digit = torch.arange(10).repeat(SETS, EXTRA // 10)
    with torch.no_grad():
        made = {"generated": (gan.draw(digit), digit), "blends": blends(*small), "warped": warped(*small)}
    for name in ("blends", "warped"):
        lab.image(name, tiles(made[name][0][0, :20].reshape(-1, 8, 8), columns=10), low=-1, high=1)
    parts = [[small], *([small, extra] for extra in made.values()), [made["generated"]]]
    recipes = dict(zip(RECIPES, parts, strict=True))
    if source != "small set":
        recipes[DIRECT] = [taught]
    right = classify(lab, recipes, test, seen)
    for name, shares in right.items():
        lab.value(name, shares.mean())
    report(lab, right, small[0], {name: extra for name, (extra, _) in made.items()}, test[0])


def report(lab: Lab, right: dict[str, Tensor], small: Tensor, made: dict[str, Tensor], test: Tensor) -> None:
    """Show accuracies, and how near the images of each recipe come to test images."""
    there = test.expand(SETS, -1, -1)
    images = {"real": small, "generated alone": made["generated"]}
    images |= {f"real + {name}": torch.cat([small, extra], 1) for name, extra in made.items()}
    rows = []
    for name, shares in right.items():
        row = {"recipe": name, "accuracy": shares.mean(), "worst set": shares.min(), "best set": shares.max()}
        near = torch.cdist(there, images[name]).min(2).values.mean() if name in images else None
        rows.append({key: value if key == "recipe" else round(float(value), 3) for key, value in row.items()})
        rows[-1][NEAREST] = None if near is None else round(float(near), 2)
    lab.table(TABLE, rows)


@settles("added")
def generated_images_added(runs: Runs) -> int:
    """Compare classifiers on the small set with and without what its GAN draws."""
    values = runs().values
    alone, more, warps = (values[name] for name in ("real", "real + generated", "real + warped"))
    runs.note(
        f"The accuracy is {alone:.3f} on real images, {more:.3f} with generated and {warps:.3f} with warped ones."
    )
    return 0 if more > alone + 0.01 else 2 if more < alone - 0.1 else 1


@settles("alone")
def generated_images_alone(runs: Runs) -> int:
    """Compare a classifier that saw generated images only with one that saw the small set."""
    finished = runs()
    labels, alone, real = finished.last(LABELS), finished.values["generated alone"], finished.values["real"]
    runs.note(
        f"The nearest real digit is the one asked for in {labels:.2f} of the generated images. "
        f"Trained on them alone a classifier reaches {alone:.3f}, on the real ones {real:.3f}."
    )
    if labels < 0.75:
        return -1
    return 0 if alone > real + 0.02 else 2 if alone < real - 0.05 else 1


@settles("reach")
def how_near_they_come(runs: Runs) -> int:
    """Find whose images shorten the way from a test image to the nearest training image most."""
    distance = {row["recipe"]: float(row[NEAREST]) for row in runs().tables[TABLE]}
    far = distance["real"]
    generated, blend, warp = (far - distance[f"real + {name}"] for name in ("generated", "blends", "warped"))
    runs.note(
        f"The nearest real image is {far:.2f} away. Generated images shorten that by {generated:.2f}, "
        f"blends by {blend:.2f}, warped ones by {warp:.2f}."
    )
    if generated < 0.02 and blend < 0.02:
        return 2
    return 0 if generated > 1.3 * blend else 1 if blend > 1.3 * generated else -1


@settles("others")
def taught_by_others(runs: Runs) -> int:
    """Compare a generator that has seen 700 other images with the small set, and with those images themselves."""
    values = runs(source="700 others").values
    alone, real, direct = (values[name] for name in ("generated alone", "real", DIRECT))
    runs.note(f"Generated images alone give {alone:.3f}, the small set {real:.3f}, the 700 themselves {direct:.3f}.")
    return 0 if alone > direct - 0.02 else 1 if alone > real + 0.02 else 2 if alone < real - 0.02 else -1
