"""What 99% accuracy is worth at a low base rate, and a detector of traces that meets another generator."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def most_alarms_are_false_when_fakes_are_rare(evidence: Evidence) -> None:
    """With 99% recall and 1% false alarms, one upload in a thousand fake, nine percent of the alarms are right."""
    shares, right = (0.5, 0.1, 0.01, 0.001, 0.0001), []
    for share in shares:
        hits, false = 0.99 * share, 0.01 * (1 - share)
        right.append(hits / (hits + false))
        evidence.row(
            share_of_fakes=share, alarms_per_100_000=round(1e5 * (hits + false)), alarms_right=round(right[-1], 3)
        )
    evidence.require(math.isclose(right[3], 0.0902, abs_tol=1e-4), f"It is {right[3]:.3f}.")
    evidence.plot(x="share of fakes", y="share of alarms that are right", log_x=True)
    evidence.curve("99% recall, 1% false alarms", shares, right)


@claim
def a_trace_that_the_next_generator_does_not_leave(evidence: Evidence) -> None:
    """A linear detector trained on one generator's trace is near chance on fakes whose trace lies elsewhere."""
    d, n = 64, 2_000
    traces = torch.linalg.qr(evidence.normal(d, 2)).Q.T * 3.0

    def rows(trace: torch.Tensor | None) -> torch.Tensor:
        x = evidence.normal(n, d)
        return x if trace is None else x + trace

    x = torch.cat((rows(None), rows(traces[0])))
    y = torch.cat((torch.zeros(n), torch.ones(n))).double()
    w, b = torch.zeros(d, dtype=torch.float64), 0.0
    for _ in range(200):
        error = torch.sigmoid(x @ w + b) - y
        w, b = w - 0.1 * x.T @ error / len(x), b - 0.1 * float(error.mean())
    found = {}
    for name, trace in (("the same generator", traces[0]), ("another generator", traces[1])):
        found[name] = float((rows(trace) @ w + b > 0).double().mean())
        evidence.row(fakes_from=name, found=round(found[name], 3))
    false = float((rows(None) @ w + b > 0).double().mean())
    evidence.row(fakes_from="real pictures flagged", found=round(false, 3))
    evidence.require(found["the same generator"] > 0.85, "It misses its own generator.")
    evidence.require(found["another generator"] < false + 0.15, "It finds the other generator too.")
