import torch
from torch import nn


class GPTBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        # TODO: ln_1, attn (with c_attn and c_proj), ln_2, mlp (with c_fc and c_proj)
        ...

    def forward(self, x):
        # x: (b, n, width)
        # TODO: return (b, n, width)
        ...
