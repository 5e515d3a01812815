"""Windows of sensor readings of pumps, as a colleague exported them: with faults of the kind that exports have.

What is realistic, and stated: vibration grows with the square of the speed and differs from pump to pump; columns have
the units that people use, so that their sizes lie six powers of ten apart; a condition shows in one of several ways (an
unbalance in one direction or the other, early and late wear of a bearing in different columns), so that sums of columns
tell only a part; healthy windows are most; inspectors are wrong now and then, and a part of the windows was labelled by
two. Exports differ in their faults: a site that sends a column in another unit, a batch whose labels slipped by some
rows, overlapping windows on both sides of the split. What is not: windows are independent but for their pump, the
inspectors' errors are blind (any other condition is as likely), and nothing wears out or is repaired.

`world(seed)` is deterministic. The learner gets the export of one world; the checks draw others, and know the truth.
"""

from functools import lru_cache

import numpy as np

__all__ = [
    "COLUMNS", "CONDITIONS", "FILE", "NOISE", "SENSORS", "SITES", "Table", "balanced_accuracy", "draws", "export",
    "fit_logistic", "logits_logistic", "matrix", "read", "rows_of", "table", "world",
]  # fmt: skip

Table = dict[str, np.ndarray]

FILE = "pumps.csv"
VISIBLE_SEED = 2026
CONDITIONS = ("healthy", "unbalance", "misalignment", "bearing", "cavitation")
SHARES = (0.50, 0.17, 0.14, 0.10, 0.09)
NOISE = 0.08  # of an inspector's labels
SITES, BATCHES = 4, 8
SENSORS = (
    "speed", "load", "inlet", "outlet", "flow", "bearing_temp", "motor_temp", "current", "x_once", "x_twice", "y_once",
    "y_twice", "z_once", "z_twice", "envelope", "kurtosis", "crest", "high_band", "humidity", "oil_age",
)  # fmt: skip
VIBRATIONS = ("x_once", "x_twice", "y_once", "y_twice", "z_once", "z_twice", "envelope")
COLUMNS = ("row", "pump", "site", "batch", "part", *SENSORS, "second_label", "label")
UNIT_FAULTS = (("bearing_temp", 1.8, 32.0), ("inlet", 1e-5, 0.0), ("motor_temp", 1.0, 273.15), ("flow", 16.67, 0.0))


@lru_cache(maxsize=16)
def world(seed: int, rows: int = 2400, pumps: int = 48) -> Table:
    """Draw windows of some pumps as they are: units right, labels wrong only where an inspector was."""
    rng = np.random.default_rng([seed, 77])
    gain = np.exp(rng.normal(0.0, 0.25, pumps))
    pump = rng.integers(0, pumps, rows)
    condition = rng.choice(len(CONDITIONS), rows, p=SHARES)
    found = _readings(rng, condition, gain[pump]) | {"pump": pump, "site": pump % SITES, "condition": condition}
    found["label"] = _inspected(rng, condition)
    second = _inspected(rng, condition)
    found["second_label"] = np.where(rng.random(rows) < 0.25, second, -1)
    found["batch"] = np.sort(rng.integers(0, BATCHES, rows))
    return found


@lru_cache(maxsize=16)
def export(seed: int, rows: int = 2400) -> tuple[Table, dict[str, object]]:
    """Give what the colleague works with, and what is wrong with it.

    `unit` is (site, column, factor, offset), `slipped` is (batch, rows), `copies` are the rows (of the parts 1 and 2)
    that repeat a row of part 0.
    """
    rng = np.random.default_rng([seed, 78])
    found = {name: column.copy() for name, column in world(seed, rows).items()}
    column, factor, offset = UNIT_FAULTS[rng.integers(len(UNIT_FAULTS))]
    site = int(rng.integers(SITES))
    there = found["site"] == site
    found[column][there] = found[column][there] * factor + offset
    batch, slip = int(rng.integers(BATCHES)), int(rng.choice([-2, -1, 1, 2]))
    mine = found["batch"] == batch
    for name in ("label", "second_label"):
        found[name][mine] = np.roll(found[name][mine], slip)
    found["part"] = rng.choice(3, rows, p=(0.6, 0.2, 0.2))  # by the row: every pump is in every part
    copied = _overlaps(rng, found)
    found["row"] = np.arange(rows)
    faults: dict[str, object] = {
        "unit": (site, column, factor, offset), "slipped": (batch, slip), "copies": np.flatnonzero(copied),
    }  # fmt: skip
    return found, faults


