"""Photographs of small metal parts on a belt, 16×16 grey, drawn with the properties that make the real thing hard.

What is realistic, and stated: a part passes under the camera and is photographed several times, so that its photographs
are near copies of each other; one part in ten is sent around again on a later day; the parts lie in any direction; two
kinds are mirror images of each other; the kinds are not equally frequent; a person labels a part once, and one in
twenty-five gets the label of the kind that looks most like it; each kind was mostly photographed at its own station,
whose lamp is reflected in one corner, and that ends when the line is rearranged; a camera is replaced later. What is
not: the parts are clean silhouettes that lie alone in the middle, a photograph has 256 pixels, and there is no kind
that was never seen before.

`world(seed)` is deterministic. The learner gets the days before `HIDDEN_FROM` of one world; the checks draw worlds of
their own, hold the later days back, and know the true kinds.
"""

from functools import lru_cache

import numpy as np

__all__ = [
    "CLASSES", "COLUMNS", "DAYS", "FILE", "HIDDEN_FROM", "NEW_CAMERA_FROM", "PIXELS", "SHARES", "SIDE", "VISIBLE_SEED",
    "Table", "corners", "fit_softmax", "hidden", "images_of", "macro_recall", "new_camera", "read", "relit", "rings",
    "rows_of", "score_softmax", "table", "visible", "world",
]  # fmt: skip

Table = dict[str, np.ndarray]

SIDE, PIXELS = 16, 256
DAYS, HIDDEN_FROM, NEW_CAMERA_FROM, PARTS_A_DAY = 40, 28, 36, 24
VISIBLE_SEED = 2026
FILE = "parts.csv"
CLASSES = ("washer", "nut", "screw", "pin", "left bracket", "right bracket")
SHARES = (0.28, 0.24, 0.18, 0.14, 0.10, 0.06)
LOOKS_LIKE = np.array([1, 0, 3, 2, 5, 4])  # the kind that a tired person takes it for
HOME = np.array([0, 1, 2, 3, 0, 1])  # the station where a kind is mostly photographed while it is visible
AT_HOME, MISLABELLED, SENT_AGAIN = 0.9, 0.04, 0.1
PIXEL_NAMES = tuple(f"p{index}" for index in range(PIXELS))
COLUMNS = ("photo", "object", "day", "camera", "station", "label", *PIXEL_NAMES)
FINE = 2 * SIDE  # drawn on a grid of half pixels, and averaged


@lru_cache(maxsize=4)
def world(seed: int) -> Table:
    """Make all photographs of one world; rows are in no order. `truth` is what a part is, `pixels` (n, 16, 16)."""
    rng = np.random.default_rng([seed, 77])
    passes = _passes(rng)
    photos = rng.integers(3, 5, len(passes["object"]))
    one = {name: np.repeat(column, photos) for name, column in passes.items()}
    rows = one | {"pixels": _photographed(rng, one, one["station"])}
    rows["photo"] = rng.permutation(len(rows["day"])) + 10_000
    order = np.argsort(rows["photo"])
    return {name: np.ascontiguousarray(rows[name][order]) for name in _KEPT}


def visible(seed: int = VISIBLE_SEED) -> Table:
    """Give what the learner has, with images in place of columns of pixels, and with the truth beside the labels."""
    everything = world(seed)
    return rows_of(everything, everything["day"] < HIDDEN_FROM)


def hidden(seed: int) -> Table:
    """Give what the same cameras see later, when the stations have nothing to do with the kinds any more."""
    everything = world(seed)
    return rows_of(everything, (everything["day"] >= HIDDEN_FROM) & (everything["day"] < NEW_CAMERA_FROM))


def new_camera(seed: int) -> Table:
    """Give what the new camera sees on the last days."""
    everything = world(seed)
    return rows_of(everything, (everything["day"] >= NEW_CAMERA_FROM) & (everything["camera"] == 2))


def table() -> Table:
    """Give the table that is put into the learner's folder."""
    return columns_of(visible())


def columns_of(rows: Table) -> Table:
    """Write images as columns of pixels, and leave out the truth."""
    flat = rows["pixels"].reshape(-1, PIXELS)
    named = {name: rows[name] for name in COLUMNS if name in rows}
    return named | {name: flat[:, index] for index, name in enumerate(PIXEL_NAMES)}


def read(path: str) -> Table:
    """Read a table that somebody brings: `object`, `day`, `label` (0 to 5 or fewer kinds) and p0 to p255.

    Raises:
        ValueError: A column is missing, or holds something that it cannot hold.
    """
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        names = [name.strip() for name in file.readline().strip().split(",")]
    needed = ("object", "day", "label", *PIXEL_NAMES)
    missing = [name for name in needed if name not in names]
    if missing:
        raise ValueError(f"it has no column {missing[0]}; name yours with  --column {missing[0]}=YOURS")
    try:
        wanted = [names.index(name) for name in needed]
        values = np.loadtxt(path, delimiter=",", skiprows=1, usecols=wanted, ndmin=2, encoding="utf-8")
    except ValueError as error:
        raise ValueError(f"a value is no number ({error})") from None
    labels, pixels = values[:, 2], values[:, 3:]
    if not np.isfinite(values).all() or pixels.min() < 0 or pixels.max() > 255:
        raise ValueError("a value is missing, or a pixel is not from 0 to 255")
    if not np.isin(labels, np.arange(len(CLASSES))).all():
        raise ValueError(f"label must be a whole number from 0 to {len(CLASSES) - 1}")
    named = {name: values[:, index].astype(np.int64) for index, name in enumerate(needed[:3])}
    return named | {"pixels": pixels.reshape(-1, SIDE, SIDE).astype(np.uint8)}


