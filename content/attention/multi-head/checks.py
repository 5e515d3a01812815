"""Checks of multi-head attention against a float64 oracle that goes item by item, head by head, query by query."""

import math

import torch

from deepdrill.judge.checks import Remote, Trial, check
from deepdrill.judge.learners import Trouble

NAMES = ("q_proj", "k_proj", "v_proj", "out_proj")
SIZES = [(1, 2, 4, 2), (2, 3, 6, 3), (1, 5, 8, 2), (3, 4, 12, 4)]  # b, n, d_model, heads: small first


def draw_weights(trial: Trial, d_model: int, dtype: torch.dtype = torch.float32) -> dict[str, torch.Tensor]:
    """Draw weights that keep the variance near one, and biases large enough to be missed."""
    state = {}
    for name in NAMES:
        state[f"{name}.weight"] = trial.normal(d_model, d_model, scale=1.2 / math.sqrt(d_model), dtype=dtype)
        state[f"{name}.bias"] = trial.normal(d_model, scale=0.7, dtype=dtype)
    return state


def build(trial: Trial, d_model: int, heads: int, state: dict[str, torch.Tensor]) -> Remote:
    """Make the learner's module and give it our weights."""
    module = trial.make("MultiHeadAttention", d_model, heads)
    module.load(state)
    return module


def oracle(
    x: torch.Tensor, state: dict[str, torch.Tensor], heads: int, mask: torch.Tensor | None = None
) -> torch.Tensor:
    """Attend with loops, over the visible keys only, in float64; differentiable in whatever asks for gradients."""
    b, n, d_model = x.shape
    width = d_model // heads
    w = {name: value.double() for name, value in state.items()}
    visible = torch.ones(b, heads, n, n, dtype=torch.bool) if mask is None else mask.expand(b, heads, n, n)
    items = []
    for item in range(b):
        tokens = x[item].double()
        rows: list[list[torch.Tensor]] = [[] for _ in range(n)]
        for head in range(heads):
            own = slice(head * width, (head + 1) * width)
            q, k, v = (tokens @ w[f"{p}.weight"][own].T + w[f"{p}.bias"][own] for p in NAMES[:3])
            for i in range(n):
                seen = visible[item, head, i]
                scores = (k[seen] * q[i]).sum(-1) / math.sqrt(width)
                raised = torch.exp(scores - scores.detach().max())
                rows[i].append((raised[:, None] * v[seen]).sum(0) / raised.sum())
        joined = torch.stack([torch.cat(row) for row in rows])
        items.append(joined @ w["out_proj.weight"].T + w["out_proj.bias"])
    return torch.stack(items).to(x.dtype)


def try_sizes(trial: Trial, sizes: list[tuple[int, int, int, int]]) -> None:
    """Compare the plain forward pass for some sizes."""
    for b, n, d_model, heads in sizes:
        x, state = trial.normal(b, n, d_model), draw_weights(trial, d_model)
        with trial.case(f"d_model={d_model}, heads={heads}"):
            module = build(trial, d_model, heads, state)
            trial.same(module(x), oracle(x, state, heads), terms=2 * d_model + n)


def try_mask(trial: Trial, mask: torch.Tensor, b: int, n: int, d_model: int, heads: int) -> None:
    """Compare the forward pass under a mask."""
    x, state = trial.normal(b, n, d_model), draw_weights(trial, d_model)
    module = build(trial, d_model, heads, state)
    trial.same(module(x, mask=mask), oracle(x, state, heads, mask), terms=2 * d_model + n)


@check
def follows_the_definition(trial: Trial) -> None:
    """Head i works on slice i of the projections; out_proj mixes the joined heads."""
    try_sizes(trial, SIZES)


@check
def one_head_or_as_many_as_features(trial: Trial) -> None:
    """heads=1 is plain attention with projections; heads=d_model has heads of width one."""
    try_sizes(trial, [(2, 3, 5, 1), (2, 3, 4, 4)])


@check
def scores_are_scaled_by_the_head_width(trial: Trial) -> None:
    """The scores are divided by the square root of d_model/heads, whatever the two are."""
    try_sizes(trial, [(1, 3, 24, 2), (1, 3, 24, 12)])


@check
def a_causal_mask_hides_the_future(trial: Trial) -> None:
    """A mask of shape (n, n) holds for every item and every head."""
    for b, n, d_model, heads in ((1, 3, 6, 3), (2, 5, 6, 2)):
        with trial.case("a causal mask (n, n)"):
            try_mask(trial, torch.ones(n, n, dtype=torch.bool).tril(), b, n, d_model, heads)


