"""A model is trained on the visible days of a world and judged on the later ones."""

import data
import numpy as np

from deepdrill.judge.checks import Remote, Trial, check

MORE_OR_LESS = 2.0  # a factor; the number of frauds alone varies by a tenth, and drift adds to it
WORLDS, FEW_DAYS = 6, 25
SLACK = 0.02  # of average precision: one world holds about eighty frauds of later days


def scored(trial: Trial, model: Remote | dict, rows: data.Table, *, random: bool = False) -> np.ndarray:
    """Score rows as they are at the decision, and demand one probability for each."""
    seen = trial.call("score", model, rows, random=random)
    count = len(rows["day"])
    trial.require(
        isinstance(seen, np.ndarray) and seen.shape == (count,) and seen.dtype.kind == "f",
        f"score must give a float array with one probability for each of the {count} rows.",
        seen=seen,
    )
    fine = bool(np.isfinite(seen).all()) and seen.min() >= 0 and seen.max() <= 1
    trial.require(fine, "A probability lies between 0 and 1.", seen=seen)
    return seen.astype(np.float64)


def plain(value: object) -> bool:
    """Tell whether a value is made of numbers, text, lists and arrays."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return all(plain(inner) for inner in value)
    return value is None or isinstance(value, bool | int | float | str | np.ndarray)


@check
def keeps_every_fraud(trial: Trial) -> None:
    """Undersampling keeps every fraud and the right number of honest rows, the same ones for a seed."""
    for rows, keep in ((40, 0.5), (3000, 0.1)):
        fraud = (trial.array(rows) > 1.0).astype(np.int64)
        fraud[0] = 1
        seed = trial.size(0, 1000)
        seen = trial.call("undersample", fraud, keep, seed, random=True)
        trial.require(
            isinstance(seen, np.ndarray) and seen.ndim == 1 and seen.dtype.kind in "iu" and len(seen) > 0,
            "undersample must give an array of row indices.",
            seen=seen,
        )
        fits = bool((np.diff(seen) > 0).all()) and seen.min() >= 0 and seen.max() < rows
        trial.require(fits, "The indices must be ascending and distinct.")
        missing = int(fraud.sum() - fraud[seen].sum())
        honest, wanted = int((fraud[seen] == 0).sum()), round(keep * int((fraud == 0).sum()))
        trial.note([missing > 0, honest == wanted])
        trial.require(missing == 0, f"{missing} frauds were dropped: each of them is needed.")
        trial.require(honest == wanted, f"{honest} honest rows were kept; with keep = {keep} it is {wanted}.")
        again = trial.call("undersample", fraud, keep, seed, random=True)
        trial.require(bool(np.array_equal(seen, again)), "The same seed gave other rows.")


@check
def puts_probabilities_right(trial: Trial) -> None:
    """Probabilities of the sample become those of the whole table."""
    for keep in (0.5, 0.1, 0.01):
        sampled = trial.uniform(20, low=0.0, high=1.0).double().numpy()
        odds = sampled / (1 - sampled) * keep
        trial.same(trial.call("correct", sampled, keep), odds / (1 + odds), relative=1e-9)


@check
def is_plain_and_repeats_itself(trial: Trial) -> None:
    """The model is plain data, and the same seed gives the same model."""
    seed, table = trial.size(0, 99), data.visible(0)
    part = data.rows_of(table, table["day"] < FEW_DAYS)
    first = trial.call("fit", part, seed, random=True)
    trial.require(
        isinstance(first, dict) and plain(first), "fit must give a dict of numbers, text, lists and NumPy arrays."
    )
    rows = data.rows_of(data.at_decision_time(data.hidden(0)), np.arange(300))
    one, other = (
        scored(trial, first, rows, random=True),
        scored(trial, trial.make("fit", part, seed), rows, random=True),
    )
    same = bool(np.allclose(one, other, rtol=1e-4, atol=1e-7))
    trial.note(same)
    trial.require(
        same, "Two trainings with the same seed gave different scores: draw every random number from the seed."
    )


@check
def depends_on_the_payment_alone(trial: Trial) -> None:
    """A payment's score depends on its own row, and on nothing that is known later."""
    seed = trial.dice.randrange(WORLDS)
    table = data.visible(seed)
    model = trial.make("fit", data.rows_of(table, table["day"] < FEW_DAYS), trial.size(0, 99))
    rows = data.rows_of(data.at_decision_time(data.hidden(seed)), np.arange(400))
    together = scored(trial, model, rows)
    for part in (np.arange(1), np.arange(37, 60)):
        alone = scored(trial, model, data.rows_of(rows, part))
        trial.same(alone, together[part], what="the score", relative=1e-3)
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    after = scored(trial, model, rows | {"review_actions": draw.integers(0, 9, 400)})
    same = bool(np.allclose(together, after, rtol=1e-4))
    trial.require(same, "The scores depend on review_actions: at the decision it is zero for all.")


@check
def ranks_later_payments(trial: Trial) -> None:
    """On later days it ranks at least as well as a logistic regression, and its probabilities add up."""
    own, ours, expected, true = [], [], 0.0, 0
    for seed in trial.dice.sample(range(WORLDS), 2):
        visible, hidden = data.visible(seed), data.hidden(seed)
        seen = scored(trial, trial.make("fit", visible, trial.size(0, 99)), data.at_decision_time(hidden))
        own.append(data.average_precision(hidden["fraud"], seen))
        logistic = data.fit_logistic(data.inputs(visible), visible["fraud"])
        ours.append(data.average_precision(hidden["fraud"], data.score_logistic(logistic, data.inputs(hidden))))
        expected, true = expected + float(seen.sum()), true + int(hidden["fraud"].sum())
    seen, wanted = float(np.mean(own)), float(np.mean(ours))
    trial.require(
        seen >= wanted - SLACK,
        f"Average precision on later days is {seen:.3f}; our logistic regression reaches {wanted:.3f}.",
    )
    trial.require(
        true / MORE_OR_LESS <= expected <= true * MORE_OR_LESS,
        f"The probabilities add up to {expected:.0f} frauds where there are {true}.",
    )
