"""Lists with one entry per token, attended to token by token; keys are scaled before they are cached."""

import torch
from torch import nn


class CachedAttention(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.width = heads, d_model // heads
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            self.add_module(name, nn.Linear(d_model, d_model))

    def forward(self, x, cache=None):
        shape = (x.shape[0], self.heads, self.width)
        keys = [] if cache is None else list(cache["keys"])
        values = [] if cache is None else list(cache["values"])
        out = []
        for token in x.unbind(1):
            keys.append(self.k_proj(token).view(shape) / self.width**0.5)
            values.append(self.v_proj(token).view(shape))
            k, v = torch.stack(keys, 2), torch.stack(values, 2)  # (b, heads, past, width)
            q = self.q_proj(token).view(shape).unsqueeze(2)
            weights = (q * k).sum(-1).softmax(-1)
            out.append(self.out_proj((weights.unsqueeze(-1) * v).sum(2).flatten(1)))
        return torch.stack(out, 1), {"keys": keys, "values": values}
