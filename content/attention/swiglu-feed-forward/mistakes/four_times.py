# /// mistake
# fails = "the_width_pays_for_the_third_matrix"
# says = "You kept a hidden width of 4d: with three matrices that is half as many weights again, so take 8d/3."
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
    width = 4 * d_model
    return -(-width // multiple) * multiple
