"""Checks of GRPO's advantages and loss against Python floats, answer by answer and token by token."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [(1, 1), (1, 3), (3, 5), (4, 7)]  # b, t: small first
HOSTILE = (-50.0, math.inf, math.nan)
Case = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, float, float]


def standardised(rewards: torch.Tensor, eps: float) -> torch.Tensor:
    """Standardise each group in Python floats."""
    rows = []
    for group in rewards.double().tolist():
        mean = math.fsum(group) / len(group)
        spread = math.sqrt(math.fsum((r - mean) ** 2 for r in group) / len(group))
        rows.append([(r - mean) / (spread + eps) for r in group])
    return torch.tensor(rows, dtype=torch.float64).to(rewards.dtype)


def draw(
    trial: Trial, b: int, t: int, *, clip: float = 0.2, beta: float = 0.3, dtype: torch.dtype = torch.float32
) -> Case:
    """Draw log-probabilities with ratios on either side of both borders, and answers that end before padding."""
    old = -trial.normal(b, t, dtype=dtype).abs() - 0.5
    moves = torch.tensor([[draw_move(trial, clip) for _ in range(t)] for _ in range(b)], dtype=dtype)
    ref = old + trial.normal(b, t, scale=0.5, dtype=dtype)
    mask = torch.zeros(b, t, dtype=torch.bool)
    for row in mask:
        start = trial.size(0, t - 1)
        row[start : trial.size(start + 1, t)] = True
    return old + moves, old, ref, trial.normal(b, dtype=dtype), mask, clip, beta


def draw_move(trial: Trial, clip: float) -> float:
    """Draw the logarithm of a ratio that is not too near to a border."""
    while True:
        move = trial.dice.uniform(-0.9, 0.9)
        if all(abs(math.exp(move) - border) > 1e-3 for border in (1 - clip, 1 + clip)):
            return move


def loss(case: Case) -> tuple[torch.Tensor, torch.Tensor]:
    """Give the loss and its gradient with respect to logp."""
    logp, old, ref, advantage, mask, clip, beta = case
    answers, slopes = [], torch.zeros(mask.shape, dtype=torch.float64)
    for row in range(len(mask)):
        places, gain, scores = mask[row].nonzero().flatten().tolist(), float(advantage[row]), [0.0]
        for j in places:
            ratio = math.exp(float(logp[row, j]) - float(old[row, j]))
            behind = float(ref[row, j]) - float(logp[row, j])
            bounded = min(ratio, 1 + clip) if gain >= 0 else max(ratio, 1 - clip)
            scores.append(gain * bounded - beta * (math.exp(behind) - behind - 1))
            slope = (gain * ratio if bounded == ratio else 0.0) - beta * (1 - math.exp(behind))
            slopes[row, j] = -slope / len(places) / len(mask)
        answers.append(math.fsum(scores) / max(len(places), 1))
    value = torch.tensor(-math.fsum(answers) / len(answers), dtype=torch.float64)
    return value.to(logp.dtype), slopes.to(logp.dtype)


def compare(trial: Trial, case: Case, scale: float = 3.0) -> None:
    """Compare the loss and its gradient, and see that the others stay constants."""
    wanted, slopes = loss(case)
    found = trial.gradients("grpo_loss", *case, wrt=(0, 1, 2, 3), cotangent=torch.tensor(1.0, dtype=case[0].dtype))
    trial.same(found.output, wanted, what="the loss", terms=case[4].numel(), scale=scale)
    trial.same(found.inputs[0], slopes, what="the gradient of logp", scale=scale)
    for name, seen in zip(("old_logp", "ref_logp", "advantage"), found.inputs[1:], strict=True):
        frozen = seen is None or bool((seen == 0).all())
        trial.require(frozen, f"A gradient flows to {name}, which is a constant of the update.", seen=seen)


@check
def the_group_is_the_baseline(trial: Trial) -> None:
    """Each question's rewards lose their mean and are divided by their standard deviation plus eps."""
    for q, g in ((1, 2), (3, 4), (2, 7)):
        for eps in (1e-4, 0.5):
            rewards = trial.normal(q, g, scale=2.0, shift=3.0)
            rewards[0] += 20.0  # an easy question must not help its answers against another question's
            with trial.case(f"groups of {g}, eps {eps:g}"):
                seen = trial.call("group_advantages", rewards, eps)
                apart = min(1.0, float(rewards.std(1).min()) + eps)  # nearly equal rewards: rounding counts for more
                trial.same(seen, standardised(rewards, eps), what="the advantages", terms=g, scale=20.0 / apart)


