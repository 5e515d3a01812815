"""Networks with a rare, strong flag; sizes, scores and hostile bytes."""

import io
import pickle
from itertools import pairwise

import numpy as np

from deepdrill.judge.checks import Trial, check

SHARE, DIFFERENCE, MOST = 0.35, 0.02, 0.2
SIZES = ((12, 64, 64, 1), (20, 128, 128, 1), (18, 160, 96, 1))

Layers = list[tuple[np.ndarray, np.ndarray]]


def network(trial: Trial, sizes: tuple[int, ...]) -> Layers:
    """Draw a network in which the last input is a rare flag with large weights."""
    layers = []
    for inward, outward in pairwise(sizes):
        weight = trial.array(outward, inward, scale=(2 / inward) ** 0.5, dtype="float32")
        if inward == sizes[0]:
            weight[:, -1] = trial.array(outward, scale=12.0, dtype="float32")
        layers.append((weight, trial.array(outward, scale=0.1, dtype="float32")))
    return layers


def inputs(trial: Trial, rows: int, width: int) -> np.ndarray:
    """Draw standardised inputs; the flag is set in one row of two hundred."""
    x = trial.array(rows, width, dtype="float32")
    x[:, -1] = 0
    x[trial.dice.sample(range(rows), rows // 200), -1] = 1
    return x


def oracle(layers: Layers, x: np.ndarray) -> np.ndarray:
    """Compute in float64."""
    hidden = x.astype(np.float64)
    for weight, bias in layers[:-1]:
        hidden = np.maximum(hidden @ weight.astype(np.float64).T + bias, 0)
    weight, bias = layers[-1]
    return 1 / (1 + np.exp(-(hidden @ weight.astype(np.float64).T + bias)[:, 0]))


def packed_by(trial: Trial, layers: Layers) -> np.ndarray:
    """Have a network packed, and demand bytes."""
    seen = trial.call("pack", layers)
    fine = isinstance(seen, np.ndarray) and seen.ndim == 1 and seen.dtype == np.uint8
    trial.require(fine, "pack must give a one-dimensional uint8 array, the bytes of a file.", seen=seen)
    return seen


@check
def is_a_quarter_of_the_size(trial: Trial) -> None:
    """The file has at most 35 % of the bytes of the weights."""
    for sizes in SIZES[1:]:
        layers = network(trial, sizes)
        whole = sum(weight.nbytes + bias.nbytes for weight, bias in layers)
        count = len(packed_by(trial, layers))
        trial.require(
            count <= SHARE * whole, f"The file has {count:,} bytes, {count / whole:.0%} of {whole:,}; 35 % is allowed."
        )


@check
def gives_nearly_the_same_scores(trial: Trial) -> None:
    """In 99 of 100 rows the probability is off by at most 0.02, and nowhere by more than 0.2."""
    for sizes, rows in zip(SIZES, (1, 500, 2000), strict=True):
        layers, x = network(trial, sizes), inputs(trial, rows, sizes[0])
        seen = trial.call("score", packed_by(trial, layers), x)
        trial.require(
            isinstance(seen, np.ndarray) and seen.shape == (rows,) and seen.dtype.kind == "f",
            f"score must give a float array of {rows} probabilities.",
            seen=seen,
        )
        expected = oracle(layers, x)
        apart = np.abs(seen.astype(np.float64) - expected)
        # Whoever rounds to a grid moves a saturated score hardly at all and one near a half the most.
        largest = float(np.quantile(apart, 0.99)) if rows > 1 else float(apart[0])
        trial.require(
            bool(np.isfinite(seen).all()) and largest <= DIFFERENCE,
            f"In one of a hundred rows the probability is off by {largest:.3f} or more; {DIFFERENCE} is allowed.",
        )
        worst = float(apart.max())
        trial.require(worst <= MOST, f"In one row the probability is off by {worst:.3f}; {MOST} is the most anywhere.")


@check
def refuses_what_is_no_network(trial: Trial) -> None:
    """Bytes that are no packed network raise ValueError, a pickle among them."""
    layers = network(trial, SIZES[0])
    x = inputs(trial, 3, SIZES[0][0])
    archive, objects = io.BytesIO(), np.empty(2, dtype=object)
    objects[:] = layers[0]
    np.savez(archive, layers=objects, **dict.fromkeys(("w0", "b0", "weight", "arr_0"), objects))
    for what, content in (
        ("a pickle", pickle.dumps(layers)),
        ("an archive with a pickle in it", archive.getvalue()),
        ("half of a file", packed_by(trial, layers).tobytes()[:200]),
        ("text", b"not a network at all"),
    ):
        with trial.case(what):
            trial.raises("ValueError", "score", np.frombuffer(content, dtype=np.uint8).copy(), x)
