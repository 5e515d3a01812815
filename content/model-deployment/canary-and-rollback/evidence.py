"""How long a canary must run to see a fault, and why it is compared at the same time."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


def noticed(evidence: Evidence, requests: int, bad: float, runs: int = 4_000) -> float:
    """Compute how often a canary with `bad` errors is told from a rate of 1 %, at a false alarm rate of 1 %."""
    seen = torch.binomial(torch.full((runs,), float(requests)), torch.tensor(bad), generator=evidence.rng)
    z = (seen / requests - 0.01) / math.sqrt(0.01 * 0.99 / requests)
    return float((z > 2.326).double().mean())


@claim
def a_small_rise_takes_thousands_of_requests(evidence: Evidence) -> None:
    """A rise of errors from 1 to 10 % shows in 100 requests, one to 2 % in about 1,800, one to 1.1 % in far more."""
    marks = (100, 300, 1_000, 1_800, 10_000, 100_000)
    curves: dict[float, list[float]] = {
        rate: [noticed(evidence, n, rate) for n in marks] for rate in (0.10, 0.02, 0.011)
    }
    for k, n in enumerate(marks):
        minutes = n / 60  # one percent of 100 requests per second is one per second
        cells = {f"errors_{rate}": round(power[k], 3) for rate, power in curves.items()}
        evidence.row(requests_in_the_canary=n, minutes_at_one_per_second=round(minutes), **cells)
    evidence.require(curves[0.10][0] > 0.9, "A rise to 10 % is not seen in 100 requests.")
    evidence.require(curves[0.02][3] > 0.9, f"A rise to 2 % is seen in {curves[0.02][3]:.0%} after 1,800 requests.")
    evidence.require(curves[0.02][1] < 0.9, "300 requests are enough.")
    evidence.require(curves[0.011][3] < 0.2, "A rise to 1.1 % is seen after 1,800 requests.")
    evidence.plot(x="requests in the canary", y="share of faults that are noticed", log_x=True)
    for rate, power in curves.items():
        evidence.curve(f"errors of {100 * rate:g} %", marks, power)


@claim
def before_and_after_confuses_the_hour(evidence: Evidence) -> None:
    """Where the click rate moves with the hour, the comparison with an hour ago raises alarms without any fault."""
    hours, per_hour, small = 24, 40_000, 2_000
    rate = 0.10 + 0.03 * torch.sin(2 * math.pi * torch.arange(hours, dtype=torch.float64) / 24)
    runs, alarms = 300, {}
    clicks = torch.binomial(
        torch.full((runs, hours), float(per_hour)), rate.expand(runs, hours).float(), generator=evidence.rng
    )
    canary = torch.binomial(
        torch.full((runs, hours), float(small)), rate.expand(runs, hours).float(), generator=evidence.rng
    )
    for name, control, shift in (("the same hour", clicks, 0), ("three hours before", clicks, 3)):
        base = control.roll(shift, 1) / per_hour
        z = (canary / small - base) / (base * (1 - base) * (1 / small + 1 / per_hour)).sqrt()
        alarms[name] = float((z.abs() > 2.576).double().mean())
        evidence.row(compared_with=name, false_alarms=round(alarms[name], 4))
    evidence.require(alarms["the same hour"] < 0.02, f"At the same time it is {alarms['the same hour']:.3f}.")
    evidence.require(alarms["three hours before"] > 0.2, f"Before and after it is {alarms['three hours before']:.3f}.")
