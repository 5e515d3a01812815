"""Checks of cached attention against a float64 oracle that has no cache: it attends over whole sequences with loops.

What the learner keeps in the cache is never looked into. Results are noted without it, so that a mistake is
recognised whatever form the cache has.
"""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check

NAMES = ("q_proj", "k_proj", "v_proj", "out_proj")
Weights = dict[str, torch.Tensor]


def draw_weights(trial: Trial, d_model: int, dtype: torch.dtype = torch.float32) -> Weights:
    """Draw weights that keep the variance near one, and biases large enough to be missed."""
    state = {}
    for name in NAMES:
        state[f"{name}.weight"] = trial.normal(d_model, d_model, scale=1.2 / math.sqrt(d_model), dtype=dtype)
        state[f"{name}.bias"] = trial.normal(d_model, scale=0.7, dtype=dtype)
    return state


def build(trial: Trial, d_model: int, heads: int, state: Weights) -> Remote:
    """Make the learner's module and give it our weights."""
    module = trial.make("CachedAttention", d_model, heads)
    module.load(state)
    return module


def oracle(x: torch.Tensor, heads: int, weights: Weights | list[Weights]) -> torch.Tensor:
    """Attend token by token and head by head over a whole sequence; `weights` may differ from token to token."""
    b, n, d_model = x.shape
    width = d_model // heads
    each = [weights] * n if isinstance(weights, dict) else weights
    wide = [{name: value.double() for name, value in one.items()} for one in each]
    items = []
    for item in range(b):
        tokens = x[item].double()
        q, k, v = ([wide[i][f"{p}.weight"] @ tokens[i] + wide[i][f"{p}.bias"] for i in range(n)] for p in NAMES[:3])
        for i in range(n):
            parts = []
            for own in torch.arange(d_model).split(width):
                scores = torch.stack([(q[i][own] * k[j][own]).sum() for j in range(i + 1)]) / math.sqrt(width)
                raised = torch.exp(scores - scores.detach().max())
                parts.append(sum(raised[j] * v[j][own] for j in range(i + 1)) / raised.sum())
            items.append(wide[i]["out_proj.weight"] @ torch.cat(parts) + wide[i]["out_proj.bias"])
    return torch.stack(items).reshape(b, n, d_model).to(x.dtype)


def step(trial: Trial, module: Remote, x: torch.Tensor, cache: Any, expected: torch.Tensor) -> Any:
    """Hand over some new tokens, compare their rows, and give the new cache."""
    answer = module(x, random=True) if cache is None else module(x, cache, random=True)
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        trial.note(answer)
        trial.fail("forward must return two things: the output and the new cache.")
    trial.note(answer[0])
    trial.same(answer[0], expected, what="y", terms=2 * x.shape[2] + 12)
    return answer[1]


def feed(
    trial: Trial, sizes: tuple[int, int, int], chunks: tuple[int, ...], dtype: torch.dtype = torch.float32
) -> None:
    """Run a fresh sequence through a fresh module in chunks."""
    b, d_model, heads = sizes
    state, x = draw_weights(trial, d_model, dtype), trial.normal(b, sum(chunks), d_model, dtype=dtype)
    module = trial.make("CachedAttention", d_model, heads)
    if dtype is not torch.float32:
        module.method({torch.float64: "double", torch.bfloat16: "bfloat16"}[dtype], random=True)
    module.load(state)
    expected = oracle(x, heads, state)
    cache, done = None, 0
    for t in chunks:
        with trial.case(f"{t} new after {done} cached"):
            rows = slice(done, done + t)
            cache = step(trial, module, x[:, rows], cache, expected[:, rows])
        done += t


@check
def the_prefill_is_causal(trial: Trial) -> None:
    """Without a cache, several tokens at once: each sees itself and those before it."""
    for sizes, t in (((1, 4, 2), 1), ((1, 4, 2), 3), ((3, 6, 3), 5), ((2, 5, 1), 4), ((2, 4, 4), 4)):
        feed(trial, sizes, (t,))


@check
def one_token_at_a_time(trial: Trial) -> None:
    """Token by token from an empty cache gives the rows of full causal attention."""
    feed(trial, (1, 4, 2), (1,) * 4)
    feed(trial, (3, 6, 3), (1,) * 6)


@check
def tokens_after_a_prefill(trial: Trial) -> None:
    """A prefill of several tokens, then one by one."""
    feed(trial, (1, 4, 2), (3, 1, 1))
    feed(trial, (2, 6, 3), (4, 1, 1, 1))


@check
def chunks_after_a_prefill(trial: Trial) -> None:
    """Several new tokens after cached ones: causal among themselves, and open to all of the cache."""
    feed(trial, (1, 4, 2), (2, 2))
    feed(trial, (2, 6, 3), (3, 2, 4, 1))
    feed(trial, (3, 4, 1), (1, 5, 2))


