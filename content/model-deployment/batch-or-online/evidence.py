"""What load, fan-out, means and batches do to the time that a request takes."""

import time
from collections.abc import Callable

import torch

from deepdrill.lab.evidence import Evidence, claim


def exponential(evidence: Evidence, count: int, mean: float) -> list[float]:
    """Draw waiting times of random events."""
    return (-mean * evidence.uniform(count).clamp_min(1e-12).log()).tolist()


@claim
def waiting_explodes_near_full_load(evidence: Evidence) -> None:
    """With random arrivals and service times of 10 ms on average, the mean time in the system is 10/(1 − load) ms."""
    loads, means, tails, count = (0.3, 0.5, 0.7, 0.9), [], [], 60_000
    for load in loads:
        arrival = free = 0.0
        times = []
        for gap, service in zip(exponential(evidence, count, 10 / load), exponential(evidence, count, 10), strict=True):
            arrival += gap
            free = max(free, arrival) + service  # one server, first come, first served
            times.append(free - arrival)
        times.sort()
        means.append(sum(times) / count)
        tails.append(times[int(0.99 * count)])
        evidence.row(
            load=load, mean_ms=round(means[-1], 1), formula_ms=round(10 / (1 - load), 1), p99_ms=round(tails[-1], 1)
        )
        evidence.require(abs(means[-1] * (1 - load) / 10 - 1) < 0.3, f"At load {load} the mean is {means[-1]:.1f} ms.")
    evidence.require(means[-1] > 5 * means[0], f"The means are {means}.")
    evidence.plot(x="load", y="time in the system, ms")
    evidence.curve("mean", loads, means)
    evidence.curve("99th percentile", loads, tails)


@claim
def fan_out_makes_rare_slowness_common(evidence: Evidence) -> None:
    """If each of n parallel calls is slow once in a hundred, a request that waits for all is slow with 1 − 0.99ⁿ."""
    sizes, shares = (1, 10, 100), []
    for n in sizes:
        shares.append(float((evidence.uniform(20_000, n) < 0.01).any(1).double().mean()))
        evidence.row(parallel_calls=n, slow_requests=round(shares[-1], 3), formula=round(1 - 0.99**n, 3))
        evidence.require(abs(shares[-1] - (1 - 0.99**n)) < 0.015, f"With {n} calls {shares[-1]:.3f} are slow.")
    evidence.plot(x="parallel calls", y="share of slow requests", log_x=True)
    evidence.curve("slowest of n", sizes, shares)


@claim
def the_mean_hides_the_tail(evidence: Evidence) -> None:
    """Two services with a mean of about 40 ms: one keeps 100 ms for 99 % of its requests, the other for 95 % only."""
    steady = 40 + 10 * evidence.normal(100_000)
    spiky = torch.where(evidence.uniform(100_000) < 0.05, 400.0, 21.0) + 5 * evidence.normal(100_000)
    seen = {}
    for name, times in (("steady", steady), ("spiky", spiky)):
        p99 = float(torch.quantile(times, 0.99))
        within = float((times <= 100).double().mean())
        seen[name] = float(times.mean()), within
        evidence.row(
            service=name, mean_ms=round(seen[name][0], 1), p99_ms=round(p99, 1), within_100_ms=round(within, 3)
        )
    evidence.require(all(abs(mean - 40) < 2 for mean, _ in seen.values()), f"The means are {seen}.")
    evidence.require(seen["steady"][1] > 0.99 and seen["spiky"][1] < 0.96, f"The shares are {seen}.")


@claim
def batching_buys_throughput(evidence: Evidence) -> None:
    """One product with 64 rows takes far less time than 64 products with one row, and more than one of them."""
    weights = evidence.normal(1_024, 1_024).float()
    rows = evidence.normal(64, 1_024).float()
    for _ in range(3):
        rows @ weights  # warm up
    single, together = [], []
    for _ in range(7):
        single.append(_seconds(lambda: [row @ weights for row in rows]))
        together.append(_seconds(lambda: rows @ weights))
    one_by_one, batch = min(single), min(together)
    evidence.row(
        way="64 requests, one by one",
        milliseconds=round(1e3 * one_by_one, 3),
        per_request=round(1e3 * one_by_one / 64, 4),
    )
    evidence.row(way="one batch of 64", milliseconds=round(1e3 * batch, 3), per_request=round(1e3 * batch / 64, 4))
    evidence.require(batch < one_by_one / 1.5, f"The batch takes {batch / one_by_one:.2f} of the time.")
    evidence.require(batch > one_by_one / 64, "A batch of 64 is as fast as one request.")


def _seconds(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return time.thread_time() - begun