def table() -> Table:
    """Give the table that is put into the learner's folder; nobody writes down the true condition."""
    found, _ = export(VISIBLE_SEED, 4000)
    return {name: np.round(found[name], 4) if name in SENSORS else found[name] for name in COLUMNS}


def read(path: str) -> tuple[np.ndarray, np.ndarray]:
    """Read a table that somebody brings: `label` from 0 on, and every other column of numbers as an input.

    Raises:
        ValueError: There is no label, a value is no number, or there is too little.
    """
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        names = [name.strip() for name in file.readline().strip().split(",")]
    if "label" not in names:
        raise ValueError("it has no column label; name yours with  --column label=YOURS")
    try:
        values = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2, encoding="utf-8")
    except ValueError as error:
        raise ValueError(f"a value is no number ({error})") from None
    label = values[:, names.index("label")]
    ours = ("row", "pump", "site", "batch", "part", "second_label", "label")
    inputs = values[:, [index for index, name in enumerate(names) if name not in ours]]
    if not np.isfinite(values).all() or inputs.shape[1] == 0 or len(values) < 100:
        raise ValueError("it needs at least 100 rows and one input, and no value may be missing")
    if (label != np.floor(label)).any() or label.min() < 0 or label.max() > 49:
        raise ValueError("label must be a whole number from 0 on, below 50")
    return inputs, label.astype(np.int64)


def rows_of(rows: Table, chosen: np.ndarray) -> Table:
    """Take some rows, by mask or index."""
    return {name: column[chosen] for name, column in rows.items()}


def matrix(rows: Table) -> np.ndarray:
    """Give the sensors as a matrix, as they are. (rows, 20)."""
    return np.stack([np.asarray(rows[name], dtype=np.float64) for name in SENSORS], axis=1)