def rows_of(rows: Table, chosen: np.ndarray) -> Table:
    """Take some rows, by mask or index."""
    return {name: column[chosen] for name, column in rows.items()}


def images_of(rows: Table) -> np.ndarray:
    """Give the images as numbers from 0 to 1. (n, 16, 16)."""
    return rows["pixels"] / 255.0


def relit(rows: Table, seed: int) -> np.ndarray:
    """Give the images with every lamp's reflection in another corner, all else equal. (n, 16, 16), 0 to 1."""
    rng = np.random.default_rng([seed, 78])
    count = len(rows["day"])
    station = (rows["station"] + rng.integers(1, 4, count)) % 4
    spots = _spots()
    moved = rows["pixels"] / 255.0 - spots[rows["station"]] + spots[station]
    return np.round(np.clip(moved, 0, 1) * 255) / 255.0


def corners() -> np.ndarray:
    """Mark the pixels in which a reflection can lie. (16, 16)."""
    return _spots().max(axis=0) > 0.03  # below the noise


# -- for checks: simple honest models, and the metric ----------------------------------------------------------------


def rings(images: np.ndarray) -> np.ndarray:
    """Give mean and spread of the brightness in rings around the middle: the same however a part lies. (n, 14)."""
    middle = (SIDE - 1) / 2
    y, x = np.mgrid[:SIDE, :SIDE] - middle
    radius = np.sqrt(x**2 + y**2)
    edge = (radius > 6.5) & (radius < 8)  # the belt beside the part, without the corners
    level = images - np.median(images[:, edge], axis=1)[:, None, None]
    found = []
    for inner in range(7):
        ring = level[:, (radius >= inner) & (radius < inner + 1)]
        found += [ring.mean(axis=1), ring.std(axis=1)]
    return np.stack(found, axis=1)


def fit_softmax(x: np.ndarray, labels: np.ndarray, *, steps: int = 200, decay: float = 1e-3) -> Table:
    """Fit a softmax regression on standardised columns by accelerated gradient descent."""
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.concatenate([(x - mean) / scale, np.ones((len(x), 1))], axis=1)
    wanted = np.eye(len(CLASSES))[labels]
    rate = 1.0 / (0.5 * np.linalg.eigvalsh(z.T @ z / len(z))[-1] + decay)
    weights = ahead = np.zeros((z.shape[1], len(CLASSES)))
    for step in range(steps):
        gradient = z.T @ (_softmax(z @ ahead) - wanted) / len(z) + decay * ahead
        following = ahead - rate * gradient
        ahead = following + step / (step + 3) * (following - weights)
        weights = following
    return {"mean": mean, "scale": scale, "weights": weights}


def score_softmax(fitted: Table, x: np.ndarray) -> np.ndarray:
    """Give the probabilities. (n, 6)."""
    z = np.concatenate([(x - fitted["mean"]) / fitted["scale"], np.ones((len(x), 1))], axis=1)
    return _softmax(z @ fitted["weights"])


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def macro_recall(labels: np.ndarray, predicted: np.ndarray) -> float:
    """Average the recall of every kind that occurs."""
    return float(np.mean([np.mean(predicted[labels == kind] == kind) for kind in np.unique(labels)]))


# -- the world -------------------------------------------------------------------------------------------------------

_KEPT = ("photo", "object", "day", "camera", "station", "label", "truth", "pixels")


def _passes(rng: np.random.Generator) -> Table:
    """Draw parts, then each part's passes under a camera: one, or two on different days."""
    parts = DAYS * PARTS_A_DAY
    truth = rng.choice(len(CLASSES), parts, p=SHARES)
    wrong = rng.random(parts) < MISLABELLED
    first = np.repeat(np.arange(DAYS), PARTS_A_DAY)
    later = np.minimum(first + rng.integers(1, 12, parts), DAYS - 1)
    again = np.flatnonzero(rng.random(parts) < SENT_AGAIN)
    part = np.concatenate([np.arange(parts), again])
    day = np.concatenate([first, later[again]])
    at_home = (rng.random(len(part)) < AT_HOME) & (day < HIDDEN_FROM)
    camera = rng.integers(0, 2, len(part))
    looks = {
        "size": rng.uniform(1.0, 1.2, parts), "thick": rng.uniform(0.8, 1.25, parts),
        "metal": rng.uniform(0.6, 1.0, parts), "detail": rng.uniform(0.75, 1.2, parts),
    }  # fmt: skip
    return {name: column[part] for name, column in looks.items()} | {
        "object": (rng.permutation(parts) + 1000)[part],
        "truth": truth[part],
        "label": np.where(wrong, LOOKS_LIKE[truth], truth)[part],
        "day": day,
        "camera": np.where((camera == 1) & (day >= NEW_CAMERA_FROM), 2, camera),
        "station": np.where(at_home, HOME[truth[part]], rng.integers(0, 4, len(part))),
        "angle": rng.uniform(0, 2 * np.pi, len(part)),
        "x": rng.normal(0, 0.08, len(part)),
        "y": rng.normal(0, 0.08, len(part)),
        "belt": rng.normal(0.25, 0.05, len(part)),
    }


