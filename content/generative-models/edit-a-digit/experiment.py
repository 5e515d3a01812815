"""A GAN learns digits; real ones are rebuilt and altered through its codes, and altered in two ways without it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

CODE, HIDDEN, BATCH, TRAIN, CLASSES = 16, 64, 64, 1400, 10
DRAWN = 4000
"""Images drawn to find the direction of an attribute, and to begin the search for a code."""
SEARCH, PRESS = 30, 30.0
"""Steps of the search for an altered image, and the price of missing the wanted change by one standard deviation."""
CELLS = torch.arange(8.0)
ROWS, COLUMNS = CELLS.repeat_interleave(8), CELLS.repeat(8)
"""Of each of the 64 pixels."""
HELD, KNOWN, OWN = "real, held out", "real, trained on", "drawn by the GAN"
CODES, SEARCHED = "code moved along one direction", "code searched for each image"
PIXELS, FORMULA = "mean difference added", "formula"
REBUILT, ALTERED = "rebuilt by 16 numbers", "altered"
LENGTHS = "length of the codes"


@dataclass(frozen=True)
class Digits:
    """Images (N, 64) from -1 to 1, and what they show (N,)."""

    x: Tensor
    y: Tensor

    def __getitem__(self, rows: slice) -> "Digits":
        """Take some of them."""
        return Digits(self.x[rows], self.y[rows])


class Generator(nn.Module):
    """Turns codes into images between -1 and 1; it may be told which digit to draw."""

    def __init__(self, *, told: bool) -> None:
        """Make it, with batch normalisation: without it all its images soon are the same."""
        super().__init__()
        self.told = told
        layers = [
            layer
            for size in ((CODE + CLASSES, HIDDEN), (HIDDEN, HIDDEN))
            for layer in (nn.Linear(*size), nn.BatchNorm1d(HIDDEN), nn.ReLU())
        ]
        self.net = nn.Sequential(*layers, nn.Linear(HIDDEN, 64), nn.Tanh())

    def label(self, y: Tensor) -> Tensor:
        """Give what it is told of digits (N,): one of ten numbers is 1, or none (N, 10)."""
        return nn.functional.one_hot(y, CLASSES).float() * self.told

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        """Draw images (N, 64) of codes (N, CODE)."""
        images: Tensor = self.net(torch.cat([z, self.label(y)], 1))
        return images


def critic() -> nn.Sequential:
    """Make a critic of images and labels (N, 74), each layer divided by its largest singular value."""
    held = nn.utils.parametrizations.spectral_norm
    first, middle, last = (held(nn.Linear(*size)) for size in ((64 + CLASSES, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, 1)))
    return nn.Sequential(first, nn.LeakyReLU(0.2), middle, nn.LeakyReLU(0.2), last)


def step(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """Take one step."""
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def sliced(a: Tensor, b: Tensor, directions: Tensor) -> float:
    """Give the sliced Wasserstein distance of as many images (N, 64): along each direction, sort and compare."""
    return float(((a @ directions).sort(0).values - (b @ directions).sort(0).values).abs().mean())


def train(lab: Lab, generator: Generator, known: Digits, held: Digits, training: int) -> None:
    """Train generator and critic in turns; watch how far drawn images are from held-out ones."""
    judge = critic()
    draws, judges = (
        torch.optim.Adam(net.parameters(), lr=2e-3, betas=(0.0, 0.9), fused=True) for net in (generator, judge)
    )
    directions = nn.functional.normalize(torch.randn(64, 64), dim=0)
    for done in range(training + 1):
        if done % 20 == 0:
            with torch.no_grad():
                made = generator(torch.randn(len(held.y), CODE), held.y)
            lab.point("GAN", done, sliced(made, held.x, directions), chart="distance")
            lab.image("drawn by the GAN", tiles(made[:30].reshape(-1, 8, 8), columns=10), low=-1, high=1)
        if lab.stopped:
            return
        real, wanted = torch.randint(TRAIN, (2, BATCH))
        with torch.no_grad():
            fake = generator(torch.randn(BATCH, CODE), known.y[real])
        labels = generator.label(known.y[real]).repeat(2, 1)
        told = judge(torch.cat([torch.cat([known.x[real], fake]), labels], 1))
        # hinge loss: real images shall score above 1, drawn ones below -1; times 4, since the critic's slope is below 1
        for_real, for_fake = (4 * told).chunk(2)
        step(judges, (1 - for_real).relu().mean() + (1 + for_fake).relu().mean())
        y = known.y[wanted]
        step(draws, -judge(torch.cat([generator(torch.randn(BATCH, CODE), y), generator.label(y)], 1)).mean())
    generator.eval().requires_grad_(requires_grad=False)


def begun(generator: Generator, wanted: Digits) -> Tensor:
    """Give the code (N, CODE) of the drawn image that is most like each; of the same digit if the generator is told."""
    z, y = torch.randn(DRAWN, CODE), torch.arange(DRAWN) % CLASSES
    apart = torch.cdist(wanted.x, generator(z, y))
    if generator.told:
        apart[wanted.y[:, None] != y] = torch.inf
    return z[apart.argmin(1)]


def inverted(lab: Lab, generator: Generator, kinds: dict[str, Digits], prior: float, steps: int) -> Tensor:
    """Search codes (kinds, N, CODE) that rebuild images; a squared code costs prior, a squared pixel 1."""
    each = len(next(iter(kinds.values())).y)
    wanted = Digits(torch.cat([one.x for one in kinds.values()]), torch.cat([one.y for one in kinds.values()]))
    z = begun(generator, wanted).requires_grad_()
    optimizer = torch.optim.Adam([z], lr=0.1)
    whole = spread(kinds[HELD].x)
    for done in range(steps + 1):
        errors = ((generator(z, wanted.y) - wanted.x) ** 2).sum(1)
        if done % 2 == 0:
            for name, error in zip(kinds, errors.detach().split(each), strict=True):
                lab.point(name, done, error.mean() / whole, chart="inversion")
        if lab.stopped:
            break
        step(optimizer, errors.sum() + prior * (z**2).sum())
    return z.detach().unflatten(0, (len(kinds), each))


def spread(x: Tensor) -> Tensor:
    """Give the mean squared distance of images (N, 64) from their mean."""
    return ((x - x.mean(0)) ** 2).sum(1).mean()


def slant(x: Tensor) -> Tensor:
    """Give how far strokes lean to the right (N,), in columns per row: a regression, weighed by brightness."""
    ink = x + 1
    weight = ink / ink.sum(1, keepdim=True)
    down, across = (where - (weight @ where)[:, None] for where in (ROWS, COLUMNS))
    return -(weight * down * across).sum(1) / (weight * down**2).sum(1)


def brightness(x: Tensor) -> Tensor:
    """Give the mean of the pixels (N,), from 0 to 1."""
    return (x + 1).mean(1) / 2


def sheared(x: Tensor, amount: float) -> Tensor:
    """Move each row sideways, about the row of the centre, by so many columns per row; in between, interpolate."""
    ink = x + 1
    centre = (ink @ ROWS / ink.sum(1))[:, None]
    source = COLUMNS + amount * (ROWS - centre)
    low = source.floor()

    def taken(column: Tensor) -> Tensor:
        inside = (column >= 0) & (column < CELLS.numel())
        return ink.gather(1, (ROWS * 8 + column.clamp(0, 7)).long()) * inside

    return taken(low) * (1 - source + low) + taken(low + 1) * (source - low) - 1


def brightened(x: Tensor, amount: float) -> Tensor:
    """Make every pixel brighter by this share of its brightness."""
    return ((x + 1) * (1 + amount) - 1).clamp(-1, 1)


@dataclass(frozen=True)
class Attribute:
    """What is to be altered."""

    measure: Callable[[Tensor], Tensor]
    formula: Callable[[Tensor, float], Tensor]
    most: float
    """The largest amount that the formula is tried with."""


ATTRIBUTES = {"slant": Attribute(slant, sheared, 0.4), "brightness": Attribute(brightness, brightened, 0.8)}


def direction(generator: Generator, attribute: Attribute) -> Tensor:
    """Give the direction of codes (CODE,), of length 1, that changes the attribute most, by least squares."""
    z, y = torch.randn(DRAWN, CODE), torch.arange(DRAWN) % CLASSES
    one = nn.functional.one_hot(y, CLASSES).float()  # a constant for each digit: the digits' own slants are left out
    known = torch.cat([z, one if generator.told else torch.ones(DRAWN, 1)], 1)
    slopes = torch.linalg.lstsq(known, attribute.measure(generator(z, y))[:, None]).solution
    return nn.functional.normalize(slopes[:CODE, 0], dim=0)


def difference(known: Digits, attribute: Attribute) -> Tensor:
    """Give how the mean of real images (64,) changes with the attribute, by one standard deviation of it."""
    values = attribute.measure(known.x)
    values = (values - values.mean()) / values.std()
    return (known.x * values[:, None]).mean(0)


def searched(generator: Generator, z: Tensor, y: Tensor, attribute: Attribute, change: float) -> Tensor:
    """Search near codes (N, CODE) for images with the attribute changed and all else, pixel by pixel, as it was."""
    before = generator(z, y)
    unit = attribute.measure(before).std()
    wanted = attribute.measure(before) + change * unit
    z = z.clone().requires_grad_()
    optimizer = torch.optim.Adam([z], lr=0.1)
    for _ in range(SEARCH):
        made = generator(z, y)
        missed = (attribute.measure(made) - wanted) / unit
        step(optimizer, ((made - before) ** 2).sum() + PRESS * (missed**2).sum())
    return generator(z.detach(), y)


@dataclass(frozen=True)
class Way:
    """A way to alter images."""

    before: Tensor
    after: Callable[[float], Tensor]
    most: float


def ways(generator: Generator, known: Digits, held: Digits, z: Tensor, attribute: Attribute) -> dict[str, Way]:
    """Give four ways to alter the held-out digits with codes (N, CODE)."""
    along, added = direction(generator, attribute), difference(known, attribute)
    return {
        CODES: Way(generator(z, held.y), lambda amount: generator(z + amount * along, held.y), 8),
        SEARCHED: Way(generator(z, held.y), lambda amount: searched(generator, z, held.y, attribute, amount), 3),
        PIXELS: Way(held.x, lambda amount: (held.x + amount * added).clamp(-1, 1), 8),
        FORMULA: Way(held.x, lambda amount: attribute.formula(held.x, amount), attribute.most),
    }


def alter(lab: Lab, tried: dict[str, Way], known: Digits, held: Digits, attribute: Attribute, strength: float) -> None:
    """Try each way with growing amounts; compare them where the attribute has changed by strength deviations."""
    unit = attribute.measure(known.x).std()
    rows, shown = [], [held.x[:10]]

    def seen(way: Way, amount: float) -> tuple[float, float, float, Tensor]:
        made = way.after(amount)
        apart = torch.cdist(made, known.x).min(1)
        same = (known.y[apart.indices] == held.y).double().mean()
        change = (attribute.measure(made) - attribute.measure(way.before)).mean() / unit
        return float(change), float(same), float(apart.values.mean()), made

    for name, way in tried.items():
        amounts = np.linspace(0, way.most, 17)
        changes, kept, distances, _ = zip(*(seen(way, float(amount)) for amount in amounts), strict=True)
        till = int(np.argmax(np.array(changes) > 2.2)) or len(changes)
        lab.curve(name, changes[:till], kept[:till], chart="kept")
        lab.curve(name, changes[:till], distances[:till], chart="near")
        change, same, distance, made = seen(way, float(np.interp(strength, changes, amounts)))
        lab.value(f"recognised: {name}", same)
        lab.value(f"recognised before: {name}", kept[0])
        rows.append(
            {
                "way": name,
                "change, sd": round(change, 2),
                "recognised before": round(kept[0], 3),
                "recognised": round(same, 3),
                "nearest real digit before": round(distances[0], 2),
                "nearest real digit": round(distance, 2),
            }
        )
        shown += [way.before[:10], made[:10]] if name == CODES else [made[:10]]
    lab.table(ALTERED, rows)
    lab.image(
        "digits, rebuilt, altered by their codes, by a mean difference, by formula",
        tiles(torch.cat(shown).reshape(-1, 8, 8), columns=10),
        low=-1,
        high=1,
    )


def rebuilt(lab: Lab, generator: Generator, kinds: dict[str, Digits], z: Tensor) -> None:
    """Compare rebuilt images of each kind with those of as many principal components; codes are (kinds, N, CODE)."""
    x, whole = kinds[KNOWN].x, spread(kinds[HELD].x)
    axes = torch.linalg.svd(x - x.mean(0), full_matrices=False).Vh[:CODE]
    rows = []
    for (name, one), codes in zip(kinds.items(), z, strict=True):
        error = ((generator(codes, one.y) - one.x) ** 2).sum(1).mean() / whole
        flat = x.mean(0) + (one.x - x.mean(0)) @ axes.T @ axes
        plain = ((flat - one.x) ** 2).sum(1).mean() / whole
        length = codes.norm(dim=1).mean()
        lab.value(f"error: {name}", error)
        lab.value(f"{LENGTHS}: {name}", length)
        rows.append(
            {"images": name}
            | {"error by the GAN": round(float(error), 3), "error by principal components": round(float(plain), 3)}
            | {LENGTHS: round(float(length), 2)}
        )
    lab.table(REBUILT, rows)


def run(lab: Lab, *, attribute: str, strength: float, told: bool, prior: float, steps: int, training: int) -> None:
    """Train the GAN, search codes of real digits, move them, and compare."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    digits = Digits(torch.tensor(images, dtype=torch.float32)[order] / 8 - 1, torch.tensor(classes)[order])
    known, held = digits[:TRAIN], digits[TRAIN:]
    generator = Generator(told=told)
    train(lab, generator, known, held, training)
    if lab.stopped:
        return
    own = Digits(generator(torch.randn(len(held.y), CODE), held.y), held.y)
    kinds = {HELD: held, KNOWN: known[: len(held.y)], OWN: own}
    z = inverted(lab, generator, kinds, prior, steps)
    rebuilt(lab, generator, kinds, z)
    how = ATTRIBUTES[attribute]
    alter(lab, ways(generator, known, held, z[0], how), known, held, how, strength)


