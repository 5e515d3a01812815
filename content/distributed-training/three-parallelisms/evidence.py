"""Averaged gradients, a layer cut in two, and the idle time of a pipeline, each against the undivided computation."""

import torch

from deepdrill.lab.evidence import Evidence, claim

INPUTS, HIDDEN, SAMPLES = 8, 24, 32


def gradient(w: torch.Tensor, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Give the gradient of the mean squared error of a linear model."""
    w = w.clone().requires_grad_()
    return torch.autograd.grad(((x @ w - y) ** 2).mean(), w)[0]


@claim
def averaged_gradients_are_the_gradient_of_the_whole_batch(evidence: Evidence) -> None:
    """With equal shares the mean of the replicas' gradients is that of the whole batch; with unequal ones it is not."""
    x, y, w = evidence.normal(SAMPLES, INPUTS), evidence.normal(SAMPLES, 1), evidence.normal(INPUTS, 1)
    whole = gradient(w, x, y)
    for name, sizes in (("8 each", [8, 8, 8, 8]), ("unequal", [20, 8, 3, 1])):
        shares = list(zip(x.split(sizes), y.split(sizes), strict=True))
        plain = torch.stack([gradient(w, a, b) for a, b in shares]).mean(0)
        weighed = sum(gradient(w, a, b) * len(a) for a, b in shares) / SAMPLES
        off = float((plain - whole).abs().max())
        evidence.row(shares=name, mean_is_off_by=off, weighed_mean_is_off_by=float((weighed - whole).abs().max()))
        evidence.require((off < 1e-12) == (name == "8 each"), f"With shares {sizes} the mean is off by {off:.1e}.")
        evidence.require(torch.allclose(weighed, whole), "The weighed mean is off.")


@claim
def columns_then_rows_need_one_sum(evidence: Evidence) -> None:
    """Cutting the first matrix by columns and the second by rows gives the layer's output as a sum of the parts."""
    x, a, b = evidence.normal(SAMPLES, INPUTS), evidence.normal(INPUTS, HIDDEN), evidence.normal(HIDDEN, INPUTS)
    wanted = torch.nn.functional.gelu(x @ a) @ b
    parts = [
        torch.nn.functional.gelu(x @ columns) @ rows for columns, rows in zip(a.chunk(4, 1), b.chunk(4, 0), strict=True)
    ]
    right = float((sum(parts) - wanted).abs().max())
    # The other way round the partial sums meet the nonlinearity before they are added up.
    halves = [one @ rows for one, rows in zip(x.chunk(4, 1), a.chunk(4, 0), strict=True)]
    wrong = float((sum(torch.nn.functional.gelu(half) for half in halves) @ b - wanted).abs().max())
    evidence.row(cut="columns, then rows; summed at the end", off_by=right)
    evidence.row(cut="rows first; not summed before the nonlinearity", off_by=wrong)
    evidence.require(right < 1e-10, f"The sum is off by {right:.1e}.")
    evidence.require(wrong > 0.1, "The wrong order gives the same.")


def ticks(stages: int, pieces: int) -> int:
    """Give the ticks until all pieces have passed all stages, by playing it: a stage does one piece a tick."""
    done = [0] * stages  # pieces that each stage has finished
    count = 0
    while done[-1] < pieces:
        ready = [pieces, *done[:-1]]
        done = [d + (d < before) for d, before in zip(done, ready, strict=True)]
        count += 1
    return count


@claim
def the_bubble_shrinks_with_micro_batches(evidence: Evidence) -> None:
    """With p stages and m micro-batches a share of (p − 1)/(m + p − 1) of the stages' time is idle."""
    stages, pieces, idle = 8, (1, 2, 4, 8, 16, 32, 64), []
    for m in pieces:
        idle.append(1 - m / ticks(stages, m))
        evidence.row(stages=stages, micro_batches=m, idle=round(idle[-1], 3))
        wanted = (stages - 1) / (m + stages - 1)
        evidence.require(abs(idle[-1] - wanted) < 1e-12, f"With {m} it is {idle[-1]:.3f}, not {wanted:.3f}.")
    evidence.plot(x="micro-batches", y="share of time idle", log_x=True)
    evidence.curve("8 stages", pieces, idle)
