"""The numbers of the design: load, memory, size of the experiment; and what the place on the screen does to a log."""

import math

from deepdrill.lab.evidence import Evidence, claim


@claim
def load_and_memory(evidence: Evidence) -> None:
    """40 million people with 8 loads are 3,700 requests a second; 20 million vectors of 128 floats are 10.24 GB."""
    per_second = 40e6 * 8 / 86_400
    index_gb = 20e6 * 128 * 4 / 1e9
    scored = per_second * 500
    evidence.row(what="requests in a second, on average", value=round(per_second))
    evidence.row(what="the same at a peak of 2.5 times", value=round(2.5 * per_second))
    evidence.row(what="clips ranked in a second, 500 for each request", value=round(scored))
    evidence.row(what="clip vectors in GB", value=round(index_gb, 2))
    evidence.require(abs(per_second - 3_704) < 1, f"It is {per_second:.0f}.")
    evidence.require(abs(index_gb - 10.24) < 1e-9, f"It is {index_gb}.")


@claim
def people_in_the_experiment(evidence: Evidence) -> None:
    """To see half a percent more of 40% takes almost a million people in each arm (5% level, 80% power)."""
    z = 1.959964 + 0.841621  # two-sided 5%, power 80%
    needed = {}
    for change in (0.02, 0.01, 0.005):
        p, q = 0.40, 0.40 * (1 + change)
        needed[change] = z**2 * (p * (1 - p) + q * (1 - q)) / (p - q) ** 2
        evidence.row(relative_change=change, people_in_each_arm=math.ceil(needed[change]))
    evidence.require(0.9e6 < needed[0.005] < 1.0e6, f"It takes {needed[0.005]:.0f}.")
    evidence.require(
        abs(needed[0.005] / needed[0.01] - 4) < 0.05, "Half the change does not take four times the people."
    )


@claim
def the_place_is_in_the_log(evidence: Evidence) -> None:
    """Clips of one and the same quality get very different rates by the place that the old model gave them."""
    looks = [1 / rank for rank in range(1, 11)]  # the chance that a place is looked at
    taste = 0.3  # of every clip alike, once it is looked at
    shown = 20_000
    naive, corrected = [], []
    for look in looks:
        finished = (evidence.normal(shown).abs() < _quantile(look * taste)).double().mean().item()
        naive.append(finished)
        corrected.append(finished / look)
        evidence.row(
            place=len(naive),
            rate_in_the_log=round(finished, 4),
            divided_by_the_chance_of_a_look=round(corrected[-1], 3),
        )
    evidence.plot(x="place", y="rate")
    evidence.curve("in the log", range(1, 11), naive)
    evidence.curve("divided by the chance of a look", range(1, 11), corrected)
    evidence.require(naive[0] > 5 * naive[-1], "The place makes little difference.")
    evidence.require(
        max(abs(value - taste) for value in corrected) < 0.09, "The correction does not bring the quality back."
    )


def _quantile(p: float) -> float:
    """Give x with P(|z| < x) = p for a standard normal z, by bisection."""
    low, high = 0.0, 6.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if math.erf(middle / math.sqrt(2)) < p else (low, middle)
    return low
