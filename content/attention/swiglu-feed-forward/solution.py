import torch.nn.functional as F
from torch import nn

ACTIVATIONS = {"swiglu": F.silu, "geglu": F.gelu}


class GatedFeedForward(nn.Module):
    def __init__(self, d_model, d_hidden, kind="swiglu"):
        super().__init__()
        if kind not in ACTIVATIONS:
            raise ValueError(f"kind is one of {', '.join(ACTIVATIONS)}, not {kind}")
        self.activation = ACTIVATIONS[kind]
        self.gate = nn.Linear(d_model, d_hidden, bias=False)
        self.up = nn.Linear(d_model, d_hidden, bias=False)
        self.down = nn.Linear(d_hidden, d_model, bias=False)

    def forward(self, x):
        # One projection decides how much of the other passes. Only the gate is bent; the other branch stays linear, so
        # a gradient always has a straight way through it.
        opened = self.activation(self.gate(x))  # (..., d_hidden)
        return self.down(opened * self.up(x))  # (..., d_model)


def hidden_width(d_model, multiple):
    # The plain block has two matrices of d by 4d, 8 d² weights. Three matrices of d by h have 3 d h, so h = 8 d / 3.
    # Whole numbers throughout: a float would be off by one for some widths.
    width = 8 * d_model // 3
    return -(-width // multiple) * multiple  # upside-down floor division rounds up