@settles("rebuild")
def what_can_be_rebuilt(runs: Runs) -> int:
    """Compare the error of rebuilt images: held out, trained on, drawn by the GAN itself."""
    held, known, own = (runs().values[f"error: {name}"] for name in (HELD, KNOWN, OWN))
    runs.note(f"Error {held:.3f} on held-out digits, {known:.3f} on digits trained on, {own:.3f} on its own.")
    few = 5 * own
    if held < few and known < few:
        return 0
    return 1 if known < held / 2 else 2 if min(held, known) > few and abs(held / known - 1) < 0.25 else -1


@settles("digit")
def does_it_stay_the_digit(runs: Runs) -> int:
    """Compare the share recognised after the same change of slant, by code and by adding a mean difference."""
    code, pixels, formula = (runs().values[f"recognised: {name}"] for name in (CODES, PIXELS, FORMULA))
    runs.note(f"Recognised: {code:.1%} by code, {pixels:.1%} by mean difference, {formula:.1%} by shearing.")
    much = 0.1
    return 0 if code > pixels + much else 2 if code < pixels - much else 1 if abs(code - pixels) < much / 2 else -1


@settles("searched")
def searched_for_each_image(runs: Runs) -> int:
    """Compare the share recognised with one direction for all and with a search for each image."""
    values = runs().values
    one, own, pixels = (values[f"recognised: {name}"] for name in (CODES, SEARCHED, PIXELS))
    before = values[f"recognised before: {SEARCHED}"]
    runs.note(
        f"Recognised: {one:.1%} along one direction, {own:.1%} searched for each, {before:.1%} before; "
        f"by mean difference {pixels:.1%}."
    )
    much = 0.1
    return 1 if own > one + much else 0 if abs(own - one) < much / 2 else 2 if own < one - much else -1


@settles("far")
def how_far_out(runs: Runs) -> int:
    """Compare the length of the codes found for real and for drawn digits, without a price on their length."""
    real, own = (runs(prior=0.0).values[f"{LENGTHS}: {name}"] for name in (HELD, OWN))
    priced = runs().values[f"{LENGTHS}: {HELD}"]
    runs.note(f"Codes are {real:.2f} long for real digits, {own:.2f} for drawn ones; {priced:.2f} with a price of 0.1.")
    return 2 if real > 1.15 * own else 0 if real < own / 1.15 else 1