@check
def a_padding_mask_hides_the_padding(trial: Trial) -> None:
    """A mask of shape (b, 1, 1, n) hides the last tokens of the shorter sequences from every query."""
    lengths = torch.tensor([trial.size(1, 2), 5, trial.size(3, 4)])
    mask = (torch.arange(5) < lengths[:, None]).reshape(3, 1, 1, 5)
    with trial.case("a padding mask (b, 1, 1, n)"):
        try_mask(trial, mask, 3, 5, 8, 2)


@check
def a_mask_may_differ_by_item_and_head(trial: Trial) -> None:
    """Masks of the shapes (b, 1, n, n), (heads, n, n) and (b, heads, n, n) broadcast by the usual rules."""
    for shape in ((3, 1, 4, 4), (2, 4, 4), (3, 2, 4, 4)):
        mask = trial.mask(*shape)
        mask |= torch.eye(4, dtype=torch.bool)  # every query sees itself
        with trial.case(f"a mask of shape {shape}"):
            try_mask(trial, mask, 3, 4, 6, 2)


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach x and all eight parameters, with a mask and without, and are those of the formula."""
    b, n, d_model, heads = 2, 4, 6, 3
    for label, mask in (("no mask", None), ("a causal mask", torch.ones(n, n, dtype=torch.bool).tril())):
        x, state, up = trial.normal(b, n, d_model), draw_weights(trial, d_model), trial.normal(b, n, d_model)
        leaves = {name: value.double().requires_grad_() for name, value in {"x": x, **state}.items()}
        out = oracle(leaves["x"], {name: leaves[name] for name in state}, heads, mask)
        wanted = torch.autograd.grad(out, list(leaves.values()), up.double())
        wanted_of = {name: value.float() for name, value in zip(leaves, wanted, strict=True)}
        module = build(trial, d_model, heads, state)
        with trial.case(label):
            found = module.gradients(x, mask=mask, cotangent=up)
            trial.same(found.inputs[0], wanted_of["x"], what="the gradient of x", terms=400, scale=1.0)
            for name in state:
                what = f"the gradient of {name}"
                trial.same(found.parameters.get(name), wanted_of[name], what=what, terms=400, scale=1.0)


@check
def large_scores_do_not_overflow(trial: Trial) -> None:
    """Scores of several hundred give finite outputs, with a mask and without."""
    x, state = trial.normal(2, 4, 6, scale=8.0), draw_weights(trial, 6)
    for name in NAMES[:2]:
        state[f"{name}.weight"] *= 2.0
    q, k = (x.double() @ state[f"{name}.weight"].double().T + state[f"{name}.bias"].double() for name in NAMES[:2])
    # q, k and the scores are rounded: an error of a few ε·|score| in the exponent is a relative error of the weight.
    largest = float((q.abs() @ k.abs().transpose(-2, -1)).max())
    module = build(trial, 6, 2, state)
    for label, mask in (("no mask", None), ("a causal mask", torch.ones(4, 4, dtype=torch.bool).tril())):
        with trial.case(label):
            trial.same(module(x, mask=mask), oracle(x, state, 2, mask), relative=3e-6 * largest)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """As a float64 or bfloat16 module it takes and gives that dtype, to its accuracy."""
    for dtype, method in ((torch.float64, "double"), (torch.bfloat16, "bfloat16")):
        x, state = trial.normal(2, 3, 8, dtype=dtype), draw_weights(trial, 8, dtype)
        module = trial.make("MultiHeadAttention", 8, 2)
        module.method(method, random=True)
        module.load(state)
        causal = torch.ones(3, 3, dtype=torch.bool).tril()
        with trial.case(str(dtype)):
            trial.same(module(x), oracle(x, state, 2), terms=19)
        with trial.case(f"{dtype}, masked"):
            trial.same(module(x, causal), oracle(x, state, 2, causal), terms=19)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """A transposed, non-contiguous x is fine, and x is left as it was."""
    x, state = trial.normal(4, 6, 3).permute(2, 0, 1), draw_weights(trial, 6)  # (3, 4, 6)
    held = trial.place(x)
    module = build(trial, 6, 2, state)
    trial.same(module(held), oracle(x, state, 2), terms=16)
    trial.same(held.read(), x, what="x after the call", relative=0.0)


@check
def uneven_heads_are_refused(trial: Trial) -> None:
    """A d_model that is not divisible by heads raises ValueError in __init__."""
    build(trial, 6, 3, draw_weights(trial, 6))  # even heads are accepted
    for d_model, heads in ((10, 4), (6, 4), (3, 6)):
        try:
            trial.make("MultiHeadAttention", d_model, heads)
        except Trouble as trouble:
            if trouble.final:
                raise
            error = trouble.crash.error
            sizes = f"MultiHeadAttention({d_model}, {heads})"
            trial.require(error == "ValueError", f"{sizes} raised {error} where ValueError is asked for.")
        else:
            trial.fail(f"MultiHeadAttention({d_model}, {heads}) raised nothing where ValueError is asked for.")