@check
def a_group_that_agrees_learns_nothing(trial: Trial) -> None:
    """Where all rewards of a group are equal, or the group has one answer, the advantages are exactly zero."""
    rewards = torch.tensor([[1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 1.0]])
    trial.same(
        trial.call("group_advantages", rewards, 1e-4), standardised(rewards, 1e-4), what="the advantages", terms=4
    )
    lonely = trial.integers(3, 1, low=-4, high=5).float()
    trial.same(trial.call("group_advantages", lonely, 1e-4), torch.zeros(3, 1), what="the advantages")


@check
def the_first_update_pushes_by_the_advantage(trial: Trial) -> None:
    """With logp, old_logp and ref_logp equal, the loss is minus the mean advantage and only the advantages push."""
    for b, t in SHAPES:
        _, old, _, advantage, mask, clip, beta = draw(trial, b, t)
        compare(trial, (old.clone(), old, old.clone(), advantage, mask, clip, beta))


@check
def the_ratio_is_clipped(trial: Trial) -> None:
    """Without the KL term it is the clipped objective: the smaller of plain and clipped gain for each token."""
    for clip in (0.2, 0.4):
        for b, t in SHAPES:
            with trial.case(f"clip {clip}, beta 0"):
                compare(trial, draw(trial, b, t, clip=clip, beta=0.0))
    for sign in (1.0, -1.0):
        moves, old = torch.tensor([[-0.5, 0.5, -0.1, 0.1]]), torch.full((1, 4), -1.0)
        mask = torch.ones(1, 4, dtype=torch.bool)
        with trial.case("advantage above zero" if sign > 0 else "advantage below zero"):
            compare(trial, (old + moves, old, old, torch.tensor([sign]), mask, 0.2, 0.0))


@check
def the_penalty_is_never_negative(trial: Trial) -> None:
    """With advantages of zero the loss is beta times the mean of exp(x) - x - 1, x = ref_logp - logp."""
    for b, t in SHAPES:
        logp, old, ref, advantage, mask, clip, beta = draw(trial, b, t, beta=trial.dice.uniform(0.1, 2.0))
        with trial.case("advantages of zero"):
            compare(trial, (logp, old, ref, advantage * 0, mask, clip, beta))
    case = draw(trial, 2, 4)
    with trial.case("a reference far away"):
        compare(trial, (case[0], case[1], case[0] + 3.0, *case[3:]), scale=30.0)
        compare(trial, (case[0], case[1], case[0] - 8.0, *case[3:]), scale=30.0)


@check
def all_together(trial: Trial) -> None:
    """Clipped gain and KL term, for any clip and beta."""
    for b, t in SHAPES:
        for beta in (0.05, 1.0):
            compare(trial, draw(trial, b, t, clip=trial.dice.choice((0.1, 0.3)), beta=beta))


@check
def every_answer_weighs_the_same(trial: Trial) -> None:
    """The mean runs within each answer first and then over the answers, long or short; an empty one counts as 0."""
    for lengths in ((1, 7), (5, 2), (0, 3)):
        logp, old, ref, advantage, mask, clip, beta = draw(trial, 2, 7)
        for row, length in zip(mask, lengths, strict=True):
            row[:] = torch.arange(7) < length
        with trial.case(f"answers of {lengths[0]} and {lengths[1]} tokens"):
            compare(trial, (logp, old, ref, advantage, mask, clip, beta))


@check
def masked_places_count_nothing(trial: Trial) -> None:
    """Infinities and NaN outside the answer spoil neither the loss nor its gradient."""
    for filling in HOSTILE:
        logp, old, ref, advantage, mask, clip, beta = draw(trial, 3, 6)
        mask[0, :3], mask[0, 3:5], mask[0, 5] = False, True, False
        filled = [x.masked_fill(~mask, filling) for x in (logp, old, ref)]
        with trial.case(f"{filling} at masked places"):
            compare(trial, (filled[0], filled[1], filled[2], advantage, mask, clip, beta))
    with trial.case("only ref_logp is -inf there"):
        compare(trial, (logp, old, ref.masked_fill(~mask, -math.inf), advantage, mask, clip, beta))


@check
def keeps_the_dtype(trial: Trial) -> None:
    """In float64 both functions give float64 of that accuracy; non-contiguous arguments are left as they were."""
    case = draw(trial, 5, 4, dtype=torch.float64)
    logp, old, ref, mask = (x.t().contiguous().t() for x in (*case[:3], case[4]))
    turned = (logp, old, ref, case[3], mask, case[5], case[6])
    compare(trial, turned)
    after = trial.after("grpo_loss", *turned)
    trial.same(after, turned, what="what the arguments are after the call", relative=0.0)
    rewards = trial.normal(4, 3, dtype=torch.float64).t()
    wanted = standardised(rewards, 1e-6)
    trial.same(trial.call("group_advantages", rewards, 1e-6), wanted, what="the advantages", terms=4, scale=4.0)
    after = trial.after("group_advantages", rewards, 1e-6)
    trial.same(after[0], rewards, what="the rewards after the call", relative=0.0)
