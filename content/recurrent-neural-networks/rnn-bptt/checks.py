"""Checks of the recurrent network: states in Python floats, gradients by torch's autograd in float64."""

import math
from typing import Any

import numpy as np
import torch

from deepdrill.judge.checks import Trial, check
from deepdrill.judge.wire import Handle

Array = np.ndarray[Any, np.dtype[np.float64]]
SIZES = [(1, 1, 1, 1), (1, 2, 2, 3), (2, 3, 4, 2), (3, 4, 2, 3), (2, 6, 3, 3)]  # B, T, n_in, hidden
NAMES = ("x", "h0", "w_xh", "w_hh", "b")


def draw(trial: Trial, batch: int, steps: int, n_in: int, hidden: int) -> list[Array]:
    """Draw x, h0, w_xh, w_hh and b; weights that keep the tanh away from its flat ends."""
    return [
        trial.array(batch, steps, n_in),
        trial.array(batch, hidden, scale=0.5),
        trial.array(hidden, n_in, scale=0.5),
        trial.array(hidden, hidden, scale=0.6),
        trial.array(hidden, scale=0.5),
    ]


def states_of(x: Array, h0: Array, w_xh: Array, w_hh: Array, b: Array) -> Array:
    """Compute every unit of every step on its own."""
    hs = np.zeros((*x.shape[:2], len(b)))
    for item in range(len(x)):
        state = h0[item].tolist()
        for t in range(x.shape[1]):
            state = [
                math.tanh(dot(w_xh[unit], x[item, t].tolist()) + dot(w_hh[unit], state) + float(b[unit]))
                for unit in range(len(b))
            ]
            hs[item, t] = state
    return hs


def dot(one: Array, other: list[float]) -> float:
    """Give an inner product."""
    return math.fsum(p * q for p, q in zip(one.tolist(), other, strict=True))


def gradients_of(inputs: list[Array], dhs: Array) -> list[Array]:
    """Let autograd go through the unrolled steps."""
    leaves = [torch.tensor(np.ascontiguousarray(array), requires_grad=True) for array in inputs]
    x, h, w_xh, w_hh, b = leaves
    total = torch.zeros((), dtype=torch.float64)
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ w_xh.T + h @ w_hh.T + b)
        total = total + (h * torch.tensor(np.ascontiguousarray(dhs[:, t]))).sum()
    return [grad.numpy() for grad in torch.autograd.grad(total, leaves)]


def run_forward(trial: Trial, *inputs: Any) -> tuple[Any, Handle]:
    """Call forward; give hs, and the cache as something that stays over there whatever its kind."""
    # What a cache looks like is not behaviour: two right answers may keep different things, so only hs is noted.
    pair = trial.call("forward", *inputs, random=True)
    trial.require(
        isinstance(pair, tuple | list) and len(pair) == 2,
        "forward must return two things: hs and the cache.",
        seen=pair,
    )
    trial.note(pair[0])
    held = trial.make("forward", *inputs)
    body = {"target": held.handle, "method": "__getitem__", "args": [1], "kwargs": {}}
    cache = trial._ask("make", body, keep=False)  # noqa: SLF001  Trial.make takes names only
    return pair[0], cache


def run_backward(trial: Trial, dhs: Any, cache: Handle) -> list[Any]:
    """Call backward and give its five gradients."""
    found = trial.call("backward", dhs, cache)
    trial.require(
        isinstance(found, tuple | list) and len(found) == 5,
        "backward must return five things: dx, dh0, dw_xh, dw_hh and db.",
        seen=found,
    )
    return list(found)


def compare(trial: Trial, inputs: list[Array], dhs: Array, names: tuple[str, ...] = NAMES) -> None:
    """Compare some of the gradients."""
    _, cache = run_forward(trial, *inputs)
    matches(trial, run_backward(trial, dhs, cache), inputs, dhs, names)


def matches(trial: Trial, seen: list[Any], inputs: list[Array], dhs: Array, names: tuple[str, ...] = NAMES) -> None:
    """Compare gradients that came back."""
    for name, got, want in zip(NAMES, seen, gradients_of(inputs, dhs), strict=True):
        if name in names:
            trial.same(got, want, what=f"d{name}", terms=60, scale=3.0)


@check
def the_states_are_right(trial: Trial) -> None:
    """Hs holds the state after every step, each computed from the one before, starting from h0."""
    for sizes in SIZES:
        inputs = draw(trial, *sizes)
        hs, _ = run_forward(trial, *inputs)
        trial.same(hs, states_of(*inputs), what="hs", terms=30, scale=1.0)


