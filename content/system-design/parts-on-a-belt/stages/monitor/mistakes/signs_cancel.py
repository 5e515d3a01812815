# /// mistake
# fails = "measures_three_things"
# says = "You averaged the differences with their signs, which cancel: take their absolute values."
# ///
import math

import numpy as np

NAMES = ("brightness", "contrast", "sharpness")
SAMPLES = 5000


def statistics(images):
    inner = images[:, 1:-1, 1:-1]
    beside = images[:, :-2, 1:-1] + images[:, 2:, 1:-1] + images[:, 1:-1, :-2] + images[:, 1:-1, 2:]
    sharpness = (4 * inner - beside).mean(axis=(1, 2))
    return np.stack([images.mean(axis=(1, 2)), images.std(axis=(1, 2)), sharpness], axis=1)


def by_part(images, objects):
    # One row for each part: three near copies are no three observations, and counting them so cries wolf.
    _, index = np.unique(objects, return_inverse=True)
    sums = np.zeros((index.max() + 1, len(NAMES)))
    np.add.at(sums, index, statistics(images))
    return sums / np.bincount(index)[:, None]


def reference(images, objects):
    return {"sorted": np.sort(by_part(images, objects), axis=0)}


def drifted(kept, images, objects, alpha):
    new = np.sort(by_part(images, objects), axis=0)
    # Three looks, three chances to be wrong: shared among them, the chance of any false alarm stays alpha (Bonferroni).
    return [name for j, name in enumerate(NAMES) if p_value(kept["sorted"][:, j], new[:, j]) < alpha / len(NAMES)]


def p_value(old, new):
    """Two-sample Kolmogorov-Smirnov test, asymptotic."""
    values = np.concatenate([old, new])
    below = [np.searchsorted(one, values, side="right") / len(one) for one in (old, new)]
    root = math.sqrt(len(old) * len(new) / (len(old) + len(new)))
    size = (root + 0.12 + 0.11 / root) * np.abs(below[0] - below[1]).max()
    if size < 0.2:
        return 1.0  # the series does not converge there, and the value is 1 to many digits
    return min(1.0, 2 * sum((-1) ** (k - 1) * math.exp(-2 * (k * size) ** 2) for k in range(1, 101)))


def mix_alarm(shares, counts, alpha):
    total = int(counts.sum())
    expected = total * shares
    samples = np.random.default_rng(0).multinomial(total, shares / shares.sum(), SAMPLES)
    seen = np.sum((counts - expected) ** 2 / expected)
    chance = np.mean(np.sum((samples - expected) ** 2 / expected, axis=1) >= seen - 1e-9)
    return bool(chance < alpha)
