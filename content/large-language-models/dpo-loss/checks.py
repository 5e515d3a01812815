"""Checks of the DPO loss against Python floats, pair by pair, with the gradient from its closed form."""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [(1, 1, 1), (1, 3, 2), (4, 5, 7), (3, 6, 4)]  # b, t, s: small first
NAMES = ("policy_chosen", "policy_rejected", "ref_chosen", "ref_rejected")
Case = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, float]


def draw(
    trial: Trial, b: int, t: int, s: int, *, beta: float = 0.3, spread: float = 1.0, dtype: torch.dtype = torch.float32
) -> Case:
    """Draw log-probabilities, with answers that start after a question and end before padding."""
    policy = [-trial.normal(b, n, scale=spread, dtype=dtype).abs() for n in (t, s)]
    reference = [-trial.normal(b, n, scale=spread, dtype=dtype).abs() for n in (t, s)]
    masks = [torch.ones(b, n, dtype=torch.bool) for n in (t, s)]
    for mask in masks:
        n = mask.shape[1]
        for row in mask:
            start, end = sorted(trial.dice.sample(range(n + 1), 2))
            row[:start] = row[end:] = False
    return policy[0], policy[1], reference[0], reference[1], masks[0], masks[1], beta


def margins(args: Case) -> list[float]:
    """Give the bracket of the formula for each pair."""
    policy_w, policy_l, ref_w, ref_l, mask_w, mask_l, _ = args
    found = []
    for i in range(len(policy_w)):
        sums = [
            math.fsum(float(x) for x, own in zip(row[i].tolist(), mask[i].tolist(), strict=True) if own)
            for row, mask in ((policy_w, mask_w), (ref_w, mask_w), (policy_l, mask_l), (ref_l, mask_l))
        ]
        found.append(sums[0] - sums[1] - sums[2] + sums[3])
    return found


def softplus(x: float) -> float:
    """log(1 + exp(x)), safely."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)), safely."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def loss(args: Case) -> torch.Tensor:
    """The mean of log(1 + exp(-beta margin))."""
    values = [softplus(-args[-1] * margin) for margin in margins(args)]
    return torch.tensor(math.fsum(values) / len(values), dtype=torch.float64).to(args[0].dtype)


def size_of(args: Case) -> float:
    """How large the numbers are that go into a margin, times beta, which is what rounding is relative to."""
    sums = [
        x.masked_fill(~m, 0.0).abs().double().sum(-1) for x, m in zip(args[:4], (args[4], args[5]) * 2, strict=True)
    ]
    return 1.0 + args[-1] * float(sum(sums).max())


def compare(trial: Trial, args: Case) -> None:
    """Compare the loss."""
    terms = args[0].shape[1] + args[1].shape[1]
    trial.same(trial.call("dpo_loss", *args), loss(args), what="the loss", terms=terms, scale=size_of(args))


def go_back(trial: Trial, args: Case) -> None:
    """Compare the gradients of all four, the frozen ones included."""
    found = trial.gradients("dpo_loss", *args, wrt=(0, 1, 2, 3), cotangent=torch.tensor(1.0, dtype=args[0].dtype))
    beta, b = args[-1], len(args[0])
    down = torch.tensor([-beta * sigmoid(-beta * margin) / b for margin in margins(args)], dtype=torch.float64)
    # How fast the sigmoid follows an error of the margin: rounding of large margins matters only where it is not flat.
    slope = max(sigmoid(beta * margin) * sigmoid(-beta * margin) for margin in margins(args))
    wanted = (down[:, None] * args[4], -down[:, None] * args[5])
    for name, seen, want in zip(NAMES, found.inputs, wanted, strict=False):
        what = f"the gradient of {name}"
        trial.same(seen, want.to(args[0].dtype), what=what, terms=64, scale=beta * (1 + slope * size_of(args)))
    for name, seen in zip(NAMES[2:], found.inputs[2:], strict=True):
        frozen = seen is None or bool((seen == 0).all())
        trial.require(frozen, f"A gradient flows to {name}: the reference is frozen.", seen=seen)


@check
def follows_the_formula(trial: Trial) -> None:
    """The mean over the pairs of -log sigmoid of beta times the difference of the log-ratios."""
    for b, t, s in SHAPES:
        for beta in (0.1, 0.5, 2.0):
            with trial.case(f"beta {beta}"):
                compare(trial, draw(trial, b, t, s, beta=beta))


@check
def starts_at_log_two(trial: Trial) -> None:
    """Where the policy is the reference, the loss is log 2, whatever beta."""
    for beta in (0.1, 1.0, 5.0):
        chosen, rejected, _, _, *rest = draw(trial, 3, 5, 4)
        args = (chosen, rejected, chosen.clone(), rejected.clone(), rest[0], rest[1], beta)
        found = trial.call("dpo_loss", *args)
        trial.same(found, torch.tensor(math.log(2)), what="the loss", terms=9, scale=size_of(args))


@check
def an_answer_is_the_sum_of_its_tokens(trial: Trial) -> None:
    """Log-probabilities are summed over the answer, not averaged, in answers of unlike length."""
    chosen, rejected, ref_w, ref_l, mask_w, mask_l, beta = draw(trial, 3, 9, 9)
    mask_w, mask_l = torch.ones_like(mask_w), torch.zeros_like(mask_l)
    mask_l[:, 4:6] = True
    compare(trial, (chosen, rejected, ref_w, ref_l, mask_w, mask_l, beta))
    compare(trial, (chosen, rejected, ref_w, ref_l, mask_l, mask_w, beta))


@check
def masked_places_count_nothing(trial: Trial) -> None:
    """What stands outside the answer does not matter: large numbers, -inf and NaN spoil nothing."""
    for filling in (-50.0, -math.inf, math.nan):
        args = draw(trial, 3, 6, 5)
        masks = (args[4], args[5]) * 2
        filled = [x.masked_fill(~mask, filling) for x, mask in zip(args[:4], masks, strict=True)]
        with trial.case(f"{filling} at masked places"):
            case = (filled[0], filled[1], filled[2], filled[3], args[4], args[5], args[6])
            compare(trial, case)
            go_back(trial, case)
    args = draw(trial, 3, 6, 5)
    half = (args[0].masked_fill(~args[4], -math.inf), args[1], args[2].masked_fill(~args[4], -1.0), *args[3:])
    with trial.case("-inf at masked places of one of them"):
        compare(trial, half)


@check
def an_empty_answer_counts_zero(trial: Trial) -> None:
    """A row without any True has log-probability 0 in policy and reference."""
    args = draw(trial, 4, 5, 3)
    args[4][0], args[5][1] = False, False
    args[4][2], args[5][2] = False, False
    compare(trial, args)
    go_back(trial, args)


@check
def gradients_are_right(trial: Trial) -> None:
    """The policy's gradients follow the closed form, and the reference gets none."""
    for b, t, s in SHAPES:
        for beta in (0.2, 1.5):
            go_back(trial, draw(trial, b, t, s, beta=beta))