def _photographed(rng: np.random.Generator, one: Table, station: np.ndarray) -> np.ndarray:
    """Draw a photograph for each entry: a small move and turn, the belt, the lamp, the camera, noise. (n, 16, 16)."""
    count = len(one["day"])
    angle = one["angle"] + rng.normal(0, 0.06, count)
    grid = (np.arange(FINE) + 0.5) / SIDE - 1.0
    y, x = np.meshgrid(grid, grid, indexing="ij")
    dx = x[None] - (one["x"] + rng.normal(0, 0.03, count))[:, None, None]
    dy = y[None] - (one["y"] + rng.normal(0, 0.03, count))[:, None, None]
    turn = [value[:, None, None] for value in (np.cos(angle), np.sin(angle))]
    size = one["size"][:, None, None]
    u, v = (turn[0] * dx + turn[1] * dy) / size, (turn[0] * dy - turn[1] * dx) / size
    mask = np.zeros(u.shape, dtype=bool)
    for kind in range(len(CLASSES)):
        rows = np.flatnonzero(one["truth"] == kind)
        mask[rows] = _shape(kind, u[rows], v[rows], one["thick"][rows], one["detail"][rows])
    part = mask.reshape(count, SIDE, 2, SIDE, 2).mean(axis=(2, 4))
    belt, metal = (one[name][:, None, None] for name in ("belt", "metal"))
    slope = rng.normal(0, 0.04, (count, 1, 1)) * np.linspace(-1, 1, SIDE)[None, :, None]
    seen = belt + slope + part * (metal - belt) + _spots()[station]
    gain = np.array([1.0, 0.93, 0.8])[one["camera"]][:, None, None]
    offset = np.array([0.0, 0.02, 0.12])[one["camera"]][:, None, None]
    blurred = one["camera"] == 2  # the new camera's lens is softer
    seen[blurred] = _soft(seen[blurred])
    return np.round(np.clip(seen * gain + offset + rng.normal(0, 0.045, seen.shape), 0, 1) * 255).astype(np.uint8)


def _shape(kind: int, u: np.ndarray, v: np.ndarray, thick: np.ndarray, detail: np.ndarray) -> np.ndarray:
    """Tell which points lie in a part, in its own coordinates; its length is about 1.3. (n, 32, 32)."""
    thick, detail = thick[:, None, None], detail[:, None, None]
    radius = np.sqrt(u**2 + v**2)
    match CLASSES[kind]:
        case "washer":
            return (radius < 0.6) & (radius > 0.27 * detail)
        case "nut":
            apart = np.maximum(np.abs(v), np.abs(u) * np.sqrt(0.75) + np.abs(v) / 2)  # a hexagon's distance
            return (apart < 0.56) & (radius > 0.24 * detail)
        case "screw":
            shaft = (np.abs(v) < 0.11 * thick) & (np.abs(u) < 0.68)
            return shaft | ((np.abs(v) < 0.3 * detail) & (u > 0.42) & (u < 0.68))
        case "pin":
            return (np.abs(v) < 0.13 * thick) & (np.abs(u) < 0.66)
    u = -u if CLASSES[kind] == "right bracket" else u
    long = (np.abs(u) < 0.6) & (np.abs(v - 0.28) < 0.11 * thick)
    return long | ((np.abs(u - 0.48) < 0.12 * thick) & (v < 0.38) & (v > -0.2 * detail))


def _spots() -> np.ndarray:
    """Draw the reflection of each station's lamp. (4, 16, 16)."""
    y, x = np.mgrid[:SIDE, :SIDE]
    last = SIDE - 2
    places = ((1, 1), (1, last), (last, last), (last, 1))
    return np.stack([0.4 * np.exp(-((y - row) ** 2 + (x - column) ** 2) / 2.5) for row, column in places])


def _soft(images: np.ndarray) -> np.ndarray:
    """Blur by a weighted mean of neighbours."""
    for axis in (1, 2):
        padded = np.pad(images, [(0, 0) if one != axis else (1, 1) for one in range(3)], mode="edge")
        before, after = (np.take(padded, range(start, start + SIDE), axis=axis) for start in (0, 2))
        images = 0.25 * before + 0.5 * images + 0.25 * after
    return images
