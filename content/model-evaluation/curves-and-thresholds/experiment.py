"""Two classifiers, a class as rare as one likes, and the price of cutting their scores at a threshold."""

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from deepdrill.lab.experiment import Lab, Runs, settles

ROWS = 40_000
"""Of training, and as many of test."""
FALSE_ALARM = 1.0
"""What one costs."""
DRAWN = 150
"""Points of a curve."""

Array = NDArray[np.float64]


def rows(rng: np.random.Generator, share: float, *, steep: bool) -> tuple[Array, Array]:
    """Draw columns (rows, 2) and classes (rows,).

    The usual case: what is looked for lies one standard deviation further along both columns. The steep one: two
    fifths lie far out and the others are just like the rest.
    """
    classes = (rng.random(ROWS) < share).astype(float)
    table = rng.standard_normal((ROWS, 2))
    if steep:
        table[:, 0] += 4 * classes * (rng.random(ROWS) < 0.4)
    else:
        table += classes[:, None]
    return table, classes


def counts(scores: Array, classes: Array) -> tuple[Array, Array, Array]:
    """Give each threshold, from the highest score down, with the hits and false alarms of all scores at or above it."""
    order = np.argsort(-scores)
    found = classes[order]
    return scores[order], np.cumsum(found), np.cumsum(1 - found)


def thinned(count: int) -> NDArray[np.int64]:
    """Give the places to draw: denser at the beginning, where few rows are above the threshold."""
    return (
        np.unique(np.concatenate([np.geomspace(1, count, DRAWN // 2), np.linspace(1, count, DRAWN // 2)]).astype(int))
        - 1
    )


def show(lab: Lab, name: str, scores: Array, classes: Array, *, threshold: float, miss: float) -> None:
    """Draw the three curves of one classifier, and give its numbers at the threshold."""
    cuts, hits, alarms = counts(scores, classes)
    positives, negatives = classes.sum(), (1 - classes).sum()
    cost = ((positives - hits) * miss + alarms * FALSE_ALARM) / len(classes)
    for at in thinned(len(cuts)):
        lab.point(name, alarms[at] / negatives, hits[at] / positives, chart="roc")
        lab.point(name, hits[at] / positives, hits[at] / (hits[at] + alarms[at]), chart="precision-recall")
        lab.point(name, cuts[at], cost[at], chart="cost")
    flagged = scores >= threshold
    true = (flagged * classes).sum()
    lab.value(f"area under ROC, {name}", roc_auc_score(classes, scores))
    lab.value(f"average precision, {name}", average_precision_score(classes, scores))
    lab.value(f"cheapest threshold, {name}", cuts[int(np.argmin(cost))])
    lab.table(
        f"at the threshold {threshold:g}: {name}",
        [
            {
                "flagged": int(flagged.sum()),
                "precision": true / flagged.sum() if flagged.any() else float("nan"),
                "recall": true / positives,
                "accuracy": float((flagged == classes).mean()),
                "cost per row": float(
                    ((positives - true) * miss + (flagged.sum() - true) * FALSE_ALARM) / len(classes)
                ),
            }
        ],
    )


def run(lab: Lab, *, share: float, threshold: float, miss: float, weights: str) -> None:
    """Fit a logistic regression in each of two worlds and test it on new rows of the same."""
    for name, steep in (("all a little apart", False), ("two fifths far apart", True)):
        train, test = rows(lab.rng, share, steep=steep), rows(lab.rng, share, steep=steep)
        model = LogisticRegression(class_weight="balanced" if weights == "balanced" else None).fit(*train)
        show(lab, name, model.predict_proba(test[0])[:, 1], test[1], threshold=threshold, miss=miss)
        if lab.stopped:
            return
    lab.note(f"Flagging nobody has the accuracy {1 - share:.2f} and costs {share * miss:.3f} per row.")


USUAL, STEEP = "all a little apart", "two fifths far apart"


@settles("rarer")
def a_rarer_class(runs: Runs) -> int:
    """Compare area and average precision at a half and at a hundredth."""
    even, rare = (runs(share=share).values for share in (0.5, 0.01))
    areas = [values[f"area under ROC, {USUAL}"] for values in (even, rare)]
    precisions = [values[f"average precision, {USUAL}"] for values in (even, rare)]
    runs.note(
        f"From one half to one hundredth the area goes from {areas[0]:.2f} to {areas[1]:.2f}, "
        f"the average precision from {precisions[0]:.2f} to {precisions[1]:.2f}."
    )
    fell = [one - other > 0.1 for one, other in (areas, precisions)]
    return {(True, True): 0, (False, False): 1, (False, True): 2}.get((fell[0], fell[1]), -1)


@settles("one-half")
def at_one_half(runs: Runs) -> int:
    """Read the recall at the threshold 0.5 for a class of a hundredth."""
    row = runs(share=0.01).tables[f"at the threshold 0.5: {USUAL}"][0]
    recall = float(row["recall"] or 0)
    runs.note(f"The recall is {recall:.3f} and the accuracy {row['accuracy']:.3f}.")
    return 0 if recall < 0.1 else 1 if recall < 0.5 else 2


@settles("balanced")
def balanced_weights(runs: Runs) -> int:
    """Compare the average precision with and without class weights, and who is flagged."""
    plain, weighted = (runs(share=0.01, weights=weights) for weights in ("none", "balanced"))
    one, other = (run.values[f"average precision, {USUAL}"] for run in (plain, weighted))
    recall = weighted.tables[f"at the threshold 0.5: {USUAL}"][0]["recall"]
    runs.note(
        f"The average precision is {one:.3f} without and {other:.3f} with weights; "
        f"at 0.5 the recall becomes {recall:.2f}."
    )
    return 0 if other > one + 0.03 else 2 if other < one - 0.03 else 1


@settles("crossing")
def curves_that_cross(runs: Runs) -> int:
    """Compare both classifiers by area and by average precision."""
    values = runs(share=0.01).values
    area, precision = (
        [values[f"{number}, {name}"] for name in (USUAL, STEEP)] for number in ("area under ROC", "average precision")
    )
    runs.note(
        f"The areas are {area[0]:.2f} and {area[1]:.2f}, "
        f"the average precisions {precision[0]:.2f} and {precision[1]:.2f}."
    )
    if area[1] > area[0]:
        return 0
    return 1 if precision[1] > precision[0] else 2
