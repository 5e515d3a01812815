"""Checks of a mixture-of-experts layer against float64 loops over tokens and their chosen experts."""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [  # n, d, h, experts, k: small first
    (1, 1, 1, 2, 1),
    (1, 3, 4, 3, 2),
    (5, 4, 3, 4, 2),
    (7, 3, 5, 6, 3),
    (6, 5, 2, 5, 1),
]
Arguments = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, int]
NAMES = ("x", "router", "w_in", "w_out")


def draw(
    trial: Trial, n: int, d: int, h: int, experts: int, k: int, *, dtype: torch.dtype = torch.float32
) -> Arguments:
    """Draw tokens and weights; no token may be undecided between its last chosen expert and the next."""
    router = trial.normal(d, experts, scale=1.5 / math.sqrt(d), dtype=dtype)
    x = trial.normal(n, d, dtype=dtype)
    for row in range(n):
        while undecided(x[row], router, k):
            x[row] = trial.normal(d, dtype=dtype)
    w_in = trial.normal(experts, d, h, scale=1.5 / math.sqrt(d), dtype=dtype)
    w_out = trial.normal(experts, h, d, scale=1.5 / math.sqrt(h), dtype=dtype)
    return x, router, w_in, w_out, k


def undecided(token: torch.Tensor, router: torch.Tensor, k: int) -> bool:
    """Say whether two logits are so near that rounding might swap them in or out of the k chosen."""
    logits = (token.double() @ router.double()).sort(descending=True).values
    return k < len(logits) and bool(logits[k - 1] - logits[k] < 1e-2)


def oracle(x: torch.Tensor, router: torch.Tensor, w_in: torch.Tensor, w_out: torch.Tensor, k: int) -> Any:
    """Go token by token; everything in the dtype given, by operations that autograd follows."""
    experts, rows, counts = router.shape[1], [], [0] * router.shape[1]
    total = torch.zeros(experts, dtype=x.dtype)
    for token in x:
        raised = torch.exp(token @ router - (token @ router).max().detach())
        probabilities = raised / raised.sum()
        order = (token @ router).argsort(descending=True)[:k].tolist()
        outs = []
        for e in order:
            counts[e] += 1
            hidden = (token.unsqueeze(1) * w_in[e]).sum(0).clamp(min=0)
            outs.append(raised[e] * (hidden.unsqueeze(1) * w_out[e]).sum(0))
        rows.append(sum(outs) / sum(raised[e] for e in order))
        total = total + probabilities
    balance = sum(experts * (count / (len(x) * k)) * (total[e] / len(x)) for e, count in enumerate(counts))
    return torch.stack(rows), balance


def expected(args: Arguments) -> tuple[torch.Tensor, torch.Tensor]:
    """Give the results in the dtype of x."""
    y, balance = oracle(*(part.double() for part in args[:4]), args[4])
    return y.to(args[0].dtype), balance.to(args[0].dtype)


def compare(trial: Trial, args: Arguments, relative: float | None = None) -> None:
    """Compare the output, then the loss, this with another tolerance where one is given."""
    seen, (y, balance) = trial.call("moe", *args), expected(args)
    pair = isinstance(seen, tuple | list) and len(seen) == 2
    trial.require(pair, "moe must return two things: the output and the balance loss.", seen=seen)
    trial.same(seen[0], y, what="y", terms=40)
    trial.same(seen[1], balance, what="the balance loss", terms=40, relative=relative)


@check
def the_best_expert_answers(trial: Trial) -> None:
    """With k = 1 a token's output is that of the expert with the largest logit, with a gate of one."""
    for shape in ((1, 1, 1, 2, 1), (3, 4, 3, 3, 1), (6, 5, 2, 5, 1)):
        compare(trial, draw(trial, *shape))


@check
def the_gates_of_the_chosen_sum_to_one(trial: Trial) -> None:
    """With k > 1 the outputs of the k best experts are mixed by their probabilities, scaled to sum to one."""
    for shape in SHAPES[1:]:
        compare(trial, draw(trial, *shape))


@check
def all_experts_may_be_chosen(trial: Trial) -> None:
    """With k = E all experts are mixed by the whole softmax; E = 1 is one plain feed-forward block."""
    for shape in ((3, 4, 3, 4, 4), (2, 3, 5, 1, 1)):
        compare(trial, draw(trial, *shape))


@check
def an_idle_expert_is_no_trouble(trial: Trial) -> None:
    """Experts that no token chooses change nothing, and crowded ones drop nobody."""
    for n in (1, 8):
        x, router, w_in, w_out, k = draw(trial, n, 4, 3, 6, 2)
        x[:, 0], router[0] = 1.0, 0.0
        liked = trial.dice.sample(range(6), 2)
        router[0, liked[0]], router[0, liked[1]] = 30.0, 28.0  # every token chooses these two
        compare(trial, (x, router, w_in, w_out, k))


