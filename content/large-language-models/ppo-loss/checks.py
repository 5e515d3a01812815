"""Checks of PPO's advantages and loss against Python floats: each advantage as its own sum of later surprises."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [(1, 1), (1, 3), (3, 5), (2, 8)]  # b, t: small first
HOSTILE = (-50.0, math.inf, math.nan)


def draw_mask(trial: Trial, b: int, t: int) -> torch.Tensor:
    """Draw answers: one stretch of True per row, anywhere in it."""
    mask = torch.zeros(b, t, dtype=torch.bool)
    for row in mask:
        start = trial.size(0, t - 1)
        row[start : trial.size(start + 1, t)] = True
    return mask


def estimates(
    rewards: torch.Tensor, values: torch.Tensor, mask: torch.Tensor, gamma: float, lam: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Give each token's advantage as the sum over later surprises, and the returns."""
    found, returns = torch.zeros(mask.shape, dtype=torch.float64), torch.zeros(mask.shape, dtype=torch.float64)
    for row in range(len(mask)):
        places = mask[row].nonzero().flatten().tolist()
        r, v = [float(rewards[row, j]) for j in places], [float(values[row, j]) for j in places] + [0.0]
        surprises = [r[j] + gamma * v[j + 1] - v[j] for j in range(len(r))]
        for j, place in enumerate(places):
            found[row, place] = math.fsum((gamma * lam) ** (m - j) * surprises[m] for m in range(j, len(r)))
            returns[row, place] = found[row, place] + v[j]
    return found.to(rewards.dtype), returns.to(rewards.dtype)


