"""How much a selection on all rows flatters a model of noise."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

ROWS, CHOSEN, FOLDS, REPEATS = 60, 10, 5, 12
FEATURES = [10, 30, 100, 300, 1000, 3000]


def accuracy(x: np.ndarray, y: np.ndarray, *, inside: bool) -> float:
    """Cross-validate a nearest-centroid classifier on the columns that go best with the label."""
    right = 0
    everywhere = best(x, y)
    for fold in range(FOLDS):
        test = np.arange(ROWS) % FOLDS == fold
        columns = best(x[~test], y[~test]) if inside else everywhere
        train, labels = x[~test][:, columns], y[~test]
        centres = np.stack([train[labels == label].mean(0) for label in (0, 1)])
        distances = ((x[test][:, None, columns] - centres) ** 2).sum(-1)
        right += int((distances.argmin(1) == y[test]).sum())
    return right / ROWS


def best(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Choose the columns whose means differ most between the classes."""
    return np.argsort(-np.abs(x[y == 1].mean(0) - x[y == 0].mean(0)))[:CHOSEN]


@picture
def chosen_on_all_rows(sketch: Sketch) -> None:
    """Features and labels are pure noise: 60 rows, the 10 columns that go best with the label, a simple
    classifier, five folds. Chosen on all rows before the split, noise seems to be predicted well; chosen inside
    each fold, it is a coin.
    """
    dice = np.random.default_rng(0)
    outside, inside = [], []
    for features in FEATURES:
        seen: tuple[list[float], list[float]] = ([], [])
        for _ in range(REPEATS):
            x, y = dice.standard_normal((ROWS, features)), dice.permutation(np.arange(ROWS) % 2)
            seen[0].append(accuracy(x, y, inside=False))
            seen[1].append(accuracy(x, y, inside=True))
        outside.append(float(np.mean(seen[0])))
        inside.append(float(np.mean(seen[1])))
    sketch.require(outside[-1] > 0.85 and max(inside) < 0.6, f"Seen: {outside}, {inside}.")
    sketch.plot(x="columns of noise", y="accuracy in cross-validation", log_x=True)
    sketch.curve("chosen before the split", FEATURES, outside)
    sketch.curve("chosen inside each fold", FEATURES, inside)
