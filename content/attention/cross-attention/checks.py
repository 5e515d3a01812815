"""Checks of cross-attention against a float64 oracle that drops the padding and goes head by head, query by query."""

import math

import torch

from deepdrill.judge.checks import Remote, Trial, check

SIZES = [  # b, n, m, width, context_width, heads: small first
    (1, 1, 2, 2, 3, 1),
    (2, 2, 3, 4, 6, 2),
    (2, 5, 3, 6, 4, 3),
    (3, 4, 7, 8, 5, 2),
]
NAMES = ("q_proj", "k_proj", "v_proj", "out_proj")


def draw_weights(
    trial: Trial, width: int, context_width: int, dtype: torch.dtype = torch.float32
) -> dict[str, torch.Tensor]:
    """Draw weights that keep the variance near one, and biases large enough to be missed."""
    state = {}
    for name, inputs in zip(NAMES, (width, context_width, context_width, width), strict=True):
        state[f"{name}.weight"] = trial.normal(width, inputs, scale=1.2 / math.sqrt(inputs), dtype=dtype)
        state[f"{name}.bias"] = trial.normal(width, scale=0.7, dtype=dtype)
    return state


def build(trial: Trial, width: int, context_width: int, heads: int, state: dict[str, torch.Tensor]) -> Remote:
    """Make the learner's module and give it our weights."""
    module = trial.make("CrossAttention", width, context_width, heads)
    module.load(state)
    return module


def oracle(
    x: torch.Tensor,
    context: torch.Tensor,
    state: dict[str, torch.Tensor],
    heads: int,
    mask: torch.Tensor | None = None,
) -> torch.Tensor:
    """Attend to the real tokens of each item, in float64; differentiable."""
    size = x.shape[-1] // heads
    w = {name: value.double() for name, value in state.items()}
    items = []
    for item in range(len(x)):
        real = context[item].double() if mask is None else context[item].double()[mask[item]]
        sources = (x[item].double(), real, real)
        q, k, v = (s @ w[f"{p}.weight"].T + w[f"{p}.bias"] for s, p in zip(sources, NAMES[:3], strict=True))
        rows = []
        for i in range(len(q)):
            parts = []
            for head in range(heads):
                own = slice(head * size, (head + 1) * size)
                scores = k[:, own] @ q[i, own] / math.sqrt(size)
                raised = torch.exp(scores - scores.detach().max())
                parts.append(raised @ v[:, own] / raised.sum())
            rows.append(torch.cat(parts) @ w["out_proj.weight"].T + w["out_proj.bias"])
        items.append(torch.stack(rows))
    return torch.stack(items).to(x.dtype)


def try_sizes(trial: Trial, sizes: list[tuple[int, int, int, int, int, int]]) -> None:
    """Compare the plain forward pass for some sizes."""
    for b, n, m, width, context_width, heads in sizes:
        x, context = trial.normal(b, n, width), trial.normal(b, m, context_width)
        state = draw_weights(trial, width, context_width)
        with trial.case(f"n={n}, m={m}, width={width}, context_width={context_width}, heads={heads}"):
            module = build(trial, width, context_width, heads, state)
            trial.same(module(x, context), oracle(x, context, state, heads), terms=2 * width + context_width + m)


@check
def queries_from_x_keys_and_values_from_the_context(trial: Trial) -> None:
    """Queries are made of x; keys and values of the context, whose length and width are its own."""
    try_sizes(trial, SIZES)


@check
def equal_widths_and_lengths_are_no_self_attention(trial: Trial) -> None:
    """Where x and the context have the same shape, each still plays its own part."""
    try_sizes(trial, [(2, 3, 3, 6, 6, 2), (1, 4, 4, 4, 4, 4)])


@check
def scores_are_scaled_by_the_head_width(trial: Trial) -> None:
    """The scores are divided by the square root of width/heads, whatever the context's width."""
    try_sizes(trial, [(1, 3, 4, 24, 5, 2), (1, 3, 4, 24, 50, 12)])


@check
def every_query_sees_the_whole_context(trial: Trial) -> None:
    """There is no causal mask: the first query sees the last token, and the order of the context does not matter."""
    b, n, m, width, context_width, heads = 2, 3, 5, 6, 4, 2
    x, context = trial.normal(b, n, width), trial.normal(b, m, context_width)
    state = draw_weights(trial, width, context_width)
    module = build(trial, width, context_width, heads, state)
    order = torch.tensor([3, 0, 4, 2, 1])
    wanted = oracle(x, context, state, heads)
    trial.same(module(x, context), wanted, terms=20)
    with trial.case("the same context in another order"):
        trial.same(module(x, context[:, order]), wanted, terms=20)


def padding(lengths: list[int], m: int) -> torch.Tensor:
    """True for the real tokens."""
    return torch.arange(m) < torch.tensor(lengths)[:, None]