def loss(
    logp: torch.Tensor, old: torch.Tensor, advantage: torch.Tensor, mask: torch.Tensor, clip: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Give the loss and its gradient with respect to logp, token by token."""
    gains, slopes, count = [], torch.zeros(mask.shape, dtype=torch.float64), int(mask.sum())
    for row, j in mask.nonzero().tolist():
        ratio, gain = math.exp(float(logp[row, j]) - float(old[row, j])), float(advantage[row, j])
        if gain >= 0:
            gains.append(gain * min(ratio, 1 + clip))
            free = ratio < 1 + clip
        else:
            gains.append(gain * max(ratio, 1 - clip))
            free = ratio > 1 - clip
        slopes[row, j] = -gain * ratio / count if free else 0.0
    value = torch.tensor(-math.fsum(gains) / count, dtype=torch.float64)
    return value.to(logp.dtype), slopes.to(logp.dtype)


Case = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, float]


def draw(trial: Trial, b: int, t: int, clip: float, dtype: torch.dtype = torch.float32) -> Case:
    """Draw log-probabilities whose ratios lie on either side of both borders, none too near to one."""
    old = -trial.normal(b, t, dtype=dtype).abs() - 0.5
    moves = torch.tensor([[draw_move(trial, clip) for _ in range(t)] for _ in range(b)], dtype=dtype)
    return old + moves, old, trial.normal(b, t, dtype=dtype), draw_mask(trial, b, t), clip


def draw_move(trial: Trial, clip: float) -> float:
    """Draw the logarithm of a ratio."""
    while True:
        move = trial.dice.uniform(-0.9, 0.9)
        if all(abs(math.exp(move) - border) > 1e-3 for border in (1 - clip, 1 + clip)):
            return move


def compare(trial: Trial, case: Case) -> None:
    """Compare the loss and its gradient."""
    wanted, slopes = loss(*case)
    found = trial.gradients("ppo_loss", *case, wrt=(0, 1, 2), cotangent=torch.tensor(1.0, dtype=case[0].dtype))
    trial.same(found.output, wanted, what="the loss", terms=case[3].numel(), scale=1.0)
    trial.same(found.inputs[0], slopes, what="the gradient of logp", scale=1.0 / int(case[3].sum()))
    for name, seen in zip(("old_logp", "advantage"), found.inputs[1:], strict=True):
        frozen = seen is None or bool((seen == 0).all())
        trial.require(frozen, f"A gradient flows to {name}, which is a constant of the update.", seen=seen)


@check
def an_advantage_sums_later_surprises(trial: Trial) -> None:
    """The advantage of a token is the sum of the surprises from it on, each later one discounted by gamma times lam."""
    for b, t in SHAPES:
        for gamma, lam in ((1.0, 0.95), (0.9, 0.7)):
            rewards, values, mask = trial.normal(b, t), trial.normal(b, t), draw_mask(trial, b, t)
            wanted = estimates(rewards, values, mask, gamma, lam)
            with trial.case(f"gamma {gamma}, lam {lam}"):
                trial.same(trial.call("advantages", rewards, values, mask, gamma, lam), wanted, terms=2 * t, scale=3.0)


@check
def lam_runs_from_one_step_to_all(trial: Trial) -> None:
    """With lam = 0 only the own surprise counts; with lam = 1 the return is the discounted sum of later rewards."""
    for gamma in (1.0, 0.8):
        rewards, values, mask = trial.normal(2, 5), trial.normal(2, 5), torch.ones(2, 5, dtype=torch.bool)
        for lam in (0.0, 1.0):
            wanted = estimates(rewards, values, mask, gamma, lam)
            with trial.case(f"gamma {gamma}, lam {lam}"):
                trial.same(trial.call("advantages", rewards, values, mask, gamma, lam), wanted, terms=10, scale=3.0)


@check
def the_answer_ends_at_its_last_token(trial: Trial) -> None:
    """What stands before or after the answer, however strange, enters no advantage; masked places get zeros."""
    for filling in HOSTILE:
        rewards, values, mask = trial.normal(3, 6), trial.normal(3, 6), draw_mask(trial, 3, 6)
        mask[0, :2], mask[0, 4:] = False, False
        mask[0, 2:4] = True
        wanted = estimates(rewards, values, mask, 0.9, 0.8)
        filled = [x.masked_fill(~mask, filling) for x in (rewards, values)]
        with trial.case(f"{filling} at masked places"):
            trial.same(trial.call("advantages", *filled, mask, 0.9, 0.8), wanted, terms=12, scale=3.0)
    mask[1] = False
    wanted = estimates(rewards, values, mask, 0.9, 0.8)
    with trial.case("an empty answer"):
        trial.same(trial.call("advantages", rewards, values, mask, 0.9, 0.8), wanted, terms=12, scale=3.0)


@check
def the_first_update_is_the_policy_gradient(trial: Trial) -> None:
    """Where logp equals old_logp the gradient is minus the advantage over the number of counted tokens."""
    for b, t in SHAPES:
        _, old, advantage, mask, clip = draw(trial, b, t, 0.2)
        compare(trial, (old.clone(), old, advantage, mask, clip))


@check
def the_clip_takes_the_smaller_gain(trial: Trial) -> None:
    """Per token the smaller of plain and clipped gain; beyond the border on the good side the gradient is zero."""
    for clip in (0.2, 0.1, 0.4):
        for b, t in SHAPES:
            with trial.case(f"clip {clip}"):
                compare(trial, draw(trial, b, t, clip))
    for sign in (1.0, -1.0):  # all four corners, token by token
        moves = torch.tensor([[-0.5, 0.5, -0.1, 0.1]])
        old, advantage = torch.full((1, 4), -1.0), torch.full((1, 4), sign) * trial.uniform(1, 4, low=0.5, high=2.0)
        with trial.case("advantages above zero" if sign > 0 else "advantages below zero"):
            compare(trial, (old + moves, old, advantage, torch.ones(1, 4, dtype=torch.bool), 0.2))


@check
def every_counted_token_weighs_the_same(trial: Trial) -> None:
    """The mean runs over all counted tokens of the batch: a long answer weighs more than a short one."""
    for lengths in ((1, 7), (5, 2), (0, 3)):
        logp, old, advantage, mask, clip = draw(trial, 2, 7, 0.2)
        for row, length in zip(mask, lengths, strict=True):
            row[:] = torch.arange(7) < length
        compare(trial, (logp, old, advantage, mask, clip))


@check
def masked_places_count_nothing(trial: Trial) -> None:
    """Infinities and NaN outside the answer spoil neither the loss nor its gradient."""
    for filling in HOSTILE:
        logp, old, advantage, mask, clip = draw(trial, 3, 6, 0.2)
        mask[0, :3], mask[0, 3:5], mask[0, 5] = False, True, False
        filled = [x.masked_fill(~mask, filling) for x in (logp, old, advantage)]
        with trial.case(f"{filling} at masked places"):
            compare(trial, (filled[0], filled[1], filled[2], mask, clip))
    with trial.case("only the old log-probabilities are -inf there"):
        compare(trial, (logp, old.masked_fill(~mask, -math.inf), advantage, mask, clip))


@check
def far_moves_are_clipped_too(trial: Trial) -> None:
    """Log-probabilities that moved by up to 30 give finite results where the clip holds."""
    old = torch.full((1, 4), -40.0)
    moves, advantage = torch.tensor([[30.0, 20.0, -30.0, -20.0]]), torch.tensor([[1.0, 2.0, -1.0, -0.5]])
    compare(trial, (old + moves, old, advantage, torch.ones(1, 4, dtype=torch.bool), 0.2))


@check
def keeps_the_dtype(trial: Trial) -> None:
    """In float64 both functions give float64 of that accuracy; non-contiguous arguments are left as they were."""
    case = draw(trial, 5, 4, 0.2, torch.float64)
    turned = (*(x.t().contiguous().t() for x in case[:4]), case[4])
    compare(trial, (turned[0], turned[1], turned[2], turned[3], case[4]))
    rewards, values, mask = turned[0], turned[2], turned[3]
    wanted = estimates(rewards, values, mask, 0.9, 0.8)
    trial.same(trial.call("advantages", rewards, values, mask, 0.9, 0.8), wanted, terms=8, scale=3.0)
    for name, given in (("ppo_loss", turned), ("advantages", (rewards, values, mask, 0.9, 0.8))):
        after = trial.after(name, *given)
        trial.same(after, given, what=f"what the arguments of {name} are after the call", relative=0.0)
