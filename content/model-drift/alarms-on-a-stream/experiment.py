"""A model in service for sixty days, and a watchdog that compares each day's inputs with those of the training."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, kolmogorov
from sklearn.linear_model import LogisticRegression

from deepdrill.lab.experiment import Lab, Runs, settles

INPUTS, USED = 20, 4
"""The label depends on the first few only."""
REFERENCE = 5000
"""Rows that the model was trained on, and that each day is compared with."""
DAYS, CHANGE = 60, 30
"""Days watched, and how many of them come before the change."""
BINS = 10

NONE, UNUSED, USED_MOVES, MEANING = (
    "nothing",
    "an unused input moves by 0.15",
    "a used input moves by 1",
    "the label's relation to a used input",
)
EACH, TOGETHER, INDEX = "KS test of each input, p < 0.01", "KS test, p < 0.01 / 20", "stability index > 0.2"

Array = NDArray[np.float64]


def weights(*, meaning_changed: bool) -> Array:
    """Give the true weight of each input, (20,); the first one's sign turns when the meaning changes."""
    w = np.zeros(INPUTS)
    w[:USED] = (-1.5 if meaning_changed else 1.5), 1.0, -1.0, 0.5
    return w


def rows(rng: np.random.Generator, count: int, drift: str) -> tuple[Array, Array]:
    """Draw inputs (count, 20), each with a standard deviation of 1, and labels (count,) of 0 and 1."""
    x = rng.standard_normal((count, INPUTS))
    x[:, 0] += 1.0 * (drift == USED_MOVES)
    x[:, INPUTS - 1] += 0.15 * (drift == UNUSED)
    chance = expit(x @ weights(meaning_changed=drift == MEANING))
    return x, (rng.random(count) < chance).astype(float)


def stream(rng: np.random.Generator, count: int, drift: str) -> Iterator[tuple[int, Array, Array]]:
    """Give the rows of each day, counted from 1; the change comes after CHANGE days."""
    for day in range(1, DAYS + 1):
        yield day, *rows(rng, count, drift if day > CHANGE else NONE)


def ks_distance(sorted_reference: Array, today: Array) -> float:
    """Give the largest distance between the two empirical distribution functions of one input."""
    both = np.concatenate([sorted_reference, today])
    below = np.searchsorted(sorted_reference, both, side="right") / len(sorted_reference)
    below_today = np.searchsorted(np.sort(today), both, side="right") / len(today)
    return float(np.abs(below - below_today).max())


def ks_limit(p: float, count: int) -> float:
    """Give the distance that unchanged inputs exceed with probability p, by the limit distribution."""
    effective = REFERENCE * count / (REFERENCE + count)
    candidates = np.linspace(0.5, 3, 2501)
    return float(candidates[kolmogorov(candidates) < p][0] / effective**0.5)


def stability_index(sorted_reference: Array, today: Array) -> float:
    """Sum (p - q) ln(p / q) over ten bins that are equally full in the reference."""
    edges = np.quantile(sorted_reference, np.arange(1, BINS) / BINS)
    counts = np.bincount(np.searchsorted(edges, today), minlength=BINS)
    p = (counts + 0.5) / (len(today) + 0.5 * BINS)  # half a row more in each bin: an empty one would be infinite
    return float(((p - 1 / BINS) * np.log(p * BINS)).sum())


def run(lab: Lab, *, drift: str, rows_per_day: int, rule: str) -> None:
    """Train once, then watch day after day."""
    x, y = rows(lab.rng, REFERENCE, NONE)
    model = LogisticRegression().fit(x, y)
    reference = np.sort(x, axis=0)
    measure = stability_index if rule == INDEX else ks_distance
    limit = 0.2 if rule == INDEX else ks_limit(0.01 if rule == EACH else 0.01 / INPUTS, rows_per_day)
    alarms, errors = [], []
    for day, new_x, new_y in stream(lab.rng, rows_per_day, drift):
        distances = [measure(reference[:, i], new_x[:, i]) for i in range(INPUTS)]
        alarms.append(sum(one > limit for one in distances))
        errors.append(float((model.predict(new_x) != new_y).mean()))
        lab.point("inputs in alarm", day, alarms[-1], chart="alarms")
        lab.point("wrong predictions", day, 100 * errors[-1], chart="error")
        lab.point("largest of the 20 inputs", day, max(distances), chart="distance")
        lab.point("limit", day, limit, chart="distance")
        if lab.stopped:
            return
    lab.value("days with an alarm, of the first 30", sum(one > 0 for one in alarms[:CHANGE]))
    lab.value("days with an alarm, of the last 30", sum(one > 0 for one in alarms[CHANGE:]))
    lab.value("% wrong, first 30 days", 100 * np.mean(errors[:CHANGE]))
    lab.value("% wrong, last 30 days", 100 * np.mean(errors[CHANGE:]))


def alarm_days(runs: Runs, **knobs: str | int) -> tuple[float, float]:
    """Give the days with an alarm before and after the change."""
    values = runs(**knobs).values
    return values["days with an alarm, of the first 30"], values["days with an alarm, of the last 30"]


def errors_of(runs: Runs, **knobs: str | int) -> tuple[float, float]:
    """Give the percentage of wrong predictions before and after the change."""
    values = runs(**knobs).values
    return values["% wrong, first 30 days"], values["% wrong, last 30 days"]


@settles("false-alarms")
def nothing_changes(runs: Runs) -> int:
    """Count the days on which a test cries wolf."""
    days = sum(alarm_days(runs, drift=NONE))
    runs.note(f"Nothing changed, and there was an alarm on {days:.0f} of {DAYS} days.")
    return 0 if days <= 2 else 1 if days <= 25 else 2


@settles("small-days")
def fifty_rows(runs: Runs) -> int:
    """Count the days on which the index is above its limit for want of rows."""
    days = sum(alarm_days(runs, drift=NONE, rows_per_day=50, rule=INDEX))
    runs.note(f"Nothing changed, and with 50 rows a day the index raised an alarm on {days:.0f} of {DAYS} days.")
    return 0 if days <= 5 else 1 if days <= 40 else 2


@settles("important")
def a_small_shift_of_an_unused_input(runs: Runs) -> int:
    """Compare both rules on a change that does not matter, with many rows a day."""
    test, index = (alarm_days(runs, drift=UNUSED, rows_per_day=5000, rule=rule)[1] for rule in (TOGETHER, INDEX))
    before, after = errors_of(runs, drift=UNUSED, rows_per_day=5000, rule=TOGETHER)
    runs.note(
        f"After the change the test raised an alarm on {test:.0f} of 30 days, the index on {index:.0f}. "
        f"Wrong predictions: {before:.1f} % before, {after:.1f} % after."
    )
    often, seldom = 25, 5
    return {(True, False): 2, (False, False): 0, (True, True): 1}.get((test >= often, index > seldom), -1)


@settles("meaning")
def another_meaning(runs: Runs) -> int:
    """See what the inputs tell when the label's relation to them changes."""
    without, with_change = alarm_days(runs, drift=NONE)[1], alarm_days(runs, drift=MEANING)[1]
    before, after = errors_of(runs, drift=MEANING)
    runs.note(
        f"Wrong predictions go from {before:.0f} % to {after:.0f} %. "
        f"{with_change:.0f} of the last 30 days had an alarm, and {without:.0f} where nothing changed."
    )
    more = with_change > without + 5
    return 0 if more and after > before + 5 else 1 if after > before + 5 else 2
