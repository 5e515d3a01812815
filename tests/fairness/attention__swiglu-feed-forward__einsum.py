"""einsum on the raw weights, activations by formula."""

import torch
from torch import nn


class GatedFeedForward(nn.Module):
    def __init__(self, d_model, d_hidden, kind="swiglu"):
        super().__init__()
        if kind not in ("swiglu", "geglu"):
            raise ValueError("unknown kind")
        self.kind = kind
        self.gate, self.up = (nn.Linear(d_model, d_hidden, bias=False) for _ in range(2))
        self.down = nn.Linear(d_hidden, d_model, bias=False)

    def forward(self, x):
        z = torch.einsum("...d,hd->...h", x, self.gate.weight)
        u = torch.einsum("...d,hd->...h", x, self.up.weight)
        share = z.sigmoid() if self.kind == "swiglu" else torch.special.ndtr(z)
        return torch.einsum("...h,dh->...d", z * share * u, self.down.weight)


def hidden_width(d_model, multiple):
    least = (d_model * 2 * 4) // 3
    return (least + multiple - 1) // multiple * multiple
