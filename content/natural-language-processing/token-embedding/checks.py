"""Checks of the embedding against loops over places, in Python floats."""

import itertools
import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]

SHAPES = [((1,), 1, 1), ((3,), 4, 2), ((2, 3), 5, 4), ((2, 1, 4), 3, 5)]  # of tokens, V, d: small first


def draw_tokens(trial: Trial, shape: tuple[int, ...], vocabulary: int) -> Array:
    """Draw tokens."""
    return np.asarray(trial.integers(*shape, low=0, high=vocabulary).numpy()).reshape(shape)


def looked_up(table: Array, tokens: Array) -> Array:
    """Copy entry by entry."""
    out = np.empty((*tokens.shape, table.shape[1]), dtype=table.dtype)
    for place in np.ndindex(*tokens.shape):
        for i in range(table.shape[1]):
            out[(*place, i)] = float(table[int(tokens[place]), i])
    return out


def gathered(dy: Array, tokens: Array, vocabulary: int, padding: int | None = None) -> Array:
    """Collect, for each entry of the table, what all its places pass back."""
    out = np.zeros((vocabulary, dy.shape[-1]), dtype=dy.dtype)
    places = list(np.ndindex(*tokens.shape))
    for token, i in itertools.product(range(vocabulary), range(dy.shape[-1])):
        if token != padding:
            out[token, i] = math.fsum(float(dy[(*place, i)]) for place in places if int(tokens[place]) == token)
    return out


def go_back(trial: Trial, tokens: Array, vocabulary: int, d: int, padding: int | None = None) -> None:
    """Draw a gradient and compare."""
    dy = trial.array(*tokens.shape, d)
    found = trial.call("backward", dy, tokens, vocabulary, padding)
    trial.same(found, gathered(dy, tokens, vocabulary, padding), what="the gradient", terms=tokens.size, scale=1.0)


@check
def looks_rows_up(trial: Trial) -> None:
    """Forward gives each token its row, for tokens of any shape."""
    for shape, vocabulary, d in SHAPES:
        table, tokens = trial.array(vocabulary, d), draw_tokens(trial, shape, vocabulary)
        trial.same(trial.call("forward", table, tokens), looked_up(table, tokens))


@check
def gradients_add_up(trial: Trial) -> None:
    """Backward sums the gradient of a token over all its places, and gives zero to tokens that do not occur."""
    for shape, vocabulary, d in SHAPES:
        go_back(trial, draw_tokens(trial, shape, vocabulary), vocabulary, d)
    with trial.case("one token everywhere"):
        go_back(trial, np.full((3, 4), 2), 5, 3)
    with trial.case("tokens that differ"):
        go_back(trial, np.array(trial.dice.sample(range(9), 4)), 9, 2)


@check
def the_padding_row_gets_no_gradient(trial: Trial) -> None:
    """The row of the padding token gets zero, and all others what they would get without it."""
    for padding in (3, 1, 4):
        tokens = draw_tokens(trial, (3, 5), 5)
        tokens[:, -2:] = padding
        tokens[0, 0] = 0
        with trial.case(f"padding {padding}"):
            go_back(trial, tokens, 5, 2, padding)
    with trial.case("a padding that does not occur"):
        go_back(trial, np.array([[0, 1], [1, 4]]), 5, 3, 2)


@check
def zero_is_a_padding(trial: Trial) -> None:
    """Token 0 may be the padding, and it is an ordinary token where there is none."""
    tokens = draw_tokens(trial, (3, 4), 4)
    tokens[:, 3] = 0
    for padding in (None, 0):
        with trial.case(f"padding {padding}"):
            go_back(trial, tokens, 4, 3, padding)


@check
def tokens_out_of_range_are_refused(trial: Trial) -> None:
    """Forward raises IndexError for a negative token and for one that is not below V."""
    table = trial.array(5, 3)
    for wrong in (5, 17, -1, -5, -6):
        tokens = draw_tokens(trial, (2, 3), 5)
        tokens[trial.size(0, 1), trial.size(0, 2)] = wrong
        with trial.case(f"token {wrong} of 5"):
            trial.raises("IndexError", "forward", table, tokens)


@check
def a_single_token_and_none(trial: Trial) -> None:
    """Tokens of shape () give one row, and no tokens give none and no gradient."""
    table = trial.array(4, 3)
    for shape in ((2, 0), (0,), ()):
        tokens = draw_tokens(trial, shape, 4)
        with trial.case(f"tokens of shape {shape}"):
            trial.same(trial.call("forward", table, tokens), looked_up(table, tokens))
            go_back(trial, tokens, 4, 3)


@check
def keeps_the_dtypes(trial: Trial) -> None:
    """In float32 it stays float32 both ways, and tokens may be of any integer dtype."""
    for dtype, kind in (("float32", "int64"), ("float64", "int32"), ("float32", "int16"), ("float32", "uint8")):
        table, tokens = trial.array(6, 3, dtype=dtype), draw_tokens(trial, (2, 4), 6).astype(kind)
        dy = trial.array(2, 4, 3, dtype=dtype)
        with trial.case(f"{dtype}, tokens {kind}"):
            trial.same(trial.call("forward", table, tokens), looked_up(table, tokens))
            found = trial.call("backward", dy, tokens, 6, 2)
            trial.same(found, gathered(dy, tokens, 6, 2), what="the gradient", terms=8, scale=1.0)


@check
def leaves_the_arguments_alone(trial: Trial) -> None:
    """Transposed arrays are fine, and all arguments are left as they were."""
    table, tokens = trial.array(3, 5).T, draw_tokens(trial, (4, 2), 5).T
    dy = trial.array(3, 4, 2).T
    trial.same(trial.call("forward", table, tokens), looked_up(table, tokens))
    found = trial.call("backward", dy, tokens, 5, 1)
    trial.same(found, gathered(dy, tokens, 5, 1), what="the gradient", terms=8, scale=1.0)
    after = trial.after("forward", table, tokens)
    trial.same(after, (table, tokens), what="what the arguments of forward are after the call")
    tokens[0, 0] = 1
    after = trial.after("backward", dy, tokens, 5, 1)
    trial.same(after, (dy, tokens, 5, 1), what="what the arguments of backward are after the call")