@check
def balanced_costs_one_and_collapse_costs_more(trial: Trial) -> None:
    """The loss is 1 for an undecided router, and E / k where all mass and all tokens go to the same k experts."""
    x, router, w_in, w_out, _ = draw(trial, 6, 4, 3, 8, 1)
    with trial.case("a router of zeros"):
        # Which of equal experts are taken is nobody's business, and the loss does not depend on it.
        seen = trial.call("moe", x, router * 0, w_in, w_out, 2, random=True)
        pair = isinstance(seen, tuple | list) and len(seen) == 2
        trial.require(pair, "moe must return two things: the output and the balance loss.", seen=seen)
        trial.note(seen[1])
        trial.same(seen[1], torch.tensor(1.0), what="the balance loss", terms=10)
    x[:, 0], router[0] = 1.0, 0.0
    router[0, 3] = 80.0
    with trial.case("all to one expert"):
        compare(trial, (x, router, w_in, w_out, 1))


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients of the output reach x, the router and the experts; an idle expert gets zeros."""
    for shape in SHAPES[1:]:
        args = draw(trial, *shape)
        go_back(trial, args, trial.normal(*args[0].shape), 0)


@check
def the_balance_loss_teaches_the_router(trial: Trial) -> None:
    """The loss is differentiated through the mean probabilities, with the shares as constants."""
    for shape in SHAPES[1:]:
        go_back(trial, draw(trial, *shape), torch.tensor(1.0), 1)


def go_back(trial: Trial, args: Arguments, cotangent: torch.Tensor, pick: int) -> None:
    """Compare the gradients of one of the two results."""
    leaves = [part.double().requires_grad_() for part in args[:4]]
    out = oracle(*leaves, args[4])[pick]
    wanted = torch.autograd.grad(out, leaves, cotangent.double(), allow_unused=True)
    found = trial.gradients("moe", *args, wrt=(0, 1, 2, 3), cotangent=cotangent, pick=pick)
    for name, seen, want in zip(NAMES, found.inputs, wanted, strict=True):
        if want is not None:
            trial.same(seen, want.float(), what=f"the gradient of {name}", terms=200, scale=1.0)


@check
def large_logits_do_not_overflow(trial: Trial) -> None:
    """Logits of several hundred give finite results and gradients."""
    # With k = 1: of two experts whose probabilities both underflow, either may come second.
    x, router, w_in, w_out, k = draw(trial, 5, 4, 3, 4, 1)
    args = (x, router * 200, w_in, w_out, k)
    # A logit of 1000 is rounded by 1000 ε, 1e-4, and a probability by as much of itself.
    y, balance = expected(args)
    trial.same(trial.call("moe", *args), (y, balance), relative=2e-3)
    args = draw(trial, 5, 4, 3, 4, 2)
    args = (args[0], args[1] * 200, *args[2:])
    found = trial.gradients("moe", *args, wrt=(0, 1), cotangent=trial.normal(5, 4), pick=0)
    for name, seen in zip(NAMES, found.inputs, strict=False):
        finite = isinstance(seen, torch.Tensor) and bool(torch.isfinite(seen).all())
        trial.require(finite, f"The gradient of {name} is not finite.", seen=seen)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 goes in and comes out; inputs may be non-contiguous and are left as they were."""
    x, router, w_in, w_out, k = draw(trial, 5, 4, 3, 4, 2, dtype=torch.float64)
    turned = (x.t().contiguous().t(), router.t().contiguous().t(), w_in.transpose(0, 2).contiguous().transpose(0, 2))
    args = (*turned, w_out, k)
    compare(trial, args, relative=1e-6)  # one whole number divided by another is a float32 in torch
    for name, after, before in zip((*NAMES, "k"), trial.after("moe", *args), args, strict=True):
        trial.same(after, before, what=f"{name} after the call", relative=0.0)


@check
def only_the_chosen_experts_work(trial: Trial) -> None:
    """More experts at the same k cost more routing, but no more work in the experts."""
    n, d, h, few, many = 8, 16, 32, 4, 16
    flops = []
    for experts in (few, many):
        cost = trial.measure("moe", *draw(trial, n, d, h, experts, 1))
        flops.append(cost.flops)
    each = (flops[1] - flops[0]) / (many - few)
    dense = 4 * n * d * h
    trial.require(
        each < dense / 4,
        f"Each further expert makes the call {each:,.0f} operations dearer, though no more of them are chosen; to run "
        f"one on all {n} tokens takes {dense:,}.",
    )
