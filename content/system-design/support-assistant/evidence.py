"""The numbers of the assistant: tokens, memory, how many answers bound an error rate, and what six turns make of it."""

import math

from deepdrill.lab.evidence import Evidence, claim


@claim
def tokens_and_memory(evidence: Evidence) -> None:
    """180,000 turns a day are 2.1 a second and 540 million tokens to read; 160,000 vectors take 0.66 GB."""
    turns = 30_000 * 6
    index = 8_000 * 20 * 1_024 * 4 / 1e9
    evidence.row(what="turns a second, on average", value=round(turns / 86_400, 2))
    evidence.row(what="millions of tokens to read a day, 3,000 a turn", value=turns * 3_000 / 1e6)
    evidence.row(what="millions of tokens to write a day, 250 a turn", value=turns * 250 / 1e6)
    evidence.row(what="GB of vectors, 20 passages for each of 8,000 documents", value=round(index, 2))
    evidence.require(turns * 3_000 == 540_000_000, "It is another number of tokens.")
    evidence.require(abs(index - 0.655) < 0.001, f"It is {index:.3f} GB.")


@claim
def answers_that_bound_an_error(evidence: Evidence) -> None:
    """Without one serious error in 300 answers the rate may still be one percent (95%)."""
    for answers in (50, 100, 300, 1_000):
        bound = 1 - 0.05 ** (1 / answers)  # the rate at which no error at all has a chance of 5%
        wrong = round(bound * 180_000)
        evidence.row(answers_without_error=answers, rate_may_be=round(bound, 4), wrong_turns_a_day=wrong)
        if answers == 300:
            evidence.require(0.0099 < bound < 0.0101, f"It is {bound:.4f}.")


@claim
def turns_multiply(evidence: Evidence) -> None:
    """Turns that are right in 97% make conversations of six turns that are right in 83%."""
    for right in (0.9, 0.97, 0.99):
        drawn = (evidence.uniform(200_000, 6) < right).all(-1).double().mean().item()
        evidence.row(turn_right=right, six_turns_right=round(right**6, 3), simulated=round(drawn, 3))
        evidence.require(math.isclose(drawn, right**6, abs_tol=0.01), f"The simulation gives {drawn:.3f}.")
    evidence.require(abs(0.97**6 - 0.833) < 0.001, "It is another share.")
