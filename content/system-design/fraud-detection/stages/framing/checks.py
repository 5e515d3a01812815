"""Definitions by loops, on labels and scores with ties."""

import data
import numpy as np

from deepdrill.judge.checks import Trial, check

LATER = ("fraud", "label_day", "review_actions")


def scored(trial: Trial, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw labels, scores with ties, and days."""
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    fraud = (draw.random(rows) < 0.2).astype(np.int64)
    fraud[draw.integers(rows)] = 1
    scores = np.round(np.clip(draw.normal(0.3 + 0.2 * fraud, 0.2), 0, 1), 1)
    return fraud, scores, draw.integers(0, 4, rows)


@check
def looks_at_nothing_that_is_known_later(trial: Trial) -> None:
    """Every input is known when the payment waits for its decision, and none that is known is thrown away."""
    names = list(data.COLUMNS)
    trial.dice.shuffle(names)
    seen = trial.call("usable_columns", names)
    trial.require(
        isinstance(seen, list) and all(isinstance(name, str) and name in names for name in seen),
        "usable_columns must give a list of names out of those that it was given.",
    )
    for name in LATER:
        trial.require(name not in seen, f'"{name}" is written after the decision, so no model can look at it in time.')
    trial.require("transaction_id" not in seen, "A transaction's number says nothing about the transactions to come.")
    missing = [name for name in data.FEATURES if name not in seen]
    trial.require(not missing, f"{', '.join(missing)}: known at the time of the payment, and left out.")


@check
def average_precision_takes_equal_scores_together(trial: Trial) -> None:
    """Average precision, with rows of equal scores taken together."""
    for rows in (4, 9, 60, 400):
        fraud, scores, _ = scored(trial, rows)
        expected, before = 0.0, 0.0
        for threshold in sorted(set(scores.tolist()), reverse=True):  # the definition, one threshold after another
            flagged = scores >= threshold
            hits = float((fraud * flagged).sum())
            recall = hits / fraud.sum()
            expected += (recall - before) * hits / flagged.sum()
            before = recall
        trial.same(trial.call("average_precision", fraud, scores), float(expected), terms=rows)


@check
def reviews_a_budget_on_each_day(trial: Trial) -> None:
    """The share of frauds found with so many reviews on each day."""
    for rows, per_day in ((8, 1), (40, 2), (300, 5), (300, 1000)):
        fraud, scores, day = scored(trial, rows)
        found = 0
        for one in sorted(set(day.tolist())):
            ranked = sorted((-scores[row], row) for row in range(rows) if day[row] == one)[:per_day]
            found += sum(int(fraud[row]) for _, row in ranked)
        seen = trial.call("found_within_budget", fraud, scores, day, per_day)
        trial.same(seen, float(found / fraud.sum()), terms=rows)


@check
def counts_missed_money_and_reviews(trial: Trial) -> None:
    """The cost of missed frauds by their amounts, and of every review."""
    for rows in (5, 50):
        fraud, scores, _ = scored(trial, rows)
        flagged = (scores > 0.4).astype(np.int64)
        amount = np.exp(trial.array(rows)) * 30
        expected = sum(
            float(amount[row]) * (fraud[row] == 1 and flagged[row] == 0) + 3.5 * int(flagged[row])
            for row in range(rows)
        )
        trial.same(trial.call("cost", fraud, flagged, amount, 3.5), float(expected), terms=rows)
