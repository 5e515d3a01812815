import math

import torch
from torch import nn


class CrossAttention(nn.Module):
    """A stranger's: a loop over the heads, from the prompt."""

    def __init__(self, width, context_width, heads):
        super().__init__()
        self.heads = heads
        self.d = width // heads
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(context_width, width)
        self.v_proj = nn.Linear(context_width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x, context, context_mask=None):
        q, k, v = self.q_proj(x), self.k_proj(context), self.v_proj(context)
        outs = []
        for i in range(self.heads):
            part = slice(i * self.d, (i + 1) * self.d)
            s = torch.bmm(q[:, :, part], k[:, :, part].transpose(1, 2)) / math.sqrt(self.d)
            if context_mask is not None:
                s = s.masked_fill((context_mask == False).unsqueeze(1), torch.finfo(s.dtype).min)  # noqa: E712
            outs.append(torch.bmm(torch.softmax(s, dim=2), v[:, :, part]))
        return self.out_proj(torch.cat(outs, dim=2))
