"""Validate a forecast on shuffled days and on days to come, while the world drifts."""

import numpy as np

from deepdrill.lab.experiment import Lab, Runs, settles

DAYS, AHEAD = 400, 40
"""Days that are known, and days after them that the model will be used on."""
PARTS = 5
"""Folds, or steps forward in time."""
SERIES = 80
"""Worlds that are drawn and averaged over."""
RECENT = 60
"""Days that a rolling window remembers."""

Series = tuple[np.ndarray, np.ndarray]


def series(lab: Lab, drift: float) -> Series:
    """Draw inputs (440, 2) and outcomes (440,): a level and two effects, each a random walk, and noise of 0.5."""
    days = DAYS + AHEAD
    walks = np.cumsum(lab.rng.normal(size=(days, 3)) * drift, axis=0)
    inputs = lab.rng.normal(size=(days, 2))
    effects = walks + np.array([0.0, 1.0, -1.0])
    return inputs, effects[:, 0] + (effects[:, 1:] * inputs).sum(1) + 0.5 * lab.rng.normal(size=days)


def neighbours(days: np.ndarray, x: np.ndarray, y: np.ndarray, on: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Predict the mean of the five nearest rows; thirty days are as far as one spread of an input."""
    known, asked = np.column_stack([days / 30, x]), np.column_stack([on / 30, at])
    distance = ((asked[:, None] - known[None]) ** 2).sum(-1)  # (asked, known)
    return y[np.argpartition(distance, 5, axis=1)[:, :5]].mean(1)


def line(days: np.ndarray, x: np.ndarray, y: np.ndarray, on: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Predict by least squares on the inputs; the day itself plays no part."""
    del days, on
    weights = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y, rcond=None)[0]
    return np.column_stack([at, np.ones(len(at))]) @ weights


def error(model: str, world: Series, fit: np.ndarray, test: np.ndarray) -> float:
    """Give the root of the mean squared error on some days after fitting on others."""
    x, y = world
    predict = neighbours if model == "neighbours" else line
    return float(np.sqrt(np.mean((predict(fit, x[fit], y[fit], test, x[test]) - y[test]) ** 2)))


def splits(lab: Lab) -> dict[str, list[Series]]:
    """Give the days to fit and the days to test, by the way to split; forward, the test is always the next 40 days."""
    shuffled = np.array_split(lab.rng.permutation(DAYS), PARTS)
    ends = [DAYS - AHEAD * back for back in range(PARTS, 0, -1)]
    return {
        "shuffled folds": [(np.setdiff1d(np.arange(DAYS), held), held) for held in shuffled],
        "forward, all of the past": [(np.arange(end), np.arange(end, end + AHEAD)) for end in ends],
        "forward, last 60 days": [(np.arange(end - RECENT, end), np.arange(end, end + AHEAD)) for end in ends],
    }


def run(lab: Lab, *, model: str, drift: float) -> None:
    """Draw worlds, estimate the error in three ways, and compare with the next forty days."""
    found: dict[str, list[float]] = {}
    coming, recent = np.arange(DAYS, DAYS + AHEAD), np.arange(DAYS - RECENT, DAYS)
    for drawn in range(SERIES):
        world = series(lab, drift)
        if drawn == 0:
            lab.curve("outcome", range(DAYS + AHEAD), world[1], chart="world")
        errors = {
            name: float(np.mean([error(model, world, *split) for split in pairs]))
            for name, pairs in splits(lab).items()
        }
        errors["the next 40 days, from all of the past"] = error(model, world, np.arange(DAYS), coming)
        errors["the next 40 days, from the last 60"] = error(model, world, recent, coming)
        for name, value in errors.items():
            found.setdefault(name, []).append(value)
            lab.point(name, drawn + 1, np.mean(found[name]), chart="errors")
        if lab.stopped:
            return
    for name, values in found.items():
        lab.value(name, np.mean(values))


@settles("shuffled")
def what_shuffling_promises(runs: Runs) -> int:
    """Compare the error on shuffled days with that on days to come."""
    values = runs().values
    told, real = values["shuffled folds"], values["the next 40 days, from all of the past"]
    runs.note(f"Shuffled folds say {told:.2f}; on the next 40 days the error is {real:.2f}.")
    return 0 if told > 1.1 * real else 1 if told > 0.8 * real else 2


@settles("still-world")
def without_drift(runs: Runs) -> int:
    """Compare the same two for a line where nothing drifts."""
    values = runs(model="line", drift=0.0).values
    told, real = values["shuffled folds"], values["the next 40 days, from all of the past"]
    runs.note(f"Without drift shuffled folds say {told:.2f}; on the next 40 days the error is {real:.2f}.")
    return 1 if abs(told / real - 1) < 0.1 else 0 if told < real else 2


@settles("window")
def how_much_of_the_past(runs: Runs) -> int:
    """Compare a line through all of the past with one through the last sixty days, with drift and without."""
    gains = []
    for drift in (0.1, 0.0):
        values = runs(model="line", drift=drift).values
        all_past, last = (values[f"the next 40 days, from {what}"] for what in ("all of the past", "the last 60"))
        gains.append(last < all_past)
        runs.note(f"With a drift of {drift:g}: from all of the past {all_past:.3f}, from the last 60 days {last:.3f}.")
    return {(False, False): 0, (True, True): 1, (True, False): 2}.get((gains[0], gains[1]), -1)