@check
def padding_of_the_context_has_no_weight(trial: Trial) -> None:
    """A context token whose mask entry is False has weight zero for every query of its own item, and of no other."""
    # Sizes that agree (b = heads, n = m, b = n) let a mask on the wrong axis broadcast without an error.
    for b, n, m, heads, lengths in ((3, 3, 3, 1, [1, 3, 2]), (2, 4, 4, 2, [2, 4]), (3, 4, 5, 2, [5, 1, 3])):
        x, context = trial.normal(b, n, 4), trial.normal(b, m, 6)
        state, mask = draw_weights(trial, 4, 6), padding(lengths, m)
        module = build(trial, 4, 6, heads, state)
        with trial.case(f"context lengths {lengths}, n={n}, heads={heads}"):
            wanted = oracle(x, context, state, heads, mask)
            trial.same(module(x, context, mask), wanted, terms=25)
            trial.same(module(x, context, context_mask=mask), wanted, terms=25)


@check
def the_hidden_tokens_may_be_anywhere(trial: Trial) -> None:
    """The mask may hide any tokens of the context, not only the last ones."""
    x, context = trial.normal(3, 2, 4), trial.normal(3, 6, 5)
    mask = trial.mask(3, 6)
    mask[:, 0] = False
    mask[:, 4] = True
    state = draw_weights(trial, 4, 5)
    got = build(trial, 4, 5, 2, state)(x, context, mask)
    trial.same(got, oracle(x, context, state, 2, mask), terms=20)


@check
def what_the_padding_holds_does_not_matter(trial: Trial) -> None:
    """Other numbers in the padding change no output, and the padding gets no gradient."""
    x, context, mask = trial.normal(2, 3, 4), trial.normal(2, 5, 6), padding([2, 4], 5)
    state, up = draw_weights(trial, 4, 6), trial.normal(2, 3, 4)
    module = build(trial, 4, 6, 2, state)
    wanted = oracle(x, context, state, 2, mask)
    other = torch.where(mask[..., None], context, trial.normal(2, 5, 6, scale=30.0))
    with trial.case("large numbers in the padding"):
        trial.same(module(x, other, mask), wanted, terms=20)
    found = module.gradients(x, context, mask, wrt=(1,), cotangent=up)
    leaf = context.double().requires_grad_()
    (to_context,) = torch.autograd.grad(oracle(x.double(), leaf, state, 2, mask), leaf, up.double())
    trial.same(found.inputs[0], to_context.float(), what="the gradient of the context", terms=200, scale=1.0)


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach x, the context and all eight parameters, and are those of the formula."""
    b, n, m, width, context_width, heads = 2, 3, 4, 6, 5, 3
    for label, mask in (("no mask", None), ("a mask", padding([4, 2], m))):
        x, context, up = trial.normal(b, n, width), trial.normal(b, m, context_width), trial.normal(b, n, width)
        state = draw_weights(trial, width, context_width)
        given = {"x": x, "context": context, **state}
        leaves = {name: value.double().requires_grad_() for name, value in given.items()}
        out = oracle(leaves["x"], leaves["context"], {name: leaves[name] for name in state}, heads, mask)
        wanted = torch.autograd.grad(out, list(leaves.values()), up.double())
        wanted_of = {name: value.float() for name, value in zip(leaves, wanted, strict=True)}
        module = build(trial, width, context_width, heads, state)
        with trial.case(label):
            found = module.gradients(x, context, mask, wrt=(0, 1), cotangent=up)
            for name, got in zip(("x", "context"), found.inputs, strict=True):
                trial.same(got, wanted_of[name], what=f"the gradient of {name}", terms=400, scale=1.0)
            for name in state:
                what = f"the gradient of {name}"
                trial.same(found.parameters.get(name), wanted_of[name], what=what, terms=400, scale=1.0)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """As a float64 or float16 module it takes and gives that dtype, to its accuracy."""
    for dtype, method in ((torch.float64, "double"), (torch.float16, "half")):
        x, context = trial.normal(2, 3, 8, dtype=dtype), trial.normal(2, 4, 6, dtype=dtype)
        state, mask = draw_weights(trial, 8, 6, dtype), padding([3, 1], 4)
        module = trial.make("CrossAttention", 8, 6, 2)
        module.method(method, random=True)
        module.load(state)
        with trial.case(str(dtype).removeprefix("torch.")):
            trial.same(module(x, context, mask), oracle(x, context, state, 2, mask), terms=26, scale=3.0)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed, non-contiguous inputs are fine, and the arguments are left as they were."""
    x, context = trial.normal(4, 6, 3).permute(2, 0, 1), trial.normal(5, 3, 2).permute(1, 2, 0)  # (3, 4, 6), (3, 2, 5)
    mask = torch.tensor([[True, False, True], [True, True, False]]).T  # (3, 2)
    state = draw_weights(trial, 6, 5)
    held = {name: trial.place(value) for name, value in (("x", x), ("context", context), ("mask", mask))}
    module = build(trial, 6, 5, 2, state)
    trial.same(module(*held.values()), oracle(x, context, state, 2, mask), terms=25)
    for (name, remote), before in zip(held.items(), (x, context, mask), strict=True):
        trial.same(remote.read(), before, what=f"{name} after the call", relative=0.0)