def draws(seed: int, train: int = 1400, test: int = 3000) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give inputs and labels to train on, and inputs and the true conditions of other pumps of the same kind."""
    seen, other = world(seed, train, 40), world(seed + 10_000, test, 60)
    return matrix(seen), seen["label"], matrix(other), other["condition"]


# -- for checks: the simplest honest model, and the metric -----------------------------------------------------------


def balanced_accuracy(labels: np.ndarray, guesses: np.ndarray) -> float:
    """Average the recall of the classes that occur."""
    return float(np.mean([np.mean(guesses[labels == one] == one) for one in np.unique(labels)]))


def fit_logistic(
    x: np.ndarray, labels: np.ndarray, classes: int, *, steps: int = 300, decay: float = 1e-3
) -> list[np.ndarray]:
    """Fit a linear softmax classifier by gradient descent with momentum; gives mean, scale, weights and bias."""
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-12
    z = (x - mean) / scale
    target = np.eye(classes)[labels]
    weights, bias = np.zeros((x.shape[1], classes)), np.zeros(classes)
    fast, slow = np.zeros_like(weights), np.zeros_like(bias)
    for _ in range(steps):
        wrong = (_softmax(z @ weights + bias) - target) / len(z)
        fast, slow = 0.9 * fast + z.T @ wrong + decay * weights, 0.9 * slow + wrong.sum(axis=0)
        weights, bias = weights - 0.2 * fast, bias - 0.2 * slow
    return [mean, scale, weights, bias]


def logits_logistic(fitted: list[np.ndarray], x: np.ndarray) -> np.ndarray:
    """Give the logits."""
    mean, scale, weights, bias = fitted
    return (x - mean) / scale @ weights + bias


def _softmax(logits: np.ndarray) -> np.ndarray:
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)


# -- the world -------------------------------------------------------------------------------------------------------


def _inspected(rng: np.random.Generator, condition: np.ndarray) -> np.ndarray:
    wrong = rng.random(len(condition)) < NOISE
    other = (condition + rng.integers(1, len(CONDITIONS), len(condition))) % len(CONDITIONS)
    return np.where(wrong, other, condition)


def _readings(rng: np.random.Generator, condition: np.ndarray, gain: np.ndarray) -> Table:
    """Draw the sensors of each window: what the machine does, then what its condition adds."""
    count = len(condition)
    speed, load = rng.uniform(0.3, 1.0, count), rng.uniform(0.3, 1.0, count)
    way, worse = rng.random(count) < 0.5, rng.gamma(3.0, 0.5, count)  # which of two ways it shows, and how much
    unbalance, misalignment, bearing, cavitation = (condition == one for one in range(1, 5))

    def about(middle: float, spread: float) -> np.ndarray:
        return middle * np.exp(rng.normal(0.0, spread, count))

    force = gain * speed**2
    found = {
        "x_once": force * about(4.0, 0.3) * (1 + 1.4 * worse * (unbalance & way)),
        "y_once": force * about(4.0, 0.3) * (1 + 1.4 * worse * (unbalance & ~way)),
        "x_twice": force * about(1.2, 0.3) * (1 + 1.5 * worse * (misalignment & way)),
        "y_twice": force * about(1.2, 0.3) * (1 + 1.5 * worse * (misalignment & way)),
        "z_once": force * about(1.6, 0.3) * (1 + 1.5 * worse * (misalignment & ~way)),
        "z_twice": force * about(0.6, 0.3),
        # Early wear: sharp blows, so a high kurtosis. Late wear: many of them, so energy and heat, and no sharpness.
        "envelope": force * about(0.5, 0.35) * (1 + 2.0 * worse * (bearing & ~way)),
        "kurtosis": 3.0 + np.abs(rng.normal(0.0, 0.5, count)) + 1.6 * worse * (bearing & way),
        "crest": about(3.5, 0.15) * (1 + 0.15 * worse * (bearing & way)),
    }
    # Cavitation: low pressure at the inlet with noise in the high band. Each alone is harmless: a hot day, a valve.
    alone = (rng.random(count) < 0.3) & ~cavitation
    low = cavitation | (alone & way)
    loud = cavitation | (alone & ~way)
    return found | {
        "inlet": 1.5e5 - 3.0e4 * load - (1.5e4 + 2.0e4 * worse) * low + rng.normal(0, 8.0e3, count),
        "high_band": about(20.0, 0.3) * (1 + (0.5 + 0.8 * worse) * loud),
        "speed": 3000.0 * speed,
        "load": 55.0 * load,
        "outlet": 2.0e5 + 6.0e5 * speed**2 + rng.normal(0, 2.0e4, count),
        "flow": 120.0 * speed * load + rng.normal(0, 4.0, count),
        "bearing_temp": 42.0 + 14.0 * load + rng.normal(0, 3.0, count) + 5.0 * worse * (bearing & ~way),
        "motor_temp": 50.0 + 22.0 * load + rng.normal(0, 4.0, count),
        "current": 12.0 + 80.0 * load * speed + rng.normal(0, 3.0, count),
        "humidity": rng.uniform(0.2, 0.9, count),
        "oil_age": rng.uniform(0, 4000.0, count),
    }


def _overlaps(rng: np.random.Generator, rows: Table) -> np.ndarray:
    """Put overlapping windows into the parts 1 and 2: near copies of rows of part 0. Changes `rows`, gives which."""
    copied = (rows["part"] > 0) & (rng.random(len(rows["part"])) < 0.3)
    sources = rng.choice(np.flatnonzero(rows["part"] == 0), int(copied.sum()))
    for name in SENSORS:
        rows[name][copied] = rows[name][sources] * (1 + rng.normal(0, 2e-5, len(sources)))
    for name in ("label", "condition", "second_label", "pump", "site"):
        rows[name][copied] = rows[name][sources]
    return copied
