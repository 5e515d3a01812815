"""What PyTorch's and NumPy's documents say and many readers do not expect, each by running it."""

import warnings

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


@claim
def two_deviations(evidence: Evidence) -> None:
    """By default torch.std divides by n - 1 and NumPy's std by n: for n = 4 they differ by a factor of 1.155."""
    for count in (4, 16, 256):
        x = evidence.normal(count)
        in_torch, in_numpy = x.std().item(), float(np.std(x.numpy()))
        factor = in_torch / in_numpy
        evidence.row(numbers=count, torch_std=in_torch, numpy_std=in_numpy, factor=factor)
        evidence.require(abs(factor - (count / (count - 1)) ** 0.5) < 1e-9, f"For {count} numbers it is {factor}.")
        evidence.require(abs(x.std(correction=0).item() - in_numpy) < 1e-12, "With correction=0 they differ as well.")


@claim
def what_kl_div_averages(evidence: Evidence) -> None:
    """F.kl_div expects log-probabilities first, and its default mean divides by all entries, not by the batch."""
    batch, classes = 8, 10
    p, q = evidence.normal(batch, classes).softmax(-1), evidence.normal(batch, classes).softmax(-1)
    by_hand = (p * (p.log() - q.log())).sum(-1).mean().item()  # KL(p || q), mean over the batch
    calls = (
        ("kl_div(q.log(), p, reduction='batchmean')", q.log(), "batchmean"),
        ("kl_div(q.log(), p)", q.log(), "mean"),
        ("kl_div(q, p, reduction='batchmean')", q, "batchmean"),
    )
    seen = []
    for call, first, reduction in calls:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            value = (F.kl_div(first, p) if reduction == "mean" else F.kl_div(first, p, reduction=reduction)).item()
        seen.append(value)
        evidence.row(call=call, value=value, definition=by_hand, share=value / by_hand, warns=bool(warned))
    evidence.require(abs(seen[0] / by_hand - 1) < 1e-9, "batchmean is not the definition.")
    evidence.require(abs(seen[1] * classes / by_hand - 1) < 1e-9, "The mean does not divide by the classes too.")
    evidence.require(seen[2] < 0 < by_hand, "Probabilities in place of their logarithms give no nonsense.")


@claim
def a_weighted_mean(evidence: Evidence) -> None:
    """With class weights the mean of cross_entropy divides by the weights' sum: a batch of one forgets its weight."""
    logits, weights = evidence.normal(1, 3), torch.tensor([1.0, 10.0, 0.1], dtype=torch.float64)
    plain = F.cross_entropy(logits, torch.tensor([1])).item()
    for name, reduction in (("mean", "mean"), ("sum", "sum")):
        value = F.cross_entropy(logits, torch.tensor([1]), weight=weights, reduction=reduction).item()
        evidence.row(reduction=name, weight_of_the_class=10.0, loss=value, loss_without_weights=plain)
        wanted = plain if reduction == "mean" else 10 * plain
        evidence.require(abs(value / wanted - 1) < 1e-9, f"With {name} it is {value:.3f}, not {wanted:.3f}.")


@claim
def the_batch_stands_second(evidence: Evidence) -> None:
    """nn.LSTM takes (T, B, C) unless batch_first is set: given (B, T, C) it runs, and sequences read each other."""
    x = evidence.normal(3, 5, 4, dtype=torch.float32)  # meant as 3 sequences of 5 steps
    other = x.clone()
    other[0] += 1.0  # another first sequence
    for batch_first in (False, True):
        torch.manual_seed(0)
        lstm = nn.LSTM(4, 6, batch_first=batch_first)
        with torch.no_grad():
            out, changed = lstm(x)[0], lstm(other)[0]
        touched = not torch.equal(out[1:], changed[1:])
        evidence.row(batch_first=batch_first, shape_of_output=str(tuple(out.shape)), other_sequences_changed=touched)
        evidence.require(out.shape == (3, 5, 6), "Another shape.")
        evidence.require(touched == (not batch_first), f"batch_first={batch_first}: the others changed: {touched}.")


@claim
def whose_memory_it_is(evidence: Evidence) -> None:
    """from_numpy shares memory and keeps float64; torch.tensor copies; a slice of an array shares, a list index not."""
    makers = {
        "torch.from_numpy(a)": torch.from_numpy,
        "torch.tensor(a)": torch.tensor,
        "a[1:3]": lambda a: a[1:3],
        "a[[1, 2]]": lambda a: a[[1, 2]],
    }
    for call, make in makers.items():
        a = evidence.normal(4).numpy().copy()
        before = a[1]
        made = make(a)
        made += 100.0
        shares = bool(a[1] != before)
        evidence.row(call=call, shares_memory=shares, dtype=str(made.dtype))
        evidence.require(shares == (call in ("torch.from_numpy(a)", "a[1:3]")), f"{call}: shares memory: {shares}.")
    evidence.require(torch.tensor([1.5]).dtype is torch.float32, "A list of floats does not become float32.")


@claim
def which_median_and_which_momentum(evidence: Evidence) -> None:
    """torch.median gives the lower of two middle numbers; BatchNorm's momentum is the weight of the new value."""
    middle = torch.tensor([1.0, 2.0, 4.0, 9.0])
    evidence.row(call="torch.median of 1, 2, 4, 9", value=middle.median().item())
    evidence.row(call="np.median of 1, 2, 4, 9", value=float(np.median(middle.numpy())))
    evidence.require(middle.median().item() == 2.0, "torch.median takes another number.")
    evidence.require(float(np.median(middle.numpy())) == 3.0, "np.median takes another number.")
    norm = nn.BatchNorm1d(1, momentum=0.9)
    norm(torch.tensor([[9.0], [11.0]]))  # running mean 0, batch mean 10
    evidence.row(call="BatchNorm1d(momentum=0.9), running mean 0, batch mean 10", value=norm.running_mean.item())
    evidence.require(abs(norm.running_mean.item() - 9.0) < 1e-5, "The new value has another weight.")
