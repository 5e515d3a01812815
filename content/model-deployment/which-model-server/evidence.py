"""What a server that batches gains and costs, and that a file of weights can run code."""

import io
import pickle
from pathlib import Path

import torch

from deepdrill.lab.evidence import Evidence, claim

FIXED_MS, ROW_MS, MOST = 20.0, 1.0, 16
"""A call of the model takes 20 ms and 1 ms per row, of at most 16 rows."""


def served(arrivals: list[float], delay_ms: float) -> list[float]:
    """Play one worker that collects rows for a while; give each request's latency in ms."""
    free, at, latencies = 0.0, 0, []
    while at < len(arrivals):
        opens = max(free, arrivals[at])
        closes = max(free, arrivals[at] + delay_ms)
        batch = [time for time in arrivals[at : at + MOST] if time <= closes]
        begins = max(opens, batch[-1]) if len(batch) == MOST else closes
        free = begins + FIXED_MS + ROW_MS * len(batch)
        latencies += [free - time for time in batch]
        at += len(batch)
    return latencies


@claim
def waiting_for_company(evidence: Evidence) -> None:
    """A delay of 20 ms to fill batches costs its whole length with little traffic, and next to nothing under load."""
    means: dict[tuple[float, float], float] = {}
    for per_second in (2.0, 300.0):
        gaps = -torch.log(1 - evidence.uniform(2_000)) * 1000 / per_second
        arrivals = gaps.cumsum(0).tolist()
        for delay_ms in (0.0, 20.0):
            latencies = served(arrivals, delay_ms)
            means[per_second, delay_ms] = sum(latencies) / len(latencies)
            evidence.row(
                requests_per_second=per_second, delay_ms=delay_ms, mean_latency_ms=round(means[per_second, delay_ms], 1)
            )
    quiet, busy = (means[rate, 20.0] - means[rate, 0.0] for rate in (2.0, 300.0))
    evidence.require(17 < quiet < 21, f"With little traffic the delay costs {quiet:.1f} ms.")
    evidence.require(busy < 8, f"Under load it costs {busy:.1f} ms.")


@claim
def a_worker_without_batches(evidence: Evidence) -> None:
    """A call of 20 ms and 1 ms per row serves 47 requests per second one by one, and 444 in batches of 16."""
    for rows in (1, 4, 16):
        evidence.row(rows_per_call=rows, requests_per_second=round(1000 * rows / (FIXED_MS + ROW_MS * rows), 1))
    one, many = 1000 / (FIXED_MS + ROW_MS), 1000 * MOST / (FIXED_MS + ROW_MS * MOST)
    evidence.require(int(one) == 47 and int(many) == 444, f"They are {one:.1f} and {many:.1f}.")


class Trap:
    """Looks like a part of a model, and writes a file when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """Tell pickle how to make it again: by a call of our choice."""
        return Path.write_text, (Path("was-run"), "code from a file of weights")


@claim
def weights_that_run_code(evidence: Evidence) -> None:
    """Loading a pickle runs code that is hidden in it; torch.load refuses the same bytes with weights_only=True."""
    content = io.BytesIO()
    torch.save({"weight": Trap()}, content)
    mark = Path("was-run")
    content.seek(0)
    refused = False
    try:
        torch.load(content, weights_only=True)
    except pickle.UnpicklingError:
        refused = True
    evidence.row(loaded_with="weights_only=True", code_was_run=mark.exists())
    evidence.require(refused and not mark.exists(), "It was not refused.")
    content.seek(0)
    torch.load(content, weights_only=False)  # our own bytes
    evidence.row(loaded_with="weights_only=False", code_was_run=mark.exists())
    evidence.require(mark.exists(), "The code was not run.")
    mark.unlink()