@check
def large_margins_stay_finite(trial: Trial) -> None:
    """Brackets of plus or minus ten thousand give a finite loss and finite gradients."""
    for sign in (1.0, -1.0):
        for size in (90.0, 1e3, 1e4):
            chosen, rejected, ref_w, ref_l, mask_w, mask_l, _ = draw(trial, 3, 5, 4)
            mask_w[:, 1] = mask_l[:, 2] = True
            chosen[:, 1] += sign * size / 2
            rejected[:, 2] -= sign * size / 2
            args = (chosen, rejected, ref_w, ref_l, mask_w, mask_l, 1.0)
            with trial.case(f"brackets around {sign * size:g}"):
                compare(trial, args)
                go_back(trial, args)


@check
def far_right_pairs_still_count(trial: Trial) -> None:
    """A loss of 1e-12 is not rounded to zero: log(1 + exp(-x)) keeps its accuracy."""
    for margin in (14.0, 20.0, 30.0):
        one = torch.full((2, 1), margin, dtype=torch.float32)
        zero, mask = torch.zeros(2, 1), torch.ones(2, 1, dtype=torch.bool)
        found = trial.call("dpo_loss", one, zero, zero, zero, mask, mask, 1.0)
        trial.same(found, torch.tensor(softplus(-margin)), what="the loss", relative=1e-4)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """Inputs in float64 give a float64 loss of that accuracy."""
    for b, t, s in SHAPES[1:3]:
        args = draw(trial, b, t, s, dtype=torch.float64)
        compare(trial, args)
        go_back(trial, args)


@check
def leaves_the_arguments_alone(trial: Trial) -> None:
    """Non-contiguous inputs are fine, and all arguments are left as they were."""
    args = draw(trial, 3, 5, 4)
    turned: list[Any] = [x.t().contiguous().t() for x in args[:6]]
    case = (turned[0], turned[1], turned[2], turned[3], turned[4], turned[5], args[6])
    compare(trial, case)
    trial.same(trial.after("dpo_loss", *case), case, what="what the arguments are after the call")
