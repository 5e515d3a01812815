"""What an output depends on, how many weights there are, and how the reach of dilated layers grows."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


@claim
def what_the_last_output_depends_on(evidence: Evidence) -> None:
    """The last output of three causal convolutions of kernel 3 depends on 7 steps, that of an RNN on all 64."""
    x = evidence.normal(1, 64, 4, dtype=torch.float32).requires_grad_()
    rnn = nn.RNN(4, 8, batch_first=True)
    seen = {}
    rnn(x)[0][0, -1].sum().backward()
    seen["RNN"] = x.grad[0].abs().sum(1)
    x.grad = None
    y, width = x.transpose(1, 2), 4
    for _ in range(3):
        y, width = torch.tanh(nn.Conv1d(width, 8, 3)(nn.functional.pad(y, (2, 0)))), 8
    y[0, :, -1].sum().backward()
    seen["causal CNN"] = x.grad[0].abs().sum(1)
    counts = {}
    for name, slope in seen.items():
        counts[name] = int((slope > 0).sum())
        evidence.row(network=name, steps_with_influence=counts[name], share_of_the_first=float(slope[0] / slope[-1]))
    evidence.require(counts == {"RNN": 64, "causal CNN": 7}, f"They depend on {counts}.")
    evidence.require(seen["RNN"][0] < 1e-3 * seen["RNN"][-1], "The RNN's influence does not fade.")


@claim
def weights_do_not_grow_with_the_input(evidence: Evidence) -> None:
    """Neither a filter's nor a cell's weights depend on the size of the input."""
    with torch.device("meta"):
        conv, rnn = nn.Conv1d(4, 8, 3, padding=1), nn.RNN(4, 8, batch_first=True)
        for length in (10, 1_000, 100_000):
            out = conv(torch.empty(1, 4, length)).shape[-1]
            evidence.row(
                length=length,
                outputs_of_the_convolution=out,
                weights_of_the_convolution=sum(w.numel() for w in conv.parameters()),
                weights_of_the_rnn=sum(w.numel() for w in rnn.parameters()),
            )
            evidence.require(out == length, "The convolution did not follow the length.")
    counts = [sum(w.numel() for w in layer.parameters()) for layer in (conv, rnn)]
    evidence.require(counts == [104, 112], f"They have {counts} weights.")


@claim
def dilation_reaches_far(evidence: Evidence) -> None:
    """Ten causal layers of kernel 2 see 11 steps, or 1,024 if the dilation doubles from layer to layer."""
    for name, dilations in (("plain", [1] * 10), ("doubling", [2**k for k in range(10)])):
        x = torch.ones(1, 1, 1_100, dtype=torch.float64, requires_grad=True)
        y = x
        for d in dilations:
            y = nn.functional.conv1d(
                nn.functional.pad(y, (d, 0)), torch.ones(1, 1, 2, dtype=torch.float64) / 2, dilation=d
            )
        y[0, 0, -1].backward()
        reach = int((x.grad[0, 0] > 0).sum())
        evidence.row(layers=name, steps_seen=reach)
        evidence.require(reach == (11 if name == "plain" else 1_024), f"It sees {reach} steps.")