@check
def two_calls_may_continue_from_one_cache(trial: Trial) -> None:
    """A call leaves its cache as it was: two branches, grown in turn, are both right."""
    b, d_model, heads = 2, 6, 3
    state = draw_weights(trial, d_model)
    module = build(trial, d_model, heads, state)
    trunk, branches = trial.normal(b, 3, d_model), [trial.normal(b, 4, d_model) for _ in range(2)]
    wanted = [oracle(torch.cat([trunk, branch], dim=1), heads, state) for branch in branches]
    # Everything stays where the submission lives: a copy would hide that two caches share memory.
    caches = [keep(trial, module, trunk)] * 2
    done = 0
    for t in (1, 2, 1):
        for index, (branch, expected) in enumerate(zip(branches, wanted, strict=True)):
            with trial.case(f"branch {index + 1} of two from the same cache, {t} new after {3 + done}"):
                new = branch[:, done : done + t]
                step(trial, module, new, caches[index], expected[:, 3 + done : 3 + done + t])
        caches = [
            keep(trial, module, branch[:, done : done + t], cache)
            for branch, cache in zip(branches, caches, strict=True)
        ]
        done += t


def keep(trial: Trial, module: Remote, *args: Any) -> Remote:
    """Call the module and keep the cache that it returns over there, as the very object it is."""
    answer = trial.make(module.handle, *args)
    return trial.make(answer.read("__getitem__"), 1)


@check
def sequences_do_not_mix(trial: Trial) -> None:
    """cache=None starts anew, and two sequences may take turns, each with its own cache."""
    d_model, heads = 6, 2
    state = draw_weights(trial, d_model)
    module = build(trial, d_model, heads, state)
    sequences = [trial.normal(2, 6, d_model) for _ in range(2)]
    wanted = [oracle(x, heads, state) for x in sequences]
    caches: list[Any] = [None, None]
    for rows in (slice(0, 2), slice(2, 3), slice(3, 6)):
        for index, x in enumerate(sequences):
            with trial.case(f"sequence {index + 1} of two that take turns"):
                caches[index] = step(trial, module, x[:, rows], caches[index], wanted[index][:, rows])


@check
def a_token_is_projected_once(trial: Trial) -> None:
    """Old tokens keep the keys and values of the weights with which they came in."""
    d_model, heads = 6, 2
    before, after = draw_weights(trial, d_model), draw_weights(trial, d_model)
    x = trial.normal(2, 6, d_model)
    expected = oracle(x, heads, [before] * 3 + [after] * 3)
    module = build(trial, d_model, heads, before)
    cache = step(trial, module, x[:, :3], None, expected[:, :3])
    module.load(after)
    with trial.case("after the weights have changed"):
        cache = step(trial, module, x[:, 3:4], cache, expected[:, 3:4])
        step(trial, module, x[:, 4:], cache, expected[:, 4:])


@check
def old_tokens_are_not_worked_on_again(trial: Trial) -> None:
    """One more token in the cache adds a few dot products to a step, not the work of another projection."""
    d_model, short, long = 32, 6, 18
    module = build(trial, d_model, 2, draw_weights(trial, d_model))
    flops = []
    for past in (short, long):
        answer = module(trial.normal(1, past, d_model), random=True)
        trial.require(isinstance(answer, tuple | list) and len(answer) == 2, "forward must return y and the new cache.")
        cost = module.measure(trial.normal(1, 1, d_model), answer[1], random=True)
        trial.note(cost.output[0])
        flops.append(cost.flops)
    each = (flops[1] - flops[0]) / (long - short)
    projection = 2 * d_model * d_model
    trial.require(
        each < projection,
        f"Each cached token makes a step {each:,.0f} operations dearer; the one row of scores that is new takes about "
        f"{5 * d_model}, and {projection:,} would project a token again.",
    )


@check
def gradients_of_the_prefill_are_right(trial: Trial) -> None:
    """With cache=None gradients reach x and all parameters and are those of causal attention."""
    b, n, d_model, heads = 2, 4, 6, 3
    x, state, up = trial.normal(b, n, d_model), draw_weights(trial, d_model), trial.normal(b, n, d_model)
    leaves = {name: value.double().requires_grad_() for name, value in {"x": x, **state}.items()}
    out = oracle(leaves["x"], heads, {name: leaves[name] for name in state})
    wanted = torch.autograd.grad(out, list(leaves.values()), up.double())
    wanted_of = {name: value.float() for name, value in zip(leaves, wanted, strict=True)}
    found = build(trial, d_model, heads, state).gradients(x, cotangent=up, pick=0)
    trial.same(found.inputs[0], wanted_of["x"], what="the gradient of x", terms=400, scale=1.0)
    for name in state:
        what = f"the gradient of {name}"
        trial.same(found.parameters.get(name), wanted_of[name], what=what, terms=400, scale=1.0)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """As a float64 or bfloat16 module it takes and gives that dtype, cache and all."""
    for dtype in (torch.float64, torch.bfloat16):
        feed(trial, (2, 6, 3), (3, 1, 2), dtype)
