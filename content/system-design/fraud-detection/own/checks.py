"""The learner's split and model on a table of their own; `fit` never gets the last fifth of its days."""

import data
import numpy as np

from deepdrill.judge.checks import Remote, Trial, check

HELD_OUT = 0.2  # of the days
FEWEST_FRAUDS = 5
DRAWS = 400


def parts(trial: Trial) -> tuple[data.Table, data.Table]:
    """Read the learner's table, and give what may be learned from and what is held out."""
    try:
        rows = data.read(trial.table)
    except (OSError, ValueError) as error:
        trial.fail(f"Your table cannot be used: {error}")
    first, last = int(rows["day"].min()), int(rows["day"].max())
    begins = last - round(HELD_OUT * (last - first + 1)) + 1
    before, after = data.rows_of(rows, rows["day"] < begins), data.rows_of(rows, rows["day"] >= begins)
    for what, part in (("earlier", before), ("last", after)):
        frauds = int(part["fraud"].sum()) if len(part["day"]) else 0
        trial.require(
            frauds >= FEWEST_FRAUDS, f"Your table has {frauds} frauds on its {what} days; {FEWEST_FRAUDS} are needed."
        )
    return before, after


def fitted(trial: Trial, before: data.Table) -> Remote:
    """Have the learner's split choose the training rows, and their model trained on them."""
    train, _ = trial.call("split", before, max(1, int(before["day"].max() - before["day"].min()) // 6), random=True)
    return trial.make("fit", data.rows_of(before, train), 0)


@check
def runs_on_your_table(trial: Trial) -> None:
    """Your split and your model take your table, and score the last fifth of its days."""
    before, after = parts(trial)
    seen = trial.call("score", fitted(trial, before), data.at_decision_time(after), random=True)
    fine = isinstance(seen, np.ndarray) and seen.shape == (len(after["day"]),) and bool(np.isfinite(seen).all())
    trial.require(fine, "score must give one finite number for each row.", seen=seen)


@check
def finds_fraud_on_held_out_days(trial: Trial) -> None:
    """On the days that were held out it ranks fraud above chance, beyond the luck of the draw of customers."""
    before, after = parts(trial)
    scores = trial.call("score", fitted(trial, before), data.at_decision_time(after), random=True)
    trial.require(isinstance(scores, np.ndarray), "score must give an array.", seen=scores)
    value, rate = data.average_precision(after["fraud"], scores), float(after["fraud"].mean())
    draw = np.random.default_rng(0)
    names, index = np.unique(after["customer"], return_inverse=True)
    values = []
    for _ in range(DRAWS):
        weight = np.bincount(draw.integers(len(names), size=len(names)), minlength=len(names))[index]
        rows = np.repeat(np.arange(len(weight)), weight)
        if after["fraud"][rows].any():
            values.append(
                data.average_precision(after["fraud"][rows], scores[rows]) - float(after["fraud"][rows].mean())
            )
    low = float(np.percentile(values, 2.5))
    trial.require(
        low > 0,
        f"Average precision on the held-out days is {value:.3f} where chance gives {rate:.3f}, and that may be luck: "
        f"95 % of the draws of customers are above {low + rate:.3f}.",
    )


@check
def beats_a_simple_model(trial: Trial) -> None:
    """It is not worse than our logistic regression with the same columns, trained on the same days."""
    before, after = parts(trial)
    scores = trial.call("score", fitted(trial, before), data.at_decision_time(after), random=True)
    trial.require(isinstance(scores, np.ndarray), "score must give an array.", seen=scores)
    ours = data.score_logistic(data.fit_logistic(data.inputs(before), before["fraud"]), data.inputs(after))
    own, simple = data.average_precision(after["fraud"], scores), data.average_precision(after["fraud"], ours)
    trial.require(
        own >= simple - 0.05, f"Average precision is {own:.3f}; our logistic regression reaches {simple:.3f}."
    )
