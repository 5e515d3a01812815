"""What an unimproved part allows, what batching does to one request, and what a device waits for."""

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_rest_limits_the_gain(evidence: Evidence) -> None:
    """If the model takes a fifth of 80 ms, a model ten times as fast saves 14 ms, and no model saves more than 16."""
    total, share, factors, seen = 80.0, 0.2, (1, 2, 4, 10, 100, 10_000), []
    for factor in factors:
        seen.append(total * (1 - share + share / factor))
        evidence.row(model_is_faster_by=factor, request_takes_ms=round(seen[-1], 1), gain=round(total / seen[-1], 2))
    evidence.require(round(total - seen[3]) == 14, f"Ten times as fast saves {total - seen[3]:.1f} ms.")
    evidence.require(total - seen[-1] < total * share, "More than its share is saved.")
    evidence.plot(x="the model is faster by", y="a request takes (ms)", log_x=True)
    evidence.curve("model is a fifth", factors, seen)
    evidence.curve("model is four fifths", factors, [total * (0.2 + 0.8 / factor) for factor in factors])


def served(arrivals: list[float], batch: int, fixed: float, each: float) -> tuple[float, float]:
    """Serve requests in batches that wait until they are full: give the mean latency and the requests per second."""
    free, waits = 0.0, []
    for first in range(0, len(arrivals) - batch + 1, batch):
        group = arrivals[first : first + batch]
        free = max(free, group[-1]) + fixed + each * batch
        waits += [free - one for one in group]
    return sum(waits) / len(waits), len(waits) / free


@claim
def batching_trades_latency_for_throughput(evidence: Evidence) -> None:
    """With light load a batch of 16 makes a request wait longer; with heavy load it serves several times as many."""
    results = {}
    for load, gap in (("light", 0.05), ("heavy", 0.002)):
        moments, now = [], 0.0
        for one in (evidence.uniform(1_600) * 2 * gap).tolist():
            now += one
            moments.append(now)
        for batch in (1, 4, 16):
            latency, rate = served(moments, batch, fixed=0.010, each=0.0005)
            results[load, batch] = (latency, rate)
            cells = {"mean_latency_ms": round(1e3 * latency, 1), "requests_per_second": round(rate)}
            evidence.row(load=load, batch=batch, **cells)
    evidence.require(results["light", 16][0] > 5 * results["light", 1][0], "Batching does not delay a lone request.")
    evidence.require(results["heavy", 16][1] > 4 * results["heavy", 1][1], "Batching does not serve more.")
    evidence.require(results["heavy", 16][0] < results["heavy", 1][0], "Under heavy load the queue is not shorter.")


@claim
def the_limit_decides_which_method_helps(evidence: Evidence) -> None:
    """Weights in 4 bits quicken a step fourfold at batch 1 and not at all at batch 512; fewer FLOPs the reverse."""
    weights, bandwidth, arithmetic = 7e9, 3.35e12, 989e12  # 7 billion on an H100 SXM, from its data sheet of 2023

    def step(batch: int, bits: float = 16, operations: float = 1.0) -> float:
        return max(weights * bits / 8 / bandwidth, 2 * weights * batch * operations / arithmetic)

    for batch in (1, 512):
        plain = step(batch)
        narrow, fewer = plain / step(batch, bits=4), plain / step(batch, operations=0.5)
        bound = "bytes" if step(batch) > step(batch, bits=1) else "arithmetic"
        cells = {"gain_of_4_bit_weights": round(narrow, 2), "gain_of_half_the_FLOPs": round(fewer, 2)}
        evidence.row(batch=batch, waits_for=bound, **cells)
        if batch == 1:
            evidence.require(narrow > 3.9 and fewer == 1, f"At batch 1: {narrow:.2f}, {fewer:.2f}.")
        else:
            evidence.require(narrow == 1 and fewer > 1.7, f"At batch {batch}: {narrow:.2f}, {fewer:.2f}.")
