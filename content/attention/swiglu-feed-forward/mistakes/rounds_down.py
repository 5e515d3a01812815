# /// mistake
# fails = "the_width_pays_for_the_third_matrix"
# says = "You rounded down to a multiple: round up, or a small width becomes zero."
# ///
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
        opened = self.activation(self.gate(x))
        return self.down(opened * self.up(x))


def hidden_width(d_model, multiple):
    width = 8 * d_model // 3
    return width // multiple * multiple
