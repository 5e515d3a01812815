"""What a bit is worth, and what one outlier costs."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

BITS = [3, 4, 5, 6, 7, 8, 9, 10]


def ratio_db(x: np.ndarray, bits: int, group: int) -> float:
    """Quantise with one scale per group, by its largest entry, and give signal over error of all but the first weight.

    The first is the outlier: it is no signal that one cares for.
    """
    rows = x.reshape(-1, group)
    scale = np.abs(rows).max(1, keepdims=True) / (2 ** (bits - 1) - 1)
    error = (np.round(rows / scale) * scale - rows).ravel()[1:]
    return float(10 * np.log10((x[1:] ** 2).sum() / (error**2).sum()))


@picture
def bits_and_outliers(sketch: Sketch) -> None:
    """4096 normal weights quantised with the scale of the largest. Each bit brings about 6 decibels, half of the
    error. From 5 bits on one weight of 50 standard deviations costs 22, more than three bits; with fewer nearly
    all others round to zero. A scale for every 64 weights gets most of it back.
    """
    x = np.random.default_rng(0).standard_normal(4096)
    spoilt = x.copy()
    spoilt[0] = 50.0
    clean = [ratio_db(x, bits, 4096) for bits in BITS]
    coarse = [ratio_db(spoilt, bits, 4096) for bits in BITS]
    fine = [ratio_db(spoilt, bits, 64) for bits in BITS]
    at = BITS.index(8)
    sketch.require(5.5 < clean[at] - clean[at - 1] < 6.7, "A bit is not worth six decibels.")
    sketch.require(
        18 < clean[at] - coarse[at] < 26 and fine[at] > coarse[at] + 14, f"{clean[at]}, {coarse[at]}, {fine[at]}"
    )
    lost = np.array(clean) - np.array(coarse)
    sketch.require(max(coarse[:2]) < 0.1 and np.abs(lost[2:] - 22).max() < 1, f"Lost, from 3 bits on: {lost.round(1)}.")
    sketch.plot(x="bits", y="signal over error, decibels")
    sketch.curve("no outlier", BITS, clean)
    sketch.curve("one outlier", BITS, coarse)
    sketch.curve("one outlier, a scale per 64", BITS, fine)
