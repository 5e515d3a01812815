"""Four ways to train on a rare class, and one that looks for what is unlike the rest."""

from collections.abc import Mapping

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, precision_recall_curve, recall_score
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from deepdrill.lab.experiment import Lab, Runs, settles

COLUMNS = 8
TRAIN, TEST = 4000, 12000
"""Rows."""
KNOWN, NEW = (slice(0, 3), 1.5), (slice(4, 7), 3.0)
"""In which columns rare rows are shifted, and by how many spreads of the usual rows: known ones hide well."""

Rows = tuple[np.ndarray, np.ndarray]


def rows(lab: Lab, count: int, share: float, kind: tuple[slice, float]) -> Rows:
    """Draw rows (count, 8) and whether each is rare; rare ones are shifted in some columns and a little narrower."""
    rare = np.arange(count) < round(share * count)
    x = lab.rng.normal(size=(count, COLUMNS))
    x[rare] *= 0.8
    columns, shift = kind
    x[rare, columns] += shift
    order = lab.rng.permutation(count)
    return x[order], rare[order].astype(int)


def repeated(lab: Lab, x: np.ndarray, y: np.ndarray) -> Rows:
    """Repeat rare rows until there are as many as others."""
    rare = np.flatnonzero(y)
    more = lab.rng.choice(rare, len(y) - 2 * len(rare))
    return np.vstack([x, x[more]]), np.append(y, np.ones(len(more), int))


def smote(lab: Lab, x: np.ndarray, y: np.ndarray) -> Rows:
    """Add points between a rare row and one of its five nearest rare rows until there are as many as others."""
    rare = x[y == 1]
    near = NearestNeighbors(n_neighbors=6).fit(rare).kneighbors(rare, return_distance=False)[:, 1:]  # without itself
    start = lab.rng.integers(len(rare), size=len(y) - 2 * len(rare))
    end = near[start, lab.rng.integers(5, size=len(start))]
    way = lab.rng.random((len(start), 1))
    return np.vstack([x, rare[start] + way * (rare[end] - rare[start])]), np.append(y, np.ones(len(start), int))


def scores(lab: Lab, x: np.ndarray, y: np.ndarray, test: np.ndarray) -> Mapping[str, np.ndarray]:
    """Score the test rows after each way to train; all but the last are probabilities."""
    ways = {
        "as it is": LogisticRegression().fit(x, y),
        "class weights": LogisticRegression(class_weight="balanced").fit(x, y),
        "repeated rows": LogisticRegression().fit(*repeated(lab, x, y)),
        "SMOTE": LogisticRegression().fit(*smote(lab, x, y)),
    }
    found = {name: model.predict_proba(test)[:, 1] for name, model in ways.items()}
    forest = IsolationForest(n_estimators=100, random_state=lab.seed).fit(x)  # sees no classes
    return {**found, "isolation forest": -forest.score_samples(test)}


def smote_first(lab: Lab, x: np.ndarray, y: np.ndarray) -> None:
    """Measure the recall of k-NN where SMOTE came before the split into halves, and where it came after."""
    half = len(x) // 2
    grown, labels = smote(lab, x, y)
    order = lab.rng.permutation(len(grown))
    fit, held = order[: len(grown) // 2], order[len(grown) // 2 :]
    before = KNeighborsClassifier().fit(grown[fit], labels[fit]).predict(grown[held])
    after = KNeighborsClassifier().fit(*smote(lab, x[:half], y[:half])).predict(x[half:])
    lab.value("recall of k-NN, SMOTE before the split", recall_score(labels[held], before))
    lab.value("precision of k-NN, SMOTE before the split", (labels[held] * before).sum() / before.sum())
    lab.value("recall of k-NN, SMOTE after it", recall_score(y[half:], after))
    lab.value("precision of k-NN, SMOTE after it", (y[half:] * after).sum() / after.sum())


def run(lab: Lab, *, share: float, kind: str) -> None:
    """Train in every way, and test on rows where the rare class is as rare."""
    x, y = rows(lab, TRAIN, share, KNOWN)
    test, truth = rows(lab, TEST, share, KNOWN if kind == "as in training" else NEW)
    table = []
    for name, score in scores(lab, x, y, test).items():
        precision, recall, _ = precision_recall_curve(truth, score)
        at = np.linspace(0, len(recall) - 2, 120).astype(int)  # the last point is a convention, not a threshold
        lab.curve(name, recall[at], precision[at])
        lab.value(f"average precision, {name}", average_precision_score(truth, score))
        if name != "isolation forest":
            alarm = score > 0.5
            table.append(
                {
                    "trained": name,
                    "recall at 0.5": alarm[truth == 1].mean(),
                    "precision at 0.5": truth[alarm].mean() if alarm.any() else None,
                    "mean probability": score.mean(),
                }
            )
            lab.table("logistic regression, alarms above one half", table)
        if lab.stopped:
            return
    smote_first(lab, x, y)


def precisions(runs: Runs, **knobs: float | str) -> dict[str, float]:
    """Give the average precision of each way by its name."""
    return {
        name.removeprefix("average precision, "): value
        for name, value in runs(**knobs).values.items()
        if name.startswith("average precision, ")
    }


def told(found: Mapping[str, float]) -> str:
    """Say precisions in one line."""
    return ", ".join(f"{name} {value:.2f}" for name, value in found.items())


@settles("ranking")
def what_balancing_does_to_the_ranking(runs: Runs) -> int:
    """Compare SMOTE with plain training by average precision."""
    found = precisions(runs)
    runs.note(f"Average precision: {told(found)}.")
    gain = found["SMOTE"] - found["as it is"]
    return 0 if gain > 0.05 else 2 if gain < -0.05 else 1


@settles("probability")
def what_balancing_does_to_probabilities(runs: Runs) -> int:
    """Read the mean probability after class weights."""
    rows = {row["trained"]: row for row in runs().tables["logistic regression, alarms above one half"]}
    mean = float(rows["class weights"]["mean probability"] or 0)
    runs.note(f"Mean probability: {rows['as it is']['mean probability']:.3f} as it is, {mean:.3f} with class weights.")
    return 0 if mean < 0.04 else 1 if mean < 0.4 else 2


@settles("new-kind")
def a_new_kind(runs: Runs) -> int:
    """Find who is best where the rare rows of the test differ in other columns."""
    found = precisions(runs, kind="of a new kind")
    runs.note(f"Average precision: {told(found)}.")
    best = max(found, key=lambda name: found[name])
    if found[best] < 0.1:
        return 3
    return ("SMOTE", "class weights", "isolation forest").index(best)


@settles("leak")
def smote_before_the_split(runs: Runs) -> int:
    """Compare the precision that is reported with the real one."""
    values = runs().values
    before, after = (values[f"precision of k-NN, SMOTE {when}"] for when in ("before the split", "after it"))
    recalls = [values[f"recall of k-NN, SMOTE {when}"] for when in ("before the split", "after it")]
    runs.note(f"Precision {before:.2f} before and {after:.2f} after; recall {recalls[0]:.2f} and {recalls[1]:.2f}.")
    return 0 if before < after + 0.1 else 1 if before < 0.6 else 2
