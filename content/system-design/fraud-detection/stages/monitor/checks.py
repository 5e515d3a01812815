"""Windows in which nothing or one thing has changed, and exact binomial chances."""

import math

import numpy as np

from deepdrill.judge.checks import Remote, Trial, check

COLUMNS, OLD, NEW, ALPHA = 10, 4000, 400, 0.05
WINDOWS, MOST_ALARMS = 120, 16  # 6 are expected; 17 or more have a chance below 1 in 10,000
FLAG = 4


class World:
    """Draws windows of inputs: skewed, heavy-tailed, plain, and a flag."""

    def __init__(self, trial: Trial) -> None:
        self.draw = np.random.default_rng(trial.dice.getrandbits(32))
        self.scale = np.exp(self.draw.normal(0, 1, COLUMNS))

    def rows(self, count: int) -> np.ndarray:
        """Draw rows in which nothing has changed."""
        x = self.draw.normal(size=(count, COLUMNS))
        x[:, 1] = np.exp(x[:, 1])
        x[:, 2] = self.draw.standard_t(3, count)
        x = x * self.scale
        x[:, FLAG] = self.draw.random(count) < 0.05
        return x


def columns_of(trial: Trial, kept: Remote | dict, x: np.ndarray) -> list[int]:
    """Ask which columns have drifted, and demand a list of columns."""
    seen = trial.call("drifted", kept, x, ALPHA)
    fine = (
        isinstance(seen, list)
        and all(isinstance(one, int) and 0 <= one < COLUMNS for one in seen)
        and sorted(seen) == seen
    )
    trial.require(fine, f"drifted must give an ascending list of columns, ints from 0 to {COLUMNS - 1}.", seen=seen)
    return seen


@check
def does_not_cry_wolf(trial: Trial) -> None:
    """Where nothing has changed, few windows raise any alarm."""
    world = World(trial)
    kept = trial.make("reference", world.rows(OLD))
    alarms = sum(bool(columns_of(trial, kept, world.rows(NEW))) for _ in range(WINDOWS))
    trial.require(
        alarms <= MOST_ALARMS,
        f"{alarms} of {WINDOWS} windows in which nothing had changed raised an alarm; with alpha = {ALPHA} about "
        f"{ALPHA * WINDOWS:.0f} may.",
    )


@check
def finds_what_has_changed(trial: Trial) -> None:
    """A change of the mean, the spread, the shape or the rate of a flag is found, in its column."""
    world = World(trial)
    kept = trial.make("reference", world.rows(OLD))
    for what, column, change in (
        ("the mean moved by half a standard deviation", 0, lambda v: v + 0.5 * world.scale[0]),
        ("the spread grew by 70 %", 3, lambda v: v * 1.7),
        ("the shape became two peaks with the same mean and spread", 5, lambda v: np.sign(v) * np.sqrt(np.mean(v**2))),
        (
            "a flag is set in 25 % of the rows in place of 5 %",
            FLAG,
            lambda v: (world.draw.random(len(v)) < 0.25).astype(float),
        ),
        ("a column is constant", 7, lambda v: np.full_like(v, float(np.median(v)))),
    ):
        found = 0
        for _ in range(5):
            x = world.rows(NEW)
            x[:, column] = change(x[:, column])
            found += column in columns_of(trial, kept, x)
        trial.require(found >= 4, f"Where {what}, the column was named in {found} of 5 windows.")


@check
def judges_recall_by_its_chance(trial: Trial) -> None:
    """Recall raises an alarm only where so few found frauds are no accident."""
    for total in (1, 5, 30, 200):
        expected = trial.dice.choice([0.5, 0.7, 0.9])
        for alpha in (0.01, 0.05):
            for found in sorted({0, total, *(trial.size(0, total) for _ in range(3)), round(expected * total) - 1}):
                chance = 0.0
                for k in range(max(found, 0) + 1):
                    logs = math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1)
                    chance += math.exp(logs + k * math.log(expected) + (total - k) * math.log(1 - expected))
                if found < 0 or abs(chance - alpha) < 1e-6:
                    continue
                seen = trial.call("recall_alarm", found, total, expected, alpha)
                trial.require(
                    isinstance(seen, bool | np.ndarray | np.bool_) and bool(seen) == (chance < alpha),
                    f"{found} of {total} found where {expected:.0%} are expected has a chance of {chance:.3g}: "
                    f"with alpha = {alpha} that is {'an' if chance < alpha else 'no'} alarm.",
                    seen=seen,
                )
