"""What zeros cost a dense product, what sparse storage takes, and both kinds of pruning on a small network."""

import time
from collections.abc import Sequence

import torch

from deepdrill.lab.evidence import Evidence, claim

HIDDEN = 64


def seconds(x: torch.Tensor, weights: dict[str, torch.Tensor]) -> dict[str, float]:
    """Give the best of many times of each product, taken in turn, so that a busy moment strikes all of them."""
    best = dict.fromkeys(weights, float("inf"))
    for _ in range(15):
        for name, weight in weights.items():
            begun = time.thread_time()
            torch.mm(x, weight)
            best[name] = min(best[name], time.thread_time() - begun)
    return best


@claim
def zeros_take_as_long_and_smaller_matrices_do_not(evidence: Evidence) -> None:
    """A product with 90% zeros takes about as long as with none; with 90% of the columns taken out far less."""
    x, weight = evidence.normal(256, 1024, dtype=torch.float32), evidence.normal(1024, 1024, dtype=torch.float32)
    zeroed = weight * (evidence.uniform(1024, 1024) > 0.9)
    weights = {"dense": weight, "90% zeros": zeroed, "90% of the columns gone": weight[:, :102].contiguous()}
    times = seconds(x, weights)
    for name, one in times.items():
        evidence.row(matrix=name, ms=round(1e3 * one, 2), against_dense=round(one / times["dense"], 2))
    evidence.require(times["90% zeros"] > 0.5 * times["dense"], "The zeros made it twice as fast.")
    evidence.require(times["90% of the columns gone"] < 0.5 * times["dense"], "The smaller matrix is not faster.")


@claim
def sparse_storage_pays_only_when_most_is_gone(evidence: Evidence) -> None:
    """With 16-bit values and 32-bit indices a sparse matrix is larger than the dense one until two thirds are zeros."""
    size, shares, stored = 256, (0.0, 0.3, 0.5, 0.7, 0.9, 0.99), []
    dense = 2 * size * size
    for share in shares:
        weight = evidence.normal(size, size) * (evidence.uniform(size, size) >= share)
        kept = int(weight.count_nonzero())
        stored.append((2 * kept + 4 * kept + 4 * (size + 1)) / dense)  # values, columns, where each row begins
        masked = round(kept / size**2 + 1 / 16, 2)
        evidence.row(zeros=share, sparse_against_dense=round(stored[-1], 2), with_a_bit_mask=masked)
    evidence.require(stored[2] > 1 > stored[3], f"The ratios are {stored}.")
    evidence.plot(x="share of zeros", y="bytes, sparse against dense")
    evidence.curve("compressed rows", shares, stored)
    evidence.curve("dense", shares, [1.0] * len(shares))


def train(p: Sequence[torch.Tensor], x: torch.Tensor, y: torch.Tensor, steps: int, mask: torch.Tensor) -> float:
    """Train a network with one hidden layer in place, some input weights held at zero; give its error."""
    moments = [(torch.zeros_like(one), torch.zeros_like(one)) for one in p]
    error = float("nan")
    for step in range(1, steps + 1):
        loss = ((torch.tanh(x @ (p[0] * mask) + p[1]) @ p[2] - y) ** 2).mean()
        error = loss.item()
        for one, (mean, square), slope in zip(p, moments, torch.autograd.grad(loss, p), strict=True):
            mean.lerp_(slope, 0.1)
            square.lerp_(slope * slope, 0.01)
            one.data -= 0.01 * (mean / (1 - 0.9**step)) / ((square / (1 - 0.99**step)).sqrt() + 1e-8)
    return error


@claim
def single_weights_can_be_spared_and_whole_units_less(evidence: Evidence) -> None:
    """With 90% of its input weights gone, and retrained, a small network misses single ones less than whole units."""
    inputs = 16
    x = evidence.normal(256, inputs)
    pairs = x[:, :12].view(-1, 6, 2)
    y = torch.tanh(2 * pairs.sum(-1)) @ evidence.normal(6, 1)  # six terms, each of two inputs: a sparse truth
    first, bias, last = ((inputs, HIDDEN), 0.25), ((1, HIDDEN), 0.0), ((HIDDEN, 1), 0.1)
    p = [evidence.normal(*shape, scale=scale).requires_grad_() for shape, scale in (first, bias, last)]
    full = torch.ones(inputs, HIDDEN, dtype=x.dtype)
    dense = round(train(p, x, y, 200, full), 4)
    evidence.row(network="dense", at_once=dense, retrained=dense, removed=0.0)
    size = (p[0].abs() * p[2].abs().T).detach()
    single = (size > size.flatten().quantile(0.9)).double()
    units = (size.sum(0) > size.sum(0).quantile(0.9)).double().expand(inputs, -1)
    errors = {}
    for name, mask in (("single weights", single), ("whole units", units)):
        copy = [one.detach().clone().requires_grad_() for one in p]
        with torch.no_grad():
            at_once = float(((torch.tanh(x @ (copy[0] * mask) + copy[1]) @ copy[2] - y) ** 2).mean())
        errors[name] = train(copy, x, y, 150, mask)
        gone = 1 - float(mask.mean())
        cells = {"at_once": round(at_once, 3), "retrained": round(errors[name], 4), "removed": round(gone, 2)}
        evidence.row(network=f"{name} pruned", **cells)
    evidence.require(errors["single weights"] < 0.8 * errors["whole units"], f"The errors are {errors}.")
