"""The closed form behind DPO, what DPO recovers, what a group of samples teaches, and what the clip stops."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

ANSWERS, BETA = 6, 0.5


@claim
def the_optimal_policy_has_a_closed_form(evidence: Evidence) -> None:
    """Reward minus β·KL is largest for π_ref·exp(r/β)/Z, where it is β·log Z; no other policy tried does better."""
    reference, reward = torch.softmax(evidence.normal(ANSWERS), 0), evidence.normal(ANSWERS)
    best = torch.softmax(reference.log() + reward / BETA, 0)

    def worth(policy: torch.Tensor) -> torch.Tensor:
        return (policy * (reward - BETA * (policy / reference).log())).sum(-1)

    limit = BETA * float(torch.logsumexp(reference.log() + reward / BETA, 0))
    others = torch.softmax(best.log() + evidence.normal(5_000, ANSWERS, scale=0.5), -1)
    evidence.row(policy="closed form", value=float(worth(best)))
    evidence.row(policy="best of 5,000 others", value=float(worth(others).max()))
    evidence.row(policy="reference", value=float(worth(reference)))
    evidence.row(policy="only the best answer", value=float(worth(torch.softmax(reward * 1e3, 0).clamp_min(1e-300))))
    evidence.require(abs(float(worth(best)) - limit) < 1e-12, "The value is not β·log Z.")
    evidence.require(float(worth(others).max()) < limit, "Another policy is better.")


@claim
def dpo_recovers_the_reward_without_a_reward_model(evidence: Evidence) -> None:
    """Trained on comparisons alone, β·log(π/π_ref) comes to differ from the hidden reward by a constant only."""
    reference, reward = torch.softmax(evidence.normal(ANSWERS), 0), evidence.normal(ANSWERS)
    wins = torch.sigmoid(reward[:, None] - reward[None, :])  # how often answer i is preferred to answer j
    logits = reference.log().clone().requires_grad_()
    for _ in range(600):
        implied = BETA * (torch.log_softmax(logits, 0) - reference.log())
        loss = -(wins * torch.nn.functional.logsigmoid(implied[:, None] - implied[None, :])).mean()
        logits.data -= 20 * torch.autograd.grad(loss, logits)[0]
    implied = (BETA * (torch.log_softmax(logits, 0) - reference.log())).detach()
    shift = (implied - reward).mean()
    for i in range(ANSWERS):
        evidence.row(answer=i, hidden_reward=round(float(reward[i]), 3), implied=round(float(implied[i] - shift), 3))
    error = float((implied - reward - shift).abs().max())
    evidence.require(error < 0.02, f"The implied reward is off by {error:.3f}.")


@claim
def a_group_that_agrees_teaches_nothing(evidence: Evidence) -> None:
    """GRPO's advantages are zero if all answers earn the same, and favour the rare right answer if few are right."""
    for rewards in ((1, 1, 1, 1), (0, 0, 0, 0), (1, 0, 0, 0), (1, 1, 1, 0)):
        r = torch.tensor(rewards, dtype=torch.float64)
        advantage = (r - r.mean()) / (r.std(correction=0) + 1e-6)
        evidence.row(rewards=str(rewards), advantages=str([round(a, 2) for a in advantage.tolist()]))
        same = len(set(rewards)) == 1
        evidence.require(bool((advantage == 0).all()) == same, f"{rewards} give {advantage.tolist()}.")
        evidence.require(abs(float(advantage.sum())) < 1e-9, "The advantages do not sum to zero.")


@claim
def the_clip_stops_the_gradient(evidence: Evidence) -> None:
    """With the clip at 1 ± 0.2 a good answer is pushed no further once its ratio to the sampling policy exceeds 1.2."""
    cases = ((1.0, 1.0, True), (1.0, 1.3, False), (1.0, 0.7, True), (-1.0, 0.7, False), (-1.0, 1.3, True))
    for gain, ratio, moves in cases:
        log_ratio = torch.tensor(math.log(ratio), dtype=torch.float64, requires_grad=True)
        r = log_ratio.exp()
        torch.minimum(r * gain, r.clamp(0.8, 1.2) * gain).backward()
        slope = float(log_ratio.grad)
        evidence.row(advantage=gain, ratio=ratio, gradient=round(slope, 3))
        evidence.require((slope != 0) == moves, f"At ratio {ratio} with advantage {gain} the gradient is {slope}.")
