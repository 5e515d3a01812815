"""The two modes of batch norm: who depends on whom, what a batch of one gives, and what eval() and no_grad() switch."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


def layer(features: int) -> nn.BatchNorm1d:
    """Make a batch norm in double precision with a scale and shift that are not one and zero."""
    norm = nn.BatchNorm1d(features).double()
    nn.init.uniform_(norm.weight, 0.5, 2.0)
    nn.init.uniform_(norm.bias, -1.0, 1.0)
    return norm


@claim
def train_mode_depends_on_the_company(evidence: Evidence) -> None:
    """In training mode the output for one example changes with the rest of the batch; in eval mode it does not."""
    norm = layer(8)
    for _ in range(50):
        norm(3 + 2 * evidence.normal(64, 8))
    one = evidence.normal(1, 8)
    for mode in ("train", "eval"):
        norm.train(mode == "train")
        with torch.no_grad():
            first = norm(torch.cat((one, evidence.normal(31, 8))))[0]
            second = norm(torch.cat((one, 5 + evidence.normal(31, 8))))[0]
        apart = float((first - second).abs().max())
        evidence.row(mode=mode, largest_change_by_other_company=apart)
        evidence.require((apart > 0.5) if mode == "train" else (apart == 0), f"{mode}: it changes by {apart:.2e}.")


@claim
def running_averages_approach_the_data(evidence: Evidence) -> None:
    """The running mean and variance follow the data with weight 0.1 for each new batch and end near the true values."""
    norm = layer(1)
    mean, steps = 0.0, range(1, 61)
    seen = []
    for _ in steps:
        x = 3 + 2 * evidence.normal(256, 1)
        norm(x)
        mean = 0.9 * mean + 0.1 * float(x.mean())
        seen.append(float(norm.running_mean))
    evidence.require(abs(seen[-1] - mean) < 1e-9, "The running mean is another average.")
    evidence.row(
        running_mean=round(seen[-1], 3), running_variance=round(float(norm.running_var), 3), data="mean 3, variance 4"
    )
    evidence.require(abs(seen[-1] - 3) < 0.2 and abs(float(norm.running_var) - 4) < 0.8, "The averages are far off.")
    evidence.plot(x="batch", y="running mean")
    evidence.curve("running mean, momentum 0.1", steps, seen)


@claim
def a_batch_of_two_equals_says_nothing(evidence: Evidence) -> None:
    """A batch without spread comes out as the shift β whatever it contains; a batch of one is refused in training."""
    norm = layer(5)
    x = evidence.normal(1, 5).expand(2, 5)
    with torch.no_grad():
        out = norm(x)
    evidence.row(output_minus_shift=float((out - norm.bias.detach()).abs().max()))
    evidence.require((out - norm.bias).abs().max() < 1e-12, "The output still depends on the input.")
    try:
        norm(x[:1])
        refused = False
    except ValueError:
        refused = True
    evidence.require(refused, "PyTorch took a batch of one in training mode.")


@claim
def no_grad_does_not_switch(evidence: Evidence) -> None:
    """Under no_grad in training mode batch statistics are used and running ones updated; eval() stops both."""
    norm = layer(4)
    x = 10 + evidence.normal(64, 4)
    for mode in ("train", "eval"):
        norm.train(mode == "train")
        before = norm.running_mean.clone()
        with torch.no_grad():
            out = (norm(x) - norm.bias) / norm.weight
        moved = float((norm.running_mean - before).abs().max())
        evidence.row(
            mode=f"{mode}, under no_grad",
            mean_of_output=round(float(out.mean()), 3),
            running_mean_moved=round(moved, 3),
        )
        if mode == "train":
            evidence.require(abs(float(out.mean())) < 1e-9 and moved > 0.5, "no_grad switched batch norm.")
        else:
            evidence.require(float(out.mean()) > 1 and moved == 0, "eval() did not switch batch norm.")
