"""The numbers of the doors: false matches by size of the gallery, memory, and the size of a test."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def false_matches_in_a_day(evidence: Evidence) -> None:
    """At one in a million, 20,000 comparisons make 2%, and a list of 5,000 makes fifty false hits a day."""
    rate = 1e-6
    designs = (("badge and face", 1, 60_000), ("face alone", 20_000, 60_000), ("list", 5_000, 10_000))
    for what, gallery, probes in designs:
        chance = 1 - (1 - rate) ** gallery
        evidence.row(
            design=what,
            names_compared=gallery,
            chance_for_a_stranger=round(chance, 6),
            strangers_matched_of_10_000=round(10_000 * chance, 2),
            faces_a_day=probes,
        )
    evidence.require(abs(1 - (1 - rate) ** 20_000 - 0.0198) < 1e-4, "The chance is not 2%.")
    evidence.require(abs(10_000 * (1 - (1 - rate) ** 5_000) - 49.9) < 0.1, "It is not fifty.")


@claim
def memory_and_load(evidence: Evidence) -> None:
    """20,000 templates of 512 floats take 41 MB; half of the passages in one hour are eight a second."""
    megabytes = 20_000 * 512 * 4 / 1e6
    evidence.row(what="templates in MB", value=round(megabytes, 1))
    evidence.row(what="passages a second between 8 and 9", value=round(30_000 / 3_600, 1))
    evidence.row(what="people at the badge a day, if 1% are rejected", value=600)
    evidence.require(abs(megabytes - 40.96) < 0.01, f"It is {megabytes}.")


@claim
def a_benchmark_is_too_small(evidence: Evidence) -> None:
    """To prove one in a million takes three million comparisons without an error; 3,000 prove 1 in 1,000."""
    for comparisons in (3_000, 300_000, 3_000_000):
        bound = -math.log(0.05) / comparisons
        evidence.row(comparisons_without_error=comparisons, rate_may_be=f"1 in {round(1 / bound):,}")
    evidence.require(bound < 1.0e-6, f"The bound is {bound}.")
    evidence.require(abs(-math.log(0.05) / 3_000 - 1e-3) < 1e-5, "3,000 do not bound it at one in a thousand.")


@claim
def one_threshold_two_groups(evidence: Evidence) -> None:
    """Where strangers of one group look a little more alike to the network, false matches multiply."""
    found = {}
    for group, mean in (("A", 0.0), ("B", 0.08)):
        scores = mean + 0.12 * evidence.normal(2_000_000)  # cosine of two different people
        found[group] = float((scores > 0.42).double().mean())
        evidence.row(group=group, mean_similarity_of_strangers=mean, false_match_rate=f"{found[group]:.1e}")
    evidence.require(found["A"] > 0, "No false match at all.")
    evidence.require(found["B"] > 8 * found["A"], f"The factor is {found['B'] / found['A']:.1f}.")
    evidence.require(torch.tensor(found["B"]) < 0.01, "The rates are not small.")
