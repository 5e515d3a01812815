import torch
from torch import nn


class CrossAttention(nn.Module):
    """Drops the padding of each item instead of masking it."""

    def __init__(self, width, context_width, heads):
        super().__init__()
        self.heads = heads
        for name, size in (("q", width), ("k", context_width), ("v", context_width), ("out", width)):
            setattr(self, f"{name}_proj", nn.Linear(size, width))

    def forward(self, x, context, context_mask=None):
        out = []
        for i in range(x.shape[0]):
            real = context[i] if context_mask is None else context[i][context_mask[i]]
            q, k, v = (
                y.reshape(y.shape[0], self.heads, -1).movedim(1, 0)
                for y in (self.q_proj(x[i]), self.k_proj(real), self.v_proj(real))
            )
            p = torch.softmax(q @ k.mT * q.shape[-1] ** -0.5, dim=-1)
            out.append((p @ v).movedim(0, 1).reshape(x.shape[1], -1))
        return self.out_proj(torch.stack(out))
