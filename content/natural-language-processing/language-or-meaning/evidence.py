"""What a closed list does with a request out of scope, and what a threshold trades."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def scores(evidence: Evidence, n: int, *, known: bool) -> torch.Tensor:
    """Draw the logits of 20 intents: one stands out for a known request; for a foreign one several are half alike."""
    z = evidence.normal(n, 20)
    if known:
        z[:, 0] += 5.0
    else:
        z[torch.arange(n), evidence.integers(n, low=0, high=20)] += 2.5
    return torch.softmax(z, -1)


@claim
def some_intent_always_wins(evidence: Evidence) -> None:
    """Over a closed list the probabilities sum to one, so a foreign request gets an intent too, often above 50%."""
    foreign = scores(evidence, 5_000, known=False)
    top = foreign.max(-1).values
    evidence.row(
        requests="foreign",
        mean_of_the_sum=float(foreign.sum(-1).mean()),
        mean_top_probability=round(float(top.mean()), 3),
        share_above_half=round(float((top > 0.5).double().mean()), 3),
    )
    evidence.require(float((foreign.sum(-1) - 1).abs().max()) < 1e-9, "The sums are not one.")
    evidence.require(float((top > 0.5).double().mean()) > 0.05, "Hardly any is above one half.")


@claim
def a_threshold_trades_wrong_actions_for_questions(evidence: Evidence) -> None:
    """A higher threshold means fewer foreign requests acted upon and more known ones asked back; costs choose it."""
    known, foreign = scores(evidence, 5_000, known=True), scores(evidence, 5_000, known=False)
    thresholds = (0.0, 0.3, 0.5, 0.7, 0.9, 0.97)
    costs = []
    for t in thresholds:
        acted = float((foreign.max(-1).values >= t).double().mean())
        asked = float((known.max(-1).values < t).double().mean())
        costs.append(20 * 0.1 * acted + 1 * 0.9 * asked)  # one in ten foreign; a wrong action costs twenty questions
        evidence.row(
            threshold=t, foreign_acted_upon=round(acted, 3), known_asked_back=round(asked, 3), cost=round(costs[-1], 3)
        )
    best = costs.index(min(costs))
    evidence.require(0 < best < len(costs) - 1, f"The cheapest threshold is {thresholds[best]}.")
    evidence.plot(x="threshold", y="cost per request, in questions")
    evidence.curve("cost", thresholds, costs)
