"""Shapley values by another way than the solution's: over all orders of the features."""

from itertools import permutations

import numpy as np

from deepdrill.judge.checks import Trial, check

NAMES = ("amount", "hour", "count_1h", "km_from_home", "new_device", "foreign")


class Model:
    """A small model with interactions, whose scores saturate."""

    def __init__(self, trial: Trial, d: int) -> None:
        self.weights = trial.array(d)
        self.pairs = trial.array(d, d, scale=0.7)

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Score rows."""
        logits = x @ self.weights + np.einsum("ni,ij,nj->n", x, self.pairs, x)
        return 1.0 / (1.0 + np.exp(-logits))


def oracle(model: Model, row: np.ndarray, background: np.ndarray) -> np.ndarray:
    """Average over all orders in which the features can be revealed."""
    d = len(row)
    phi, orders = np.zeros(d), list(permutations(range(d)))
    for order in orders:
        x = background.copy()
        before = model(x).mean()
        for i in order:
            x[:, i] = row[i]
            after = model(x).mean()
            phi[i] += (after - before) / len(orders)
            before = after
    return phi


@check
def gives_shapley_values(trial: Trial) -> None:
    """The contributions are the exact Shapley values against the background."""
    for d, m in ((1, 3), (2, 5), (4, 7), (5, 20)):
        model, row, background = Model(trial, d), trial.array(d, shift=0.5), trial.array(m, d, shift=-0.5)
        lent = trial.lend(model)
        seen = trial.call("contributions", lent, row, background)
        trial.same(seen, oracle(model, row, background), what="the array of contributions", relative=1e-7, scale=1.0)
        trial.require(
            lent.calls <= 2**d, f"score was called {lent.calls} times; with {d} features {2**d} times are enough."
        )


@check
def adds_up_to_the_score(trial: Trial) -> None:
    """The contributions add up to the score minus the mean score of the background."""
    model, row, background = Model(trial, 6), trial.array(6), trial.array(30, 6)
    seen = trial.call("contributions", trial.lend(model), row, background)
    trial.require(
        isinstance(seen, np.ndarray) and seen.shape == (6,),
        "Give an array with one number for each feature.",
        seen=seen,
    )
    total = float(model(row[None])[0] - model(background).mean())
    trial.same(float(seen.sum()), total, what="the sum of the contributions", relative=1e-7, scale=1.0)


@check
def names_what_pushed_it_up(trial: Trial) -> None:
    """Reasons are the features that pushed the score up, the strongest first."""
    for most in (1, 3, 6):
        given = trial.array(6)
        given[trial.dice.randrange(6)] = -9.0
        names = list(NAMES)
        trial.dice.shuffle(names)
        up = sorted((-float(value), name) for value, name in zip(given, names, strict=True) if value > 0)
        trial.same(
            trial.call("reasons", given, names, most), [name for _, name in up][:most], what="the list of reasons"
        )


@check
def ranks_features_by_size(trial: Trial) -> None:
    """Importance is the mean size of the contributions, whatever their sign."""
    for n, d in ((1, 2), (40, 5)):
        given = trial.array(n, d)
        expected = np.array([sum(abs(float(value)) for value in given[:, i]) / n for i in range(d)])
        trial.same(trial.call("importance", given), expected, terms=n, what="the importance")
