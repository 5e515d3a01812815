"""The numbers of the search: load, memory, the size of an experiment, and how long the tail of queries is."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def load_and_memory(evidence: Evidence) -> None:
    """15 million searches a day are 174 a second; 30 million vectors of 256 floats are 30.7 GB, in int8 7.7 GB."""
    per_second = 15e6 / 86_400
    gigabytes = {"float32": 30e6 * 256 * 4 / 1e9, "int8": 30e6 * 256 / 1e9}
    evidence.row(what="searches a second, on average", value=round(per_second))
    evidence.row(what="searches a second, at four times the average", value=round(4 * per_second))
    for dtype, size in gigabytes.items():
        evidence.row(what=f"product vectors in GB, {dtype}", value=round(size, 2))
    evidence.row(what="30 million scores at 1 µs, in seconds of one core", value=30e6 * 1e-6)
    evidence.require(abs(per_second - 173.6) < 0.1, f"It is {per_second:.1f}.")
    evidence.require(abs(gigabytes["float32"] - 30.72) < 1e-9, f"It is {gigabytes['float32']}.")


@claim
def searches_in_the_experiment(evidence: Evidence) -> None:
    """To see one percent more of a 3% conversion takes five million searches in each arm (5% level, 80% power)."""
    z = 1.959964 + 0.841621
    p, q = 0.03, 0.03 * 1.01
    needed = z**2 * (p * (1 - p) + q * (1 - q)) / (p - q) ** 2
    evidence.row(conversion="3%", relative_change="1%", searches_in_each_arm=math.ceil(needed))
    evidence.require(4.9e6 < needed < 5.3e6, f"It takes {needed:.0f}.")


@claim
def the_tail_is_not_memorised(evidence: Evidence) -> None:
    """With queries that follow Zipf's law a month of log still leaves a large part of the next day unseen."""
    kinds = 5_000_000
    weights = 1 / torch.arange(1, kinds + 1, dtype=torch.float64)
    edges = weights.cumsum(0) / weights.sum()
    shares = []
    sizes = (100_000, 300_000, 1_000_000, 3_000_000)
    day = torch.searchsorted(edges, evidence.uniform(100_000))
    for size in sizes:
        seen = torch.zeros(kinds + 1, dtype=torch.bool)
        seen[torch.searchsorted(edges, evidence.uniform(size))] = True
        shares.append(1 - float(seen[day].double().mean()))
        evidence.row(searches_in_the_log=size, share_of_the_next_day_unseen=round(shares[-1], 3))
    evidence.plot(x="searches in the log", y="share of the next day that is unseen")
    evidence.curve("unseen", sizes, shares)
    evidence.require(shares[-1] > 0.15, "Three million searches cover the next day.")
    evidence.require(shares[0] - shares[1] < 0.15, "Three times the log helps more than expected.")
