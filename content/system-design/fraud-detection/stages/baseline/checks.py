"""A baseline is fitted on the visible days of a world and judged on the later ones."""

import data
import numpy as np

from deepdrill.judge.checks import Remote, Trial, check

RULE = 3.0  # times the average precision of the amount over the usual, which is about 0.02
SHARE = 0.85  # of our own logistic regression's: features may differ


def fitted(trial: Trial) -> tuple[int, Remote]:
    """Fit on the visible days of a world, in the submission's process."""
    seed = trial.dice.randrange(4)
    return seed, trial.make("fit", data.visible(seed))


def scored(trial: Trial, model: Remote, rows: data.Table) -> np.ndarray:
    """Score rows as they are at the decision, and demand one number for each."""
    seen = trial.call("score", model, rows)
    count = len(rows["day"])
    trial.require(
        isinstance(seen, np.ndarray) and seen.shape == (count,) and seen.dtype.kind == "f",
        f"score must give a float array with one score for each of the {count} rows.",
        seen=seen,
    )
    trial.require(bool(np.isfinite(seen).all()), "Some scores are not finite.", seen=seen)
    return seen.astype(np.float64)


def plain(value: object) -> bool:
    """Tell whether a value is made of numbers, text, lists and arrays."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return all(plain(inner) for inner in value)
    return value is None or isinstance(value, bool | int | float | str | np.ndarray)


@check
def is_a_plain_model(trial: Trial) -> None:
    """The model is a dict of plain values and arrays."""
    table = data.visible(0)
    seen = trial.call("fit", data.rows_of(table, table["day"] < 20), random=True)
    trial.require(
        isinstance(seen, dict) and plain(seen), "fit must give a dict of numbers, text, lists and NumPy arrays."
    )


@check
def gives_probabilities(trial: Trial) -> None:
    """Scores are probabilities, fine enough to rank by."""
    seed, model = fitted(trial)
    seen = scored(trial, model, data.at_decision_time(data.hidden(seed)))
    trial.require(seen.min() >= 0 and seen.max() <= 1, "A probability lies between 0 and 1.", seen=seen)
    distinct = len(np.unique(seen))
    trial.require(
        distinct > len(seen) // 100, f"There are only {distinct} different scores: payments cannot be ranked by them."
    )


@check
def depends_on_the_payment_alone(trial: Trial) -> None:
    """A payment's score does not depend on what is scored with it."""
    seed, model = fitted(trial)
    rows = data.at_decision_time(data.hidden(seed))
    together = scored(trial, model, data.rows_of(rows, np.arange(500)))
    for part in (np.arange(1), np.arange(37, 60)):
        trial.same(scored(trial, model, data.rows_of(rows, part)), together[part], what="the score", relative=1e-5)


@check
def ignores_what_is_known_later(trial: Trial) -> None:
    """Nothing that is written after the decision moves a score."""
    seed, model = fitted(trial)
    rows = data.rows_of(data.at_decision_time(data.hidden(seed)), np.arange(400))
    before = scored(trial, model, rows)
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    for name, why in (
        ("review_actions", "reviewers act after a payment is suspected, so at the decision it is zero for all"),
        ("transaction_id", "it says nothing about payments to come"),
    ):
        after = scored(trial, model, rows | {name: draw.integers(0, 9, 400)})
        same = bool(np.allclose(before, after, rtol=1e-6))
        trial.require(same, f"The scores depend on {name}: {why}.")


@check
def ranks_later_payments(trial: Trial) -> None:
    """On later days it ranks far better than the amount, and about as well as our own logistic regression."""
    seed, model = fitted(trial)
    visible, hidden = data.visible(seed), data.hidden(seed)
    seen = data.average_precision(hidden["fraud"], scored(trial, model, data.at_decision_time(hidden)))
    rule = data.average_precision(hidden["fraud"], hidden["amount_over_usual"])
    trial.require(
        seen >= RULE * rule,
        f"Average precision on later days is {seen:.3f}; the amount over the usual alone gives {rule:.3f}.",
    )
    own = data.fit_logistic(data.inputs(visible), visible["fraud"])
    ours = data.average_precision(hidden["fraud"], data.score_logistic(own, data.inputs(hidden)))
    trial.require(
        seen >= SHARE * ours,
        f"Average precision on later days is {seen:.3f}; our logistic regression reaches {ours:.3f}.",
    )
