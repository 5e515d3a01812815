"""SGD, momentum, RMSProp and Adam walk down the same surface from the same place."""

import itertools
import math

import numpy as np
import torch

from deepdrill.lab.experiment import Lab, Runs, settles

STEPS = 400
BLOWN_UP = 1e6
"""A height from which no optimizer comes back."""
STEEP = 50.0
"""The bowl's curvature across; along its axis it is 1."""
RULES = ("SGD", "momentum", "RMSProp", "Adam")
INKS = ((0.1, 0.35, 0.75), (0.85, 0.35, 0.0), (0.0, 0.5, 0.3), (0.65, 0.1, 0.5))
"""Of the paths on the map, in the order of the rules: blue, orange, green, purple."""
WINDOWS = {"bowl": (-1.2, 1.2, -1.2, 1.2), "saddle": (-1.5, 1.5, -1.5, 1.5), "ravine": (-1.6, 1.4, -0.6, 1.8)}
"""The part of each surface that the map shows: left, right, bottom, top."""


def height(surface: str, turn: float, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Give the height of the surface, turned by so many degrees; the lowest height of each is 0."""
    angle = math.radians(turn)
    u = math.cos(angle) * x + math.sin(angle) * y
    v = math.cos(angle) * y - math.sin(angle) * x
    match surface:
        case "bowl":
            return (u**2 + STEEP * v**2) / 2
        case "saddle":  # flat at the origin, which is a saddle; the minima are at v = 1 and v = -1
            return u**2 / 2 + (v**2 - 1) ** 2 / 4
        case _:  # Rosenbrock's valley with the factor 10; its minimum is at (1, 1)
            return (1 - u) ** 2 / 2 + 10 * (v - u**2) ** 2


def start(surface: str, turn: float, rng: np.random.Generator) -> torch.Tensor:
    """Draw a place (2,) to start from, turned with the surface."""
    jitter = rng.uniform(-0.05, 0.05)
    u, v = {
        "bowl": (-1.0 + jitter, 0.5 + jitter),
        "saddle": (1.0 + jitter, 1e-4 * (1 + 4 * jitter)),  # almost on the ridge
        "ravine": (-1.2 + jitter, 1.0 + jitter),
    }[surface]
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return torch.tensor([cos * u - sin * v, sin * u + cos * v], dtype=torch.float64)


def rule_for(name: str, place: torch.Tensor, rate: float, memory: float) -> torch.optim.Optimizer:
    """Make one of the four optimizers."""
    match name:
        case "SGD":
            return torch.optim.SGD([place], lr=rate)
        case "momentum":
            return torch.optim.SGD([place], lr=rate, momentum=memory)
        case "RMSProp":
            return torch.optim.RMSprop([place], lr=rate, alpha=0.99)
        case _:
            return torch.optim.Adam([place], lr=rate, betas=(memory, 0.999))


def walk(lab: Lab, name: str, surface: str, turn: float, rate: float, memory: float) -> list[list[float]]:
    """Walk down with one optimizer, draw the loss, and give the places."""
    place = start(surface, turn, np.random.default_rng(lab.seed)).requires_grad_()
    rule = rule_for(name, place, rate, memory)
    places: list[list[float]] = []
    loss, arrived = math.inf, math.inf
    for step in range(STEPS + 1):
        rule.zero_grad()
        value = height(surface, turn, place[0], place[1])
        loss = value.item()
        places.append(place.tolist())
        if step % 4 == 0:
            lab.point(name, step, max(loss, 1e-16), chart="loss")
        if loss < 0.01 and math.isinf(arrived):
            arrived = step
        if lab.stopped or not loss < BLOWN_UP:
            break
        value.backward()
        rule.step()
    if not loss < BLOWN_UP:
        lab.note(f"{name} blew up: after {len(places) - 1} steps the loss is above a million.")
    lab.value(f"{name}: loss at the end", loss)
    lab.value(f"{name}: steps until the loss is below 0.01", arrived)
    return places


def map_of(surface: str, turn: float, paths: list[list[list[float]]]) -> np.ndarray:
    """Draw the surface, low is white, with lines of equal height and the paths (240, 240, 3)."""
    left, right, bottom, top = WINDOWS[surface]
    if turn:  # room for the turned surface
        left, right, bottom, top = -1.8, 1.8, -1.8, 1.8
    size = 240
    ys, xs = torch.meshgrid(
        torch.linspace(top, bottom, size), torch.linspace(left, right, size), indexing="ij"
    )  # the first row is the top
    level = np.log1p(4 * height(surface, turn, xs, ys).numpy())
    grey = 1 - 0.35 * level / level.max()
    band = np.floor(level * 3)
    grey[1:][band[1:] != band[:-1]] -= 0.12
    picture = np.repeat(grey[:, :, None], 3, axis=2)
    for ink, path in zip(INKS, paths, strict=True):
        corners = np.clip(np.array(path), -9, 9)
        for (x0, y0), (x1, y1) in itertools.pairwise(corners):
            along = np.linspace(0, 1, 2 + int(size * max(abs(x1 - x0) / (right - left), abs(y1 - y0) / (top - bottom))))
            columns = ((x0 + along * (x1 - x0) - left) / (right - left) * (size - 1)).round().astype(int)
            rows = ((top - y0 - along * (y1 - y0)) / (top - bottom) * (size - 1)).round().astype(int)
            inside = (columns >= 0) & (columns < size) & (rows >= 0) & (rows < size)
            picture[rows[inside], columns[inside]] = ink
    return picture


def run(lab: Lab, *, surface: str, rate: float, turn: int, memory: float) -> None:
    """Walk with all four, then draw their paths."""
    paths = [walk(lab, name, surface, turn, rate, memory) for name in RULES]
    for name, path in zip(RULES, paths, strict=True):
        seen = [(x, y) for x, y in path if max(abs(x), abs(y)) < 3]
        lab.curve(name, [x for x, _ in seen], [y for _, y in seen], chart="path")
    lab.image("SGD blue, momentum orange, RMSProp green, Adam purple", map_of(surface, turn, paths))


def slower(runs: Runs, name: str) -> float:
    """Give how many times as long an optimizer takes in the turned bowl."""
    straight, turned = (runs(turn=turn).values[f"{name}: steps until the loss is below 0.01"] for turn in (0, 45))
    runs.note(
        f"{name} comes below 0.01 after {straight:g} steps in the straight bowl and {turned:g} in the turned one."
    )
    return turned / straight


@settles("turned")
def in_a_turned_bowl(runs: Runs) -> int:
    """Compare how long SGD and RMSProp take in both bowls."""
    sgd, adaptive = slower(runs, "SGD"), slower(runs, "RMSProp")
    return 0 if sgd > 1.3 and adaptive > 1.3 else 1 if sgd > 1.3 else 3 if adaptive > 1.3 else 2


@settles("momentum")
def above_the_limit_of_sgd(runs: Runs) -> int:
    """See what momentum does at a rate at which plain SGD blows up."""
    seen = runs(rate=0.06).values
    sgd, heavy = seen["SGD: loss at the end"], seen["momentum: loss at the end"]
    runs.note(f"At the rate 0.06 the loss ends at {sgd:.2g} for plain SGD and at {heavy:.2g} with momentum 0.9.")
    return 0 if heavy > BLOWN_UP else 2 if heavy < 1e-4 else 1


@settles("saddle")
def off_the_ridge(runs: Runs) -> int:
    """Count the steps of SGD and Adam away from the saddle."""
    seen = runs(surface="saddle").values
    sgd, adam = (seen[f"{name}: steps until the loss is below 0.01"] for name in ("SGD", "Adam"))
    runs.note(f"From the ridge to a loss below 0.01 it takes SGD {sgd:g} steps and Adam {adam:g}.")
    return 1 if adam < sgd / 2 else 0 if sgd < adam / 2 else 2


@settles("memory")
def with_a_long_memory(runs: Runs) -> int:
    """Compare the losses of plain SGD and of momentum 0.99 in the bowl."""
    seen = runs(memory=0.99).values
    sgd, heavy = seen["SGD: loss at the end"], seen["momentum: loss at the end"]
    runs.note(f"After {STEPS} steps the loss is {sgd:.2g} for plain SGD and {heavy:.2g} with momentum 0.99.")
    return 0 if heavy > 1000 * sgd else 2 if heavy < sgd / 1000 else 1
