"""Checks of multi-head latent attention against float64 loops that do expand the latent vectors to keys and values."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [  # b, h, n, m, d, r, latent, e: small first
    (1, 1, 1, 1, 1, 1, 1, 1),
    (1, 2, 1, 3, 4, 2, 3, 4),
    (2, 3, 3, 3, 4, 2, 5, 3),
    (2, 2, 2, 6, 3, 5, 4, 2),
]
NAMES = ("q", "q_rope", "c", "k_rope", "w_k", "w_v")
Arguments = tuple[torch.Tensor, ...]


def draw(trial: Trial, shape: tuple[int, ...], dtype: torch.dtype = torch.float32, scale: float = 1.0) -> Arguments:
    """Draw the arguments."""
    b, h, n, m, d, r, latent, e = shape
    return (
        trial.normal(b, h, n, d, dtype=dtype, scale=scale),
        trial.normal(b, h, n, r, dtype=dtype, scale=scale),
        trial.normal(b, m, latent, dtype=dtype),
        trial.normal(b, m, r, dtype=dtype),
        trial.normal(h, latent, d, dtype=dtype, scale=1 / math.sqrt(latent)),
        trial.normal(h, latent, e, dtype=dtype, scale=1 / math.sqrt(latent)),
    )


def oracle(
    q: torch.Tensor, q_rope: torch.Tensor, c: torch.Tensor, k_rope: torch.Tensor, w_k: torch.Tensor, w_v: torch.Tensor
) -> torch.Tensor:
    """Attend query by query, with each token's keys and values written out; by operations that autograd follows."""
    (b, h, n), m = q.shape[:3], c.shape[1]
    rows = []
    for item in range(b):
        for head in range(h):
            keys, values = c[item] @ w_k[head], c[item] @ w_v[head]  # (m, d), (m, e)
            for i in range(n):
                query = torch.cat([q[item, head, i], q_rope[item, head, i]])
                seen = m - n + i + 1
                scores = torch.stack([
                    (query * torch.cat([keys[j], k_rope[item, j]])).sum() / math.sqrt(len(query)) for j in range(seen)
                ])  # fmt: skip
                raised = torch.exp(scores - scores.detach().max())
                rows.append((raised / raised.sum()) @ values[:seen])
    return torch.stack(rows).reshape(b, h, n, w_v.shape[-1])


def expected(args: Arguments) -> torch.Tensor:
    """Give the result in the dtype of q."""
    return oracle(*(part.double() for part in args)).to(args[0].dtype)


@check
def a_single_token_decodes(trial: Trial) -> None:
    """One query over a cache: content and position scores together, divided by √(d + r)."""
    for shape in ((1, 1, 1, 1, 1, 1, 1, 1), (1, 2, 1, 3, 4, 2, 3, 4), (2, 3, 1, 5, 3, 4, 2, 2)):
        args = draw(trial, shape)
        trial.same(trial.call("latent_attention", *args), expected(args), terms=40, scale=1.0)


@check
def several_tokens_are_causal(trial: Trial) -> None:
    """The n queries are the last n of the m tokens: each sees itself and everything before it."""
    for shape in SHAPES[1:]:
        args = draw(trial, shape)
        trial.same(trial.call("latent_attention", *args), expected(args), terms=40, scale=1.0)


@check
def both_parts_of_the_score_count(trial: Trial) -> None:
    """Content alone and position alone each decide where nothing comes from the other."""
    for part, name in ((0, "no content"), (1, "no positions")):
        args = list(draw(trial, (2, 2, 2, 4, 3, 2, 5, 2), scale=3.0))
        args[part] = args[part] * 0
        with trial.case(name):
            trial.same(trial.call("latent_attention", *args), expected(tuple(args)), terms=40, scale=1.0)


@check
def large_scores_do_not_overflow(trial: Trial) -> None:
    """Scores of several hundred give finite outputs."""
    args = draw(trial, (2, 2, 3, 5, 4, 3, 4, 3), scale=150.0)
    # Scores of several hundred are rounded by 1e-4, and a weight by as much of itself.
    trial.same(trial.call("latent_attention", *args), expected(args), relative=2e-3, scale=1.0)


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach all six arguments and are those of the formula."""
    for shape in SHAPES[1:]:
        args = draw(trial, shape)
        cotangent = trial.normal(*shape[:3], shape[-1])
        leaves = [part.double().requires_grad_() for part in args]
        wanted = torch.autograd.grad(oracle(*leaves), leaves, cotangent.double())
        found = trial.gradients("latent_attention", *args, wrt=tuple(range(6)), cotangent=cotangent)
        for name, seen, want in zip(NAMES, found.inputs, wanted, strict=True):
            trial.same(seen, want.float(), what=f"the gradient of {name}", terms=200, scale=1.0)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 goes in and comes out; non-contiguous arguments are left as they were."""
    args = tuple(part.mT.contiguous().mT for part in draw(trial, (2, 3, 2, 4, 3, 2, 5, 2), torch.float64))
    trial.same(trial.call("latent_attention", *args), expected(args), terms=40, scale=1.0)
    for name, after, before in zip(NAMES, trial.after("latent_attention", *args), args, strict=True):
        trial.same(after, before, what=f"{name} after the call", relative=0.0)


@check
def keys_and_values_are_never_written_out(trial: Trial) -> None:
    """No tensor of keys or values of all heads is made: the cache is used in its compressed form."""
    h, m, d, latent, e = 6, 40, 32, 4, 24
    args = draw(trial, (1, h, 1, m, d, 4, latent, e))
    cost = trial.measure("latent_attention", *args)
    trial.note([cost.largest_elements >= h * m * width for width in (d, e)])
    trial.require(
        cost.largest_elements < h * m * e / 2,
        f"It makes a tensor of {cost.largest_elements:,} entries. Keys of all heads for all tokens would be "
        f"{h * m * d:,}, values {h * m * e:,}; in compressed form the tokens are {m * latent:,}.",
    )
    trial.same(cost.output, expected(args), terms=80, scale=1.0)
