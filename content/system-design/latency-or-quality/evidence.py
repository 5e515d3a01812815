"""Means against tails, fan-out, a queue near its limit, and what a cascade saves."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_mean_hides_the_tail_and_fan_out_finds_it(evidence: Evidence) -> None:
    """If 2% of the calls take a second, the mean looks fine, and most requests with 50 calls are slow."""
    slow = evidence.uniform(20_000, 50) < 0.02
    times = torch.where(slow, 1_000.0, 100.0) + 20 * evidence.uniform(20_000, 50)
    single, fan = times[:, 0], times.amax(1)
    mean, p99, share = float(single.mean()), float(single.quantile(0.99)), float((fan > 150).double().mean())
    evidence.row(
        mean_ms=round(mean, 1),
        p99_ms=round(p99, 1),
        slow_requests_with_50_calls=round(share, 3),
        by_formula=round(1 - 0.98**50, 3),
    )
    evidence.require(mean < 150 and p99 > 900, f"Mean {mean:.0f}, p99 {p99:.0f}.")
    evidence.require(abs(share - (1 - 0.98**50)) < 0.02, f"Slow: {share:.3f}.")


@claim
def the_queue_explodes_near_full_load(evidence: Evidence) -> None:
    """One server, random arrivals and service times: the mean time in the system is 1/(1 - load) service times."""
    loads, seen = (0.5, 0.7, 0.8, 0.9), []
    for load in loads:
        gaps = (-evidence.uniform(60_000).log() / load).tolist()
        services = (-evidence.uniform(60_000).log()).tolist()
        wait = total = 0.0
        for gap, service in zip(gaps, services, strict=True):
            wait = max(0.0, wait - gap)
            total += wait + service
            wait += service
        seen.append(total / 60_000)
        evidence.row(load=load, time_in_services=round(seen[-1], 2), by_formula=round(1 / (1 - load), 2))
        evidence.require(abs(seen[-1] * (1 - load) - 1) < 0.25, f"At {load}: {seen[-1]:.2f}.")
    evidence.plot(x="load", y="mean time in service times")
    evidence.curve("simulated", loads, seen)


@claim
def a_cascade_keeps_most_of_the_quality(evidence: Evidence) -> None:
    """Passing the 30% least certain cases on recovers over half of the gap at under half of the mean cost."""
    margin = evidence.normal(40_000)
    label = margin + 0.3 * evidence.normal(40_000) > 0
    fast_score = margin + 0.8 * evidence.normal(40_000)
    fast, slow = fast_score > 0, margin > 0
    uncertain = fast_score.abs() <= fast_score.abs().quantile(0.3)
    both = torch.where(uncertain, slow, fast)
    a, b, c = (float((answer == label).double().mean()) for answer in (fast, slow, both))
    for name, value, cost in (("fast, 40 ms", a, 40.0), ("slow, 400 ms", b, 400.0), ("cascade", c, 40 + 0.3 * 400)):
        evidence.row(design=name, right=round(value, 3), mean_ms=cost)
    evidence.require(a < c <= b and (c - a) > 0.5 * (b - a), f"{a:.3f}, {c:.3f}, {b:.3f}.")
