import torch
from torch import nn


class CrossAttention(nn.Module):
    def __init__(self, width, context_width, heads):
        super().__init__()
        # TODO: q_proj, k_proj, v_proj, out_proj
        ...

    def forward(self, x, context, context_mask=None):
        # x: (b, n, width), context: (b, m, context_width), context_mask: (b, m), True is a real token
        # TODO: return (b, n, width)
        ...
