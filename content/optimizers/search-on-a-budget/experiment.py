"""Grid, random and guided search for three settings, all with the same number of trials, on a known loss.

Each way is repeated in 60 searches, each with its best setting elsewhere; the curves are averages over them.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

Array = NDArray[np.float64]

SEARCHES, SETTINGS = 60, 3
FIRST = 5
"""Random trials before the guided search has a model."""
CANDIDATES = 150
"""Points of which the guided search takes the most promising."""
LONG = 2000
"""Trials of the random search that goes on, to see when it catches up."""
REACH = 0.5
"""How far apart two settings are whose losses still tell of each other; a setting goes from 0 to 1."""
SIDE = 60
"""Pixels of a picture's side."""


def weights(matter: str) -> Array:
    """Give how much each setting counts."""
    return np.array([1.0, 1.0, 1.0]) if matter == "all three" else np.array([1.0, 0.01, 0.01])


def loss_at(settings: Array, best: Array, weight: Array) -> Array:
    """Give the true loss of settings (searches, trials, 3); it is 0 at the best one of each search (searches, 1, 3)."""
    return np.square(settings - best) @ weight


def grid(lab: Lab, trials: int) -> Array:
    """Cut every axis into equal cells and try their middles, each search in an order of its own."""
    per_axis = round(trials ** (1 / SETTINGS))
    middles = (np.arange(per_axis) + 0.5) / per_axis
    points = np.stack(np.meshgrid(middles, middles, middles, indexing="ij"), -1).reshape(-1, SETTINGS)
    return np.stack([lab.rng.permutation(points) for _ in range(SEARCHES)])


def nearness(one: Array, other: Array) -> Array:
    """Give the kernel of (S, N, 3) and (S, M, 3): near 1 where two settings are close together."""
    squares = np.square(one[:, :, None] - other[:, None]).sum(-1)
    return np.exp(-squares / (2 * REACH**2))


def promise(tried: Array, shown: Array, candidates: Array, noise: float) -> Array:
    """Give the improvement a Gaussian process expects at candidates (S, M, 3), from (S, N, 3) and losses (S, N)."""
    centre, scale = shown.mean(1, keepdims=True), shown.std(1, keepdims=True) + 1e-12
    scaled = (shown - centre) / scale
    doubt = np.square(noise / scale)[:, :, None] + 1e-6
    kernel = nearness(tried, tried) + doubt * np.eye(tried.shape[1])
    across = nearness(tried, candidates)
    solved = np.linalg.solve(kernel, across)
    mean = (solved * scaled[:, :, None]).sum(1)
    spread = np.sqrt(np.clip(1 - (across * solved).sum(1), 1e-12, None))
    # With noise the lowest loss shown is luck in part: compare with the lowest that the model believes.
    believed = (np.linalg.solve(kernel, nearness(tried, tried)) * scaled[:, :, None]).sum(1).min(1, keepdims=True)
    gain = (believed - mean) / spread
    return spread * (gain * ndtr(gain) + np.exp(-np.square(gain) / 2) / np.sqrt(2 * np.pi))


