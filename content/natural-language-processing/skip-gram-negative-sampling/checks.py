"""Checks of skip-gram against sums over single pairs of words in Python floats, word by word."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]
SIZES = [(3, 2, 1, 1), (5, 3, 4, 2), (9, 4, 6, 3), (4, 2, 8, 5)]  # V, d, b, k


def minus_log_sigmoid(s: float) -> float:
    """Give -log sigmoid, and no overflow."""
    return max(-s, 0.0) + math.log1p(math.exp(-abs(s)))


def sigmoid(s: float) -> float:
    """Give the sigmoid."""
    return math.exp(-minus_log_sigmoid(s))


def oracle(
    inputs: Array, outputs: Array, centre: Array, context: Array, negatives: Array
) -> tuple[float, Array, Array]:
    """Go through the pairs one by one."""
    to_in, to_out = np.zeros(inputs.shape), np.zeros(outputs.shape)
    costs, b = [], len(centre)
    for c, o, noise in zip(centre.tolist(), context.tolist(), negatives.tolist(), strict=True):
        for word, right in [(o, True), *((n, False) for n in noise)]:
            score = math.fsum(p * q for p, q in zip(inputs[c].tolist(), outputs[word].tolist(), strict=True))
            costs.append(minus_log_sigmoid(score if right else -score))
            slope = (sigmoid(score) - right if abs(score) < 30 else -sigmoid(-score) if right else sigmoid(score)) / b
            to_in[c] += slope * outputs[word]
            to_out[word] += slope * inputs[c]
    return math.fsum(costs) / b, to_in, to_out


def draw(trial: Trial, words: int, d: int, b: int, k: int) -> tuple[Array, ...]:
    """Draw both tables and a batch; few words, so that they repeat."""
    tables = [trial.array(words, d) for _ in range(2)]
    numbers = [trial.integers(*shape, low=0, high=words).numpy() for shape in ((b,), (b,), (b, k))]
    return (*tables, *numbers)


def compare(trial: Trial, given: tuple[Array, ...], *, gradients: tuple[str, ...] = (), size: float = 3.0) -> None:
    """Compare the loss and some gradients."""
    found = trial.call("loss_and_grads", *given)
    trial.require(
        isinstance(found, tuple | list) and len(found) == 3,
        "loss_and_grads must return three things: the loss and two gradients.",
        seen=found,
    )
    wanted = oracle(*given)
    with trial.case(f"{len(given[0])} words, {len(given[2])} pairs with {given[4].shape[1]} negatives"):
        trial.same(found[0], wanted[0], what="the loss", relative=1e-11, scale=size)
        for name, seen, want in zip(("inputs", "outputs"), found[1:], wanted[1:], strict=True):
            if name in gradients:
                trial.same(seen, want, what=f"the gradient of {name}", relative=1e-11, scale=size)


@check
def pairs_look_both_ways(trial: Trial) -> None:
    """Each word is paired with its neighbours on both sides up to the window, cut off at the ends of the text."""
    for tokens, window in (([4, 7], 1), ([1, 2, 3, 4, 5], 2), ([6, 6, 2, 6], 1), ([5, 3, 9], 8), ([3], 2), ([], 3)):
        wanted = [
            (tokens[i], tokens[j]) for i in range(len(tokens)) for j in range(len(tokens)) if 1 <= abs(i - j) <= window
        ]
        with trial.case(f"tokens {tokens}, window {window}"):
            trial.same(trial.call("pairs", tokens, window), wanted, what="the list of pairs")


@check
def rare_words_are_lifted(trial: Trial) -> None:
    """The probabilities are proportional to count^power, 3/4 by default, and sum to one."""
    for counts, rest in (([1], ()), ([16, 1, 81], ()), ([5, 0, 20, 3], ()), ([9, 4, 1], (0.5,)), ([7, 2], (1.0,))):
        raised = [count ** (rest[0] if rest else 0.75) for count in counts]
        wanted = np.array(raised) / math.fsum(raised)
        with trial.case(f"counts {counts}"):
            seen = trial.call("noise_distribution", np.array(counts, dtype=np.int64), *rest)
            trial.same(seen, wanted, what="the probabilities", terms=4)


@check
def the_loss_rewards_the_context(trial: Trial) -> None:
    """The context wants a high score, each negative a low one; summed over the negatives, averaged over the pairs."""
    for sizes in SIZES:
        compare(trial, draw(trial, *sizes))


@check
def gradients_of_words_that_occur_once(trial: Trial) -> None:
    """In a batch without repetitions both tables have the right gradient, zeros elsewhere."""
    for b, k in ((1, 1), (2, 3)):
        order = list(range(b * (2 + k)))
        trial.dice.shuffle(order)
        numbers = np.array(order)
        inputs, outputs, *_ = draw(trial, len(order) + 2, 3, b, k)
        given = (inputs, outputs, numbers[:b], numbers[b : 2 * b], numbers[2 * b :].reshape(b, k))
        compare(trial, given, gradients=("inputs", "outputs"))


@check
def repeated_words_add_up(trial: Trial) -> None:
    """A word that occurs several times, in whatever place, collects all of its gradients."""
    for sizes in SIZES:
        compare(trial, draw(trial, *sizes), gradients=("inputs", "outputs"), size=9.0)
    inputs, outputs, *_ = draw(trial, 4, 3, 2, 2)
    with trial.case("the context is among the negatives, twice"):
        given = (inputs, outputs, np.array([1, 1]), np.array([2, 2]), np.array([[2, 2], [0, 2]]))
        compare(trial, given, gradients=("inputs", "outputs"), size=9.0)


@check
def huge_scores_do_no_harm(trial: Trial) -> None:
    """Scores of ±10⁴ give finite, right losses and gradients."""
    for scale in (6.0, 100.0):
        inputs, outputs, *numbers = draw(trial, 5, 3, 4, 2)
        given = (np.clip(inputs * scale, -57, 57), np.clip(outputs * scale, -57, 57), *numbers)
        with trial.case(f"vectors with entries near {scale:g}"):
            # A sigmoid carries the rounding of its score, ε·10⁴.
            found = trial.call("loss_and_grads", *given)
            trial.same(found, oracle(*given), what="(loss, gradients)", relative=1e-9, scale=scale)


@check
def a_step_moves_both_tables(trial: Trial) -> None:
    """train_step changes both tables in place, with both gradients at the old values, and returns the loss before."""
    for sizes, lr in zip(SIZES[1:], (0.5, 0.1, 1.0), strict=True):
        given = draw(trial, *sizes)
        loss, *grads = oracle(*given)
        tables = [trial.place(table.copy()) for table in given[:2]]
        seen = trial.call("train_step", *tables, *given[2:], lr)
        trial.same(seen, loss, what="the loss", relative=1e-11, scale=3.0)
        for name, table, before, grad in zip(("inputs", "outputs"), tables, given[:2], grads, strict=True):
            trial.same(table.read(), before - lr * grad, what=f"{name} after the step", relative=1e-11, scale=5.0)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Apart from the tables in train_step nothing changes, and views with any strides will do."""
    inputs, outputs, centre, context, negatives = draw(trial, 4, 6, 3, 5)
    given = (inputs[:, ::2], outputs.reshape(4, 2, 3)[:, 1], np.repeat(centre, 2)[::2], context, negatives.T.copy().T)
    compare(trial, given, gradients=("inputs", "outputs"), size=9.0)
    after = trial.after("loss_and_grads", *given)
    for name, now, before in zip(("inputs", "outputs", "centre", "context", "negatives"), after, given, strict=True):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)
    after = trial.after("train_step", *given, 0.1)
    for name, now, before in list(
        zip(("inputs", "outputs", "centre", "context", "negatives"), after, given, strict=False)
    )[2:]:
        trial.same(now, before, what=f"{name} after a step", relative=0.0)
    counts = np.array([3, 1, 2])
    trial.same(trial.after("noise_distribution", counts)[0], counts, what="counts after the call")
