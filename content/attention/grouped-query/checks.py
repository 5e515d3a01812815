"""Checks of grouped-query attention against a float64 oracle that goes item by item, head by head, query by query."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SIZES = [  # b, h, g, n, m, d, e: small first, and no two sizes alike where it matters
    (1, 2, 1, 1, 2, 1, 1),
    (1, 4, 2, 2, 3, 4, 2),
    (3, 6, 2, 4, 5, 3, 7),
    (2, 6, 3, 5, 4, 2, 3),
]


def oracle(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
    """Let each query head look up the head of its group and attend over the visible keys; differentiable."""
    b, h, n, d = q.shape
    share = h // k.shape[1]
    visible = torch.ones(b, h, n, k.shape[2], dtype=torch.bool) if mask is None else mask.expand(b, h, n, k.shape[2])
    items = []
    for item in range(b):
        heads = []
        for head in range(h):
            keys, values = k[item, head // share].double(), v[item, head // share].double()
            rows = []
            for i in range(n):
                seen = visible[item, head, i]
                scores = keys[seen] @ q[item, head, i].double() / math.sqrt(d)
                raised = torch.exp(scores - scores.detach().max())
                rows.append(raised @ values[seen] / raised.sum())
            heads.append(torch.stack(rows))
        items.append(torch.stack(heads))
    return torch.stack(items).to(q.dtype)


def draw(
    trial: Trial, b: int, h: int, g: int, n: int, m: int, d: int, e: int, dtype: torch.dtype = torch.float32
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Draw q, k and v."""
    return (
        trial.normal(b, h, n, d, dtype=dtype),
        trial.normal(b, g, m, d, dtype=dtype),
        trial.normal(b, g, m, e, dtype=dtype),
    )


def try_sizes(trial: Trial, sizes: list[tuple[int, int, int, int, int, int, int]]) -> None:
    """Compare the plain forward pass for some sizes."""
    for size in sizes:
        q, k, v = draw(trial, *size)
        with trial.case(f"{size[1]} query heads, {size[2]} key/value heads"):
            trial.same(trial.call("grouped_query_attention", q, k, v), oracle(q, k, v), terms=sum(size[4:]))


@check
def neighbouring_heads_share_keys_and_values(trial: Trial) -> None:
    """Query head i attends with key/value head i // (h/g)."""
    try_sizes(trial, SIZES)


@check
def one_group_is_multi_query(trial: Trial) -> None:
    """With g = 1 all query heads share the one key/value head."""
    try_sizes(trial, [(2, 3, 1, 4, 5, 2, 3), (1, 1, 1, 2, 3, 4, 2)])


@check
def as_many_groups_as_heads_is_multi_head(trial: Trial) -> None:
    """With g = h every query head has keys and values of its own."""
    try_sizes(trial, [(2, 3, 3, 4, 5, 2, 3), (1, 4, 4, 3, 2, 3, 5)])


@check
def scores_are_scaled_by_the_width(trial: Trial) -> None:
    """The scores are divided by √d, whatever the numbers of heads, groups and keys."""
    try_sizes(trial, [(1, 4, 2, 3, 4, 25, 2), (1, 6, 2, 3, 4, 1, 9)])


@check
def large_scores_do_not_overflow(trial: Trial) -> None:
    """Scores of several hundred give finite outputs."""
    q, k, v = draw(trial, 2, 4, 2, 3, 5, 8, 3)
    q, k = q * 30, k * 30
    # The scores themselves are rounded: an error of ε·|score| in the exponent is a relative error of the weight.
    size = q.double().norm(dim=-1).max() * k.double().norm(dim=-1).max() / math.sqrt(8)
    trial.same(trial.call("grouped_query_attention", q, k, v), oracle(q, k, v), relative=1e-6 * float(size))


@check
def a_mask_broadcasts_over_the_query_heads(trial: Trial) -> None:
    """Masks of the shapes (n, m), (b, 1, 1, m), (h, 1, m) and (b, h, n, m) hide keys; True takes part."""
    b, h, g, n, m, d, e = 3, 4, 2, 5, 6, 3, 2
    for shape in ((n, m), (b, 1, 1, m), (h, 1, m), (b, h, n, m)):
        q, k, v = draw(trial, b, h, g, n, m, d, e)
        mask = trial.mask(*shape)
        mask[..., trial.size(0, m - 1)] = True  # every query sees a key
        with trial.case(f"a mask of shape {shape}"):
            trial.same(trial.call("grouped_query_attention", q, k, v, mask), oracle(q, k, v, mask), terms=m + d)
            trial.same(trial.call("grouped_query_attention", q, k, v, mask=mask), oracle(q, k, v, mask), terms=m + d)


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach q, k and v; those of k and v sum over the query heads that share them."""
    for label, size, masked in (
        ("two heads a group", (2, 4, 2, 3, 5, 3, 2), False),
        ("three heads a group", (1, 6, 2, 4, 3, 2, 4), True),
        ("one group", (2, 3, 1, 2, 4, 3, 3), False),
    ):
        q, k, v = draw(trial, *size)
        mask = None
        if masked:
            mask = trial.mask(size[3], size[4])
            mask[:, 0] = True
        up = trial.normal(size[0], size[1], size[3], size[6])
        leaves = [value.double().requires_grad_() for value in (q, k, v)]
        wanted = torch.autograd.grad(oracle(*leaves, mask), leaves, up.double())
        with trial.case(label):
            found = trial.gradients("grouped_query_attention", q, k, v, mask, wrt=(0, 1, 2), cotangent=up)
            for name, got, want in zip("qkv", found.inputs, wanted, strict=True):
                trial.same(got, want.float(), what=f"the gradient of {name}", terms=200, scale=1.0)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64, float16 and bfloat16 inputs give outputs of the same dtype and of its accuracy, masked or not."""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        q, k, v = draw(trial, 2, 4, 2, 3, 5, 6, 4, dtype=dtype)
        mask = trial.mask(3, 5)
        mask[:, 1] = True
        with trial.case(str(dtype).removeprefix("torch.")):
            trial.same(trial.call("grouped_query_attention", q, k, v), oracle(q, k, v), terms=11, scale=2.0)
            trial.same(trial.call("grouped_query_attention", q, k, v, mask), oracle(q, k, v, mask), terms=11, scale=2.0)


@check
def uneven_groups_are_refused(trial: Trial) -> None:
    """A number of query heads that the key/value heads do not divide raises ValueError."""
    for h, g in ((4, 3), (5, 2), (2, 4)):
        q, k, v = draw(trial, 1, h, g, 2, 3, 2, 2)
        with trial.case(f"{h} query heads, {g} key/value heads"):
            trial.raises("ValueError", "grouped_query_attention", q, k, v)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Inputs as a projection leaves them, (b, n, h, d) with axes swapped, are fine, and are left as they were."""
    q = trial.normal(2, 3, 4, 5).transpose(1, 2)  # (2, 4, 3, 5)
    k, v = (trial.normal(2, 6, 2, width).transpose(1, 2) for width in (5, 3))  # (2, 2, 6, width)
    mask = trial.mask(6, 3).T
    mask[:, 2] = True
    trial.same(trial.call("grouped_query_attention", q, k, v, mask), oracle(q, k, v, mask), terms=11)
    given = {"q": q, "k": k, "v": v, "mask": mask}
    after = trial.after("grouped_query_attention", q, k, v, mask)
    for (name, before), now in zip(given.items(), after, strict=True):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)