def guided(lab: Lab, trials: int, best: Array, weight: Array, noise: float) -> tuple[Array, Array]:
    """Let all that was tried decide what is tried next; give the settings and the losses shown."""
    rows = np.arange(SEARCHES)
    tried = lab.rng.random((SEARCHES, FIRST, SETTINGS))
    shown = measured(lab, tried, best, weight, noise)
    while tried.shape[1] < trials and not lab.stopped:
        anywhere = lab.rng.random((SEARCHES, CANDIDATES // 2, SETTINGS))
        leader = tried[rows, shown.argmin(1)][:, None]
        near = np.clip(leader + 0.05 * lab.rng.normal(size=(SEARCHES, CANDIDATES // 2, SETTINGS)), 0, 1)
        candidates = np.concatenate([anywhere, near], 1)
        chosen = candidates[rows, promise(tried, shown, candidates, noise).argmax(1)][:, None]
        tried = np.concatenate([tried, chosen], 1)
        shown = np.concatenate([shown, measured(lab, chosen, best, weight, noise)], 1)
    return tried[:, :trials], shown[:, :trials]


def measured(lab: Lab, settings: Array, best: Array, weight: Array, noise: float) -> Array:
    """Give the validation losses that a search sees: the true ones, off by some noise."""
    true = loss_at(settings, best, weight)
    return true + noise * lab.rng.normal(size=true.shape)


def of_the_leader(shown: Array, true: Array) -> Array:
    """Give the true loss of what a search would keep after each trial, on average over the searches: (trials,)."""
    lowest = np.minimum.accumulate(shown, 1)
    newest = np.where(shown == lowest, np.arange(shown.shape[1]), 0)
    return np.take_along_axis(true, np.maximum.accumulate(newest, 1), 1).mean(0)


def picture(tried: Array, best: Array, weight: Array) -> Array:
    """Draw the loss over the first two settings, dark where it is low, with white dots where one search looked."""
    place = (np.arange(SIDE) + 0.5) / SIDE
    first, second = np.meshgrid(place, place, indexing="ij")
    seen = weight[0] * (first - best[0]) ** 2 + weight[1] * (second - best[1]) ** 2
    drawn = 0.7 * np.sqrt(seen / seen.max())
    rows, columns = np.minimum((tried[:, :2] * SIDE).astype(int), SIDE - 1).T
    for down in (0, 1):
        for right in (0, 1):
            drawn[np.minimum(rows + down, SIDE - 1), np.minimum(columns + right, SIDE - 1)] = 1.0
    return drawn


def run(lab: Lab, *, matter: str, trials: int, noise: float) -> None:
    """Search in the three ways and show what each would keep."""
    weight = weights(matter)
    best = lab.rng.random((SEARCHES, 1, SETTINGS))
    ways = {"grid": grid(lab, trials), "random": lab.rng.random((SEARCHES, trials, SETTINGS))}
    seen = {way: (tried, measured(lab, tried, best, weight, noise)) for way, tried in ways.items()}
    seen["guided"] = guided(lab, trials, best, weight, noise)
    for way, (tried, shown) in seen.items():
        true = loss_at(tried, best, weight)
        kept = of_the_leader(shown, true)
        lab.curve(way, range(1, len(kept) + 1), kept, chart="kept")
        lab.value(f"{way}: true loss of what it keeps", kept[-1])
        if way == "random":
            lab.value("random: loss that it shows", shown.min(1).mean())
    stack = np.stack([picture(tried[0], best[0, 0], weight) for tried, _ in seen.values()])
    lab.image("one search: grid, random, guided", tiles(stack), low=0, high=1)
    catch_up(lab, best, weight, noise)


def catch_up(lab: Lab, best: Array, weight: Array, noise: float) -> None:
    """Let a random search go on until it is as good as the guided one, and say how many trials it took."""
    tried = lab.rng.random((SEARCHES, LONG, SETTINGS))
    kept = of_the_leader(measured(lab, tried, best, weight, noise), loss_at(tried, best, weight))
    goal = lab.finished.values["guided: true loss of what it keeps"]
    there = np.flatnonzero(kept <= goal)
    if len(there):
        lab.value("random trials as good as the guided ones", there[0] + 1)
    else:
        lab.note(f"Not even {LONG} random trials come down to {goal:.2g}, where the guided search ends.")


@settles("one-matters")
def grid_where_one_matters(runs: Runs) -> int:
    """Compare what grid and random keep where one setting counts."""
    values = runs().values
    even, drawn = (values[f"{way}: true loss of what it keeps"] for way in ("grid", "random"))
    runs.note(f"The grid ends at {even:.4f}, the random search at {drawn:.4f}.")
    return 1 if even > 1.5 * drawn else 0 if drawn > 1.5 * even else 2


@settles("all-matter")
def grid_where_all_matter(runs: Runs) -> int:
    """Compare what grid and random keep where all settings count alike."""
    values = runs(matter="all three").values
    even, drawn = (values[f"{way}: true loss of what it keeps"] for way in ("grid", "random"))
    runs.note(f"The grid ends at {even:.4f}, the random search at {drawn:.4f}.")
    return 2 if even > 1.3 * drawn else 0 if drawn > 1.3 * even else 1


@settles("luck")
def luck_of_the_winner(runs: Runs) -> int:
    """Compare how far the random search's winner is better on show than in truth, for few and many trials."""
    few, many = (
        found["random: true loss of what it keeps"] - found["random: loss that it shows"]
        for found in (runs(trials=trials, noise=0.1).values for trials in (8, 64))
    )
    runs.note(f"The winner of 8 trials looks better than it is by {few:.3f}, the winner of 64 by {many:.3f}.")
    return 2 if many > 1.3 * few else 0 if many < few / 1.3 else 1
