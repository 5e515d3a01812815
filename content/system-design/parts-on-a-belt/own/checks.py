"""The learner's split and model on photographs of their own; `fit` never gets the objects that are held out."""

import data
import numpy as np

from deepdrill.judge.checks import Trial, check

HELD_OUT, FEWEST_DAYS, FEWEST_OBJECTS = 0.2, 5, 3
DRAWS = 400


def parts(trial: Trial) -> tuple[data.Table, data.Table]:
    """Read the learner's table, and give what may be learned from and what is held out.

    Held out are the last fifth of the days with their objects; where there are few days, a fifth of the objects.
    """
    try:
        rows = data.read(trial.table)
    except (OSError, ValueError) as error:
        trial.fail(f"Your table cannot be used: {error}")
    first, last = int(rows["day"].min()), int(rows["day"].max())
    if last - first + 1 >= FEWEST_DAYS:
        later = rows["day"] > last - round(HELD_OUT * (last - first + 1))
    else:
        names = np.random.default_rng(0).permutation(np.unique(rows["object"]))
        later = np.isin(rows["object"], names[: max(1, round(HELD_OUT * len(names)))])
    met = np.isin(rows["object"], rows["object"][later])
    before, after = data.rows_of(rows, ~later & ~met), data.rows_of(rows, later)
    for what, part in (("learned from", before), ("held out", after)):
        for kind in np.unique(rows["label"]):
            objects = len(np.unique(part["object"][part["label"] == kind]))
            trial.require(
                objects >= FEWEST_OBJECTS,
                f"Of kind {kind}, {objects} objects would be {what}; {FEWEST_OBJECTS} are needed.",
            )
    return before, after


def recognised(trial: Trial, before: data.Table, after: data.Table) -> np.ndarray:
    """Have the learner's split choose the training rows, and their model trained on them; give its answers."""
    days = int(before["day"].max() - before["day"].min()) + 1
    train = np.arange(len(before["day"]))
    if days >= FEWEST_DAYS:
        train, _ = trial.call("split", before, max(1, days // 5), random=True)
    model = trial.make("fit", data.images_of(before)[train], before["label"][train], 0)
    seen = trial.call("score", model, data.images_of(after), random=True)
    fine = isinstance(seen, np.ndarray) and seen.ndim == 2 and len(seen) == len(after["day"])
    trial.require(
        fine and bool(np.isfinite(seen).all()),
        "score must give a finite row of probabilities for each image.",
        seen=seen,
    )
    return seen.argmax(axis=1)


@check
def runs_on_your_photographs(trial: Trial) -> None:
    """Your split and your model take your photographs, and score those that were held out."""
    before, after = parts(trial)
    recognised(trial, before, after)


@check
def recognises_held_out_objects(trial: Trial) -> None:
    """Macro recall on what was held out is above chance, beyond the luck of the draw of objects."""
    before, after = parts(trial)
    answers, labels = recognised(trial, before, after), after["label"]
    value, chance = data.macro_recall(labels, answers), 1 / len(np.unique(labels))
    draw = np.random.default_rng(0)
    _, index = np.unique(after["object"], return_inverse=True)
    values = []
    for _ in range(DRAWS):
        weight = np.bincount(draw.integers(index.max() + 1, size=index.max() + 1), minlength=index.max() + 1)[index]
        rows = np.repeat(np.arange(len(weight)), weight)
        values.append(data.macro_recall(labels[rows], answers[rows]))
    low = float(np.percentile(values, 2.5))
    trial.require(
        low > chance,
        f"Macro recall is {value:.2f} where guessing gives {chance:.2f}, and that may be luck: 95 % of the draws of "
        f"objects are above {low:.2f}.",
    )


@check
def beats_a_simple_model(trial: Trial) -> None:
    """It is not worse than our softmax regression on ring features of the same photographs."""
    before, after = parts(trial)
    answers = recognised(trial, before, after)
    fitted = data.fit_softmax(data.rings(data.images_of(before)), before["label"])
    ours = data.score_softmax(fitted, data.rings(data.images_of(after))).argmax(axis=1)
    own, simple = (data.macro_recall(after["label"], one) for one in (answers, ours))
    trial.require(own >= simple - 0.05, f"Macro recall is {own:.3f}; our softmax regression reaches {simple:.3f}.")
