"""Checks of the reward model's loss against Python floats, pair by pair."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [(1, 1, 1), (1, 3, 2), (3, 5, 4), (4, 6, 3)]  # b, t, d: small first


def draw_mask(trial: Trial, b: int, t: int, side: str) -> torch.Tensor:
    """Draw which tokens are there: padding at the right, at the left, at both ends, or holes as well."""
    mask = torch.zeros(b, t, dtype=torch.bool)
    for row in mask:
        start, end = sorted(trial.dice.sample(range(t + 1), 2))
        row[{"right": slice(0, end), "left": slice(start, t)}.get(side, slice(start, end))] = True
        if side == "holes":
            row[start + 1 :].logical_and_(trial.mask(t - start - 1))
    return mask


def rewards(hidden: torch.Tensor, head: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Give each row's score of its last token, product by product."""
    found = []
    for row, own in zip(hidden.double().tolist(), mask.tolist(), strict=True):
        last = max(j for j, real in enumerate(own) if real)
        found.append(math.fsum(x * w for x, w in zip(row[last], head.double().tolist(), strict=True)))
    return torch.tensor(found, dtype=torch.float64).to(hidden.dtype)


def softplus(x: float) -> float:
    """log(1 + exp(x)), safely."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)), safely."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def compare(trial: Trial, chosen: torch.Tensor, rejected: torch.Tensor, margin: torch.Tensor | None = None) -> None:
    """Compare the loss and the gradients with respect to both scores."""
    given = (chosen, rejected) if margin is None else (chosen, rejected, margin)
    wide = [part.double().tolist() for part in given]
    gaps = [parts[0] - parts[1] - (parts[2] if len(parts) > 2 else 0.0) for parts in zip(*wide, strict=True)]
    wanted = torch.tensor(math.fsum(softplus(-gap) for gap in gaps) / len(gaps), dtype=torch.float64)
    down = torch.tensor([-sigmoid(-gap) / len(gaps) for gap in gaps], dtype=torch.float64).to(chosen.dtype)
    size = max(max(abs(x) for x in part) for part in wide)
    found = trial.gradients("pairwise_loss", *given, wrt=(0, 1), cotangent=torch.tensor(1.0, dtype=chosen.dtype))
    trial.same(found.output, wanted.to(chosen.dtype), what="the loss", terms=len(gaps), scale=1.0 + size)
    # A gap of rounded numbers is off by ε times their size, and the sigmoid by as much where it is not flat.
    slope = max(sigmoid(gap) * sigmoid(-gap) for gap in gaps)
    for name, seen, want in zip(("chosen", "rejected"), found.inputs, (down, -down), strict=True):
        trial.same(seen, want, what=f"the gradient of {name}", scale=1.0 + slope * size)


@check
def the_last_token_speaks(trial: Trial) -> None:
    """The reward of a row is the product of head and hidden state at its last True, with padding at the right."""
    for b, t, d in SHAPES:
        hidden, head, mask = trial.normal(b, t, d), trial.normal(d), draw_mask(trial, b, t, "right")
        seen = trial.call("answer_rewards", hidden, head, mask)
        trial.same(seen, rewards(hidden, head, mask), what="the rewards", terms=d, scale=2.0)


@check
def padding_may_stand_anywhere(trial: Trial) -> None:
    """With padding at the left, at both ends or in between it is still the last True."""
    for side in ("left", "both", "holes"):
        for b, t, d in SHAPES[1:]:
            hidden, head, mask = trial.normal(b, t, d), trial.normal(d), draw_mask(trial, b, t, side)
            mask[0, :2] = torch.tensor([False, True])  # at least one row with padding before a token
            with trial.case(
                {"both": "padding at both ends", "holes": "padding with holes"}.get(side, f"at the {side}")
            ):
                seen = trial.call("answer_rewards", hidden, head, mask)
                trial.same(seen, rewards(hidden, head, mask), what="the rewards", terms=d, scale=2.0)


@check
def padding_is_never_touched(trial: Trial) -> None:
    """NaN or infinity at masked places spoils neither rewards nor gradients; the gradient there is zero."""
    b, t, d = 3, 5, 4
    for filling in (math.nan, math.inf):
        hidden, head, mask = trial.normal(b, t, d), trial.normal(d), draw_mask(trial, b, t, "both")
        mask[0] = torch.tensor([False, True, True, False, False])
        up, to_hidden = trial.normal(b), torch.zeros(b, t, d, dtype=torch.float64)
        hidden = hidden.masked_fill(~mask.unsqueeze(-1), filling)
        last = [max(j for j, real in enumerate(own) if real) for own in mask.tolist()]
        to_head = sum(up[i].double() * hidden[i, last[i]].double() for i in range(b))
        for i in range(b):
            to_hidden[i, last[i]] = up[i].double() * head.double()
        with trial.case(f"{filling} at masked places"):
            found = trial.gradients("answer_rewards", hidden, head, mask, wrt=(0, 1), cotangent=up)
            trial.same(found.output, rewards(hidden, head, mask), what="the rewards", terms=d, scale=2.0)
            trial.same(found.inputs[0], to_hidden.float(), what="the gradient of hidden", scale=1.0)
            trial.same(found.inputs[1], to_head.float(), what="the gradient of head", terms=b, scale=2.0)


@check
def the_loss_is_minus_log_sigmoid(trial: Trial) -> None:
    """The mean over the pairs of -log sigmoid(chosen - rejected), with its gradients; log 2 for equal scores."""
    for b in (1, 2, 5):
        compare(trial, trial.normal(b), trial.normal(b))
    scores = trial.normal(3)
    compare(trial, scores, scores.clone())


@check
def a_margin_must_be_won(trial: Trial) -> None:
    """With a margin per pair it is -log sigmoid(chosen - rejected - margin)."""
    for b in (1, 3, 6):
        compare(trial, trial.normal(b), trial.normal(b), trial.uniform(b, low=0.0, high=2.0))
        compare(trial, trial.normal(b), trial.normal(b), torch.zeros(b))


@check
def large_gaps_stay_finite(trial: Trial) -> None:
    """Gaps of plus or minus ten thousand give a finite loss and gradients that are right."""
    for size in (100.0, 1e4):
        for sign in (1.0, -1.0):
            with trial.case(f"gaps around {sign * size:g}"):
                compare(trial, sign * size + trial.normal(3), trial.normal(3))
                compare(trial, sign * size + trial.normal(3), trial.normal(3), torch.ones(3))


@check
def pairs_that_are_won_still_count(trial: Trial) -> None:
    """A loss of 1e-9 is not rounded to zero."""
    for gap in (12.0, 18.0, 25.0):
        seen = trial.call("pairwise_loss", torch.full((2,), gap), torch.zeros(2))
        trial.same(seen, torch.tensor(softplus(-gap)), what="the loss", relative=1e-4)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """In float64 both give float64 of that accuracy; non-contiguous arguments are left as they were."""
    hidden, head = trial.normal(3, 5, 4, dtype=torch.float64).transpose(0, 2), trial.normal(6, dtype=torch.float64)[::2]
    mask = draw_mask(trial, 4, 5, "both").t().contiguous().t()
    seen = trial.call("answer_rewards", hidden, head, mask)
    wanted = rewards(hidden, head, mask)
    trial.same(seen, wanted, what="the rewards", terms=3, scale=2.0)
    compare(trial, *(trial.normal(6, dtype=torch.float64)[::2] for _ in range(3)))
    for name, given in (
        ("answer_rewards", (hidden, head, mask)),
        ("pairwise_loss", (trial.normal(3), trial.normal(3), trial.normal(3))),
    ):
        trial.same(trial.after(name, *given), given, what=f"what the arguments of {name} are after it", relative=0.0)
