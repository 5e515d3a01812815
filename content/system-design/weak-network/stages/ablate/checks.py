"""Intervals by scipy-free arithmetic, and a lent training whose effects are known, with seeds that differ a lot."""

import math
from collections.abc import Callable

from deepdrill.judge.checks import Trial, check

T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228}
Run = Callable[[list[str], int], float]
CHANGES = ["scaled", "repaired labels", "small start", "dropout", "wider", "priors"]


def by_hand(values: list[float]) -> tuple[float, float, float]:
    """Add up one by one."""
    count = len(values)
    mean = math.fsum(values) / count
    spread = math.sqrt(math.fsum((one - mean) ** 2 for one in values) / (count - 1))
    reach = T[count - 1] * spread / math.sqrt(count)
    return mean, mean - reach, mean + reach


@check
def gives_an_interval_of_the_mean(trial: Trial) -> None:
    """Mean and 95 % interval of two to eleven differences, by Student's t."""
    for count in (3, 5, 2, 11):
        values = [round(trial.dice.gauss(0.02, 0.03), 4) for _ in range(count)]
        seen = trial.call("interval", values)
        trial.same(seen, by_hand(values), relative=1e-6, scale=0.1, what="(mean, low, high)")


def training(trial: Trial) -> tuple[Run, list[tuple[tuple[str, ...], int]]]:
    """Give a training with known effects, and a list of what it was asked.

    The seed matters more than most changes; dropout helps only a wider network, and all else needs scaled inputs.
    """
    noise = trial.dice.getrandbits(30)
    asked: list[tuple[tuple[str, ...], int]] = []

    def run(some: list[str], seed: int) -> float:
        asked.append((tuple(some), seed))
        has = set(some)
        score = 0.45
        if "scaled" in has:
            score += (
                0.15 + 0.06 * ("repaired labels" in has) + 0.05 * ("priors" in has) + 0.004 * ("small start" in has)
            )
            score += 0.05 * ({"wider", "dropout"} <= has) - 0.03 * ("wider" in has and "dropout" not in has)
        hard = math.sin(seed * 12.9898 + noise % 1000) * 0.08
        own = math.sin(seed * 78.233 + sum(map(len, some)) * 3.7 + noise % 977) * 0.008
        return score + hard + own

    return run, asked


@check
def takes_out_one_at_a_time(trial: Trial) -> None:
    """What each change brings in the presence of the others, on the same seeds."""
    for changes, seeds in ((["scaled", "priors"], [3, 4, 7]), (CHANGES, [1, 2, 3, 5, 8])):
        run, asked = training(trial)
        expected = {}
        for change in changes:
            rest = [one for one in changes if one != change]
            expected[change] = by_hand([run(changes, seed) - run(rest, seed) for seed in seeds])
        asked.clear()
        lent = trial.lend(run)
        seen = trial.call("ablate", lent, changes, seeds)
        trial.same(seen, expected, relative=1e-6, scale=0.1, what="the dict of changes")
        runs = (len(changes) + 1) * len(seeds)
        trial.require(len(asked) <= runs, f"It trained {len(asked)} times where {runs} are enough.")


@check
def keeps_what_surely_helps(trial: Trial) -> None:
    """Changes whose whole interval lies above zero, in their order."""
    found = {
        "scaled": (0.15, 0.11, 0.19), "wider": (0.02, -0.01, 0.05), "dropout": (0.03, 0.002, 0.058),
        "start": (0.0, 0.0, 0.0), "priors": (0.05, 0.04, 0.06), "rate": (-0.04, -0.05, -0.03),
        "decay": (0.004, -0.0001, 0.0081),
    }  # fmt: skip
    for _ in range(2):
        names = list(found)
        trial.dice.shuffle(names)
        mixed = {name: found[name] for name in names}
        wanted = [name for name in names if name in ("scaled", "dropout", "priors")]
        trial.same(trial.call("keep", mixed), wanted, what="the list of changes")


@check
def knows_when_to_stop(trial: Trial) -> None:
    """Ship, labels, measure or improve."""
    for low, high, needed, ceiling, expected in (
        (0.81, 0.85, 0.80, 0.92, "ship"), (0.76, 0.83, 0.80, 0.92, "measure"), (0.79, 0.85, 0.80, 0.92, "measure"),
        (0.70, 0.76, 0.80, 0.92, "improve"), (0.88, 0.91, 0.95, 0.92, "labels"), (0.90, 0.96, 0.95, 0.92, "labels"),
        (0.80, 0.84, 0.80, 0.92, "ship"), (0.70, 0.80, 0.80, 0.92, "measure"), (0.60, 0.66, 0.92, 0.92, "improve"),
        (0.96, 0.98, 0.95, 0.92, "ship"),
    ):  # fmt: skip
        with trial.case(f"between {low:g} and {high:g}, needed {needed:g}, ceiling {ceiling:g}"):
            trial.same(trial.call("decide", low, high, needed, ceiling), expected, what="the decision")