@check
def one_step_back(trial: Trial) -> None:
    """With a single step, all five gradients are those of a tanh layer with two inputs."""
    for batch, n_in, hidden in ((1, 1, 1), (2, 3, 3), (3, 4, 2)):
        inputs = draw(trial, batch, 1, n_in, hidden)
        compare(trial, inputs, trial.array(batch, 1, hidden))


@check
def a_loss_on_the_last_state(trial: Trial) -> None:
    """A gradient that enters at the last step reaches every earlier input, and h0, through W_hh."""
    for sizes in SIZES[1:]:
        inputs = draw(trial, *sizes)
        dhs = np.zeros((sizes[0], sizes[1], sizes[3]))
        dhs[:, -1] = trial.array(sizes[0], sizes[3])
        compare(trial, inputs, dhs, names=("x", "h0"))


@check
def a_loss_on_every_state(trial: Trial) -> None:
    """Gradients that enter at all steps add to those that come from later steps."""
    for sizes in SIZES[1:]:
        compare(trial, draw(trial, *sizes), trial.array(sizes[0], sizes[1], sizes[3]), names=("x", "h0"))


@check
def weights_collect_from_every_step(trial: Trial) -> None:
    """dw_xh, dw_hh and db sum over the batch and over all steps; at the first step W_hh was applied to h0."""
    for sizes in SIZES[1:]:
        compare(trial, draw(trial, *sizes), trial.array(sizes[0], sizes[1], sizes[3]))


@check
def nothing_is_cut_off(trial: Trial) -> None:
    """Over 40 steps, and for large gradients, the result is neither truncated nor clipped."""
    inputs = draw(trial, 1, 40, 2, 2)
    # A rotation, small inputs: the gradient still is of size 0.1 to 1 when it arrives at the first step.
    inputs[3] = np.array([[0.6, -0.8], [0.8, 0.6]])
    inputs = [inputs[0] * 0.02, inputs[1] * 0.2, inputs[2], inputs[3], inputs[4] * 0.02]
    dhs = np.zeros((1, 40, 2))
    dhs[:, -1] = trial.array(1, 2) + 3.0
    compare(trial, inputs, dhs)
    with trial.case("gradients of several hundred"):
        inputs = draw(trial, 2, 3, 2, 3)
        dhs = trial.array(2, 3, 3, scale=300.0)
        _, cache = run_forward(trial, *inputs)
        seen = run_backward(trial, dhs, cache)
        for name, got, want in zip(NAMES, seen, gradients_of(inputs, dhs), strict=True):
            trial.same(got, want, what=f"d{name}", terms=60, scale=1000.0)


@check
def each_cache_belongs_to_its_call(trial: Trial) -> None:
    """A later forward does not disturb an earlier cache, and one cache serves two backward calls."""
    first, second = draw(trial, 2, 3, 2, 3), draw(trial, 2, 3, 2, 3)
    _, first_cache = run_forward(trial, *first)
    _, second_cache = run_forward(trial, *second)
    for label, inputs, cache in (
        ("the cache of the earlier of two forward calls", first, first_cache),
        ("the cache of the later of two forward calls", second, second_cache),
        ("a second backward with the same cache", first, first_cache),
    ):
        dhs = trial.array(2, 3, 3)
        with trial.case(label):
            matches(trial, run_backward(trial, dhs, cache), inputs, dhs)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Non-contiguous arrays are fine, and neither function changes what it was given."""
    x, h0, w_xh, w_hh, b = draw(trial, 2, 3, 4, 3)
    x, w_hh, dhs = trial.array(4, 3, 2).T, w_hh.T, trial.array(3, 3, 2).T
    inputs = [x, h0, w_xh, w_hh, b]
    hs, _ = run_forward(trial, *inputs)
    trial.same(hs, states_of(*inputs), what="hs", terms=30, scale=1.0)
    compare(trial, inputs, dhs)
    placed = [trial.place(array) for array in (*inputs, dhs)]
    _, cache = run_forward(trial, *placed[:5])
    run_backward(trial, placed[5].handle, cache)
    for name, there, before in zip((*NAMES, "dhs"), placed, (*inputs, dhs), strict=True):
        trial.same(there.read(), before, what=f"{name} after forward and backward", relative=0.0)
