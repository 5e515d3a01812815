"""The learner's network on a table of their own; `fit` never gets the last fifth of its rows."""

import data
import numpy as np

from deepdrill.judge.checks import Trial, check

HELD_OUT, DRAWS = 0.2, 400
SLACK = 0.05  # of balanced accuracy, against a linear model


def parts(trial: Trial) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Read the learner's table, and give inputs and labels to learn from, and those that are held out."""
    try:
        x, labels = data.read(trial.table)
    except (OSError, ValueError) as error:
        trial.fail(f"Your table cannot be used: {error}")
    begins = len(x) - int(HELD_OUT * len(x))
    known = np.isin(labels[begins:], labels[:begins])
    trial.require(
        len(np.unique(labels[:begins])) > 1 and len(np.unique(labels[begins:])) > 1 and bool(known.all()),
        "At least two classes must occur in the first four fifths and in the last, and none only in the last.",
    )
    return x[:begins], labels[:begins], x[begins:], labels[begins:]


def guessed(trial: Trial, before: tuple[np.ndarray, np.ndarray], x: np.ndarray) -> np.ndarray:
    """Have the learner's network trained on the first rows and asked about the last."""
    seen = trial.call("predict", trial.make("fit", *before, 0), x, random=True)
    fine = isinstance(seen, np.ndarray) and seen.shape == (len(x),) and seen.dtype.kind in "iu"
    trial.require(fine, "predict must give one whole number for each row.", seen=seen)
    return seen


@check
def tells_the_classes_apart(trial: Trial) -> None:
    """On the rows that were held out it is better than guessing, beyond the luck of the draw."""
    x, labels, later, true = parts(trial)
    guesses = guessed(trial, (x, labels), later)
    draw, values = np.random.default_rng(0), []
    for _ in range(DRAWS):
        rows = draw.integers(0, len(true), len(true))
        values.append(data.balanced_accuracy(true[rows], guesses[rows]) - 1 / len(np.unique(true[rows])))
    low = float(np.percentile(values, 2.5))
    chance = 1 / len(np.unique(true))
    trial.require(
        low > 0,
        f"Balanced accuracy on the held-out rows is {data.balanced_accuracy(true, guesses):.3f} where guessing gives "
        f"{chance:.3f}, and that may be luck.",
    )


@check
def beats_a_simple_model(trial: Trial) -> None:
    """It is not worse than our linear model on the same rows."""
    x, labels, later, true = parts(trial)
    own = data.balanced_accuracy(true, guessed(trial, (x, labels), later))
    classes = int(labels.max()) + 1
    share = np.maximum(np.bincount(labels, minlength=classes) / len(labels), 1e-9)
    logits = data.logits_logistic(data.fit_logistic(x, labels, classes), later) - np.log(share)
    linear = data.balanced_accuracy(true, np.where(share > 1e-9, logits, -np.inf).argmax(axis=1))
    trial.require(own >= linear - SLACK, f"Balanced accuracy is {own:.3f}; our linear model reaches {linear:.3f}.")
