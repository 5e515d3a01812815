"""What both sides are worth for a gap, and which conditionals multiply to a probability; all by exact counting."""

from itertools import product

import torch

from deepdrill.lab.evidence import Evidence, claim

TOKENS, LENGTH = 4, 3


def joint(evidence: Evidence) -> torch.Tensor:
    """Draw a distribution over all texts of three tokens: a language."""
    return torch.softmax(evidence.normal(TOKENS**LENGTH, scale=1.5), 0).view(TOKENS, TOKENS, TOKENS)


@claim
def both_sides_fill_a_gap_better(evidence: Evidence) -> None:
    """The middle token is guessed right more often from both neighbours than from the left one alone, and from none."""
    ways = {"nothing": [], "the left": [], "both sides": []}
    for _ in range(200):
        p = joint(evidence)
        ways["nothing"].append(float(p.sum((0, 2)).max()))
        ways["the left"].append(float(p.sum(2).amax(1).sum()))
        ways["both sides"].append(float(p.amax(1).sum()))
    for name, seen in ways.items():
        evidence.row(seen=name, guessed_right=round(sum(seen) / len(seen), 3))
    rows = list(zip(*ways.values(), strict=True))
    evidence.require(all(a <= b + 1e-12 <= c + 2e-12 for a, b, c in rows), "In some language more context is worse.")
    mean = [sum(seen) / len(seen) for seen in ways.values()]
    evidence.require(mean[2] > mean[1] + 0.05, f"The means are {mean}.")


@claim
def causal_conditionals_multiply_to_a_probability(evidence: Evidence) -> None:
    """Over all texts, products of next-token conditionals sum to one; products of fill-the-gap conditionals do not."""
    p = joint(evidence)
    first, second, third = p.sum((1, 2)), p.sum(2) / p.sum((1, 2))[:, None], p / p.sum(2, keepdim=True)
    gaps = [p / p.sum(axis, keepdim=True) for axis in range(LENGTH)]
    causal = masked = worst = 0.0
    for a, b, c in product(range(TOKENS), repeat=LENGTH):
        chain = float(first[a] * second[a, b] * third[a, b, c])
        causal += chain
        masked += float(gaps[0][a, b, c] * gaps[1][a, b, c] * gaps[2][a, b, c])
        worst = max(worst, abs(chain - float(p[a, b, c])))
    evidence.row(conditionals="next token", sum_over_all_texts=causal)
    evidence.row(conditionals="fill the gap", sum_over_all_texts=masked)
    evidence.require(abs(causal - 1) < 1e-12, f"The causal products sum to {causal}.")
    evidence.require(worst < 1e-12, f"A causal product misses the probability by {worst:.1e}.")
    evidence.require(abs(masked - 1) > 0.05, f"The masked products sum to {masked}.")


@claim
def one_text_gives_seven_times_as_many_targets(evidence: Evidence) -> None:
    """Next-token training has a loss at all but one token, masking 15% at about a seventh of them."""
    tokens = 20_000
    masked = int((evidence.uniform(tokens) < 0.15).sum())
    evidence.row(objective="next token", targets=tokens - 1)
    evidence.row(objective="masked", targets=masked)
    evidence.require(6.2 < (tokens - 1) / masked < 7.2, f"The ratio is {(tokens - 1) / masked:.2f}.")
