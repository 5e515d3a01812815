import math

import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.c_attn = nn.Linear(width, 3 * width)  # queries, keys and values side by side
        self.c_proj = nn.Linear(width, width)

    def forward(self, x):
        n = x.shape[1]
        # First cut into q, k and v, each of the full width; then each into heads.
        q, k, v = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (b, heads, n, size)
            for part in self.c_attn(x).chunk(3, dim=-1)
        )
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])  # (b, heads, n, n)
        future = torch.ones(n, n, dtype=torch.bool, device=x.device).triu(diagonal=1)
        weights = torch.softmax(scores.masked_fill(future, float("-inf")), dim=-1)
        return self.c_proj((weights @ v).transpose(1, 2).flatten(2))  # (b, n, width)


class MLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x):
        # GPT-2 was trained with the tanh form; weights want the function they were trained with.
        return self.c_proj(nn.functional.gelu(self.c_fc(x), approximate="tanh"))


class GPTBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        # The attributes' names are the names in the checkpoint.
        self.ln_1 = nn.LayerNorm(width, eps=1e-5)
        self.attn = Attention(width, heads)
        self.ln_2 = nn.LayerNorm(width, eps=1e-5)
        self.mlp = MLP(width)

    def forward(self, x):
        # Pre-norm: each branch reads a normalised copy, and what it finds is added to the stream, which itself is never
        # normalised. So the identity path runs from the first block to the last.
        x = x + self.attn(self.ln_1(x))  # tokens talk to each other
        return x + self.mlp(self.ln_2(x))  # each token thinks for itself, about what it has just heard
