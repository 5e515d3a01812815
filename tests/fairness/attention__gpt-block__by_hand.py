import math

import torch
from torch import nn


class GPTBlock(nn.Module):
    """A stranger's: containers, a loop over heads, and GELU by its formula."""

    def __init__(self, width, heads):
        super().__init__()
        self.h = heads
        self.ln_1 = nn.LayerNorm(width)
        self.ln_2 = nn.LayerNorm(width)
        self.attn = nn.ModuleDict({"c_attn": nn.Linear(width, 3 * width), "c_proj": nn.Linear(width, width)})
        self.mlp = nn.ModuleDict({"c_fc": nn.Linear(width, 4 * width), "c_proj": nn.Linear(4 * width, width)})

    def attend(self, x):
        d, n = x.shape[2], x.shape[1]
        s = d // self.h
        packed = self.attn["c_attn"](x)
        outs = []
        for i in range(self.h):
            q = packed[:, :, i * s : (i + 1) * s]
            k = packed[:, :, d + i * s : d + (i + 1) * s]
            v = packed[:, :, 2 * d + i * s : 2 * d + (i + 1) * s]
            score = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(s)
            score = score + torch.full((n, n), -torch.inf, dtype=x.dtype).triu(1)
            outs.append(torch.bmm(score.softmax(2), v))
        return self.attn["c_proj"](torch.cat(outs, 2))

    def think(self, x):
        u = self.mlp["c_fc"](x)
        u = 0.5 * u * (1 + torch.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u**3)))
        return self.mlp["c_proj"](u)

    def forward(self, x):
        x = x + self.attend(self.ln_1(x))
        return x + self.think(self.ln_2(x))
