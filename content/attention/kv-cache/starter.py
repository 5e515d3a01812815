import torch
from torch import nn


class CachedAttention(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        # TODO: q_proj, k_proj, v_proj and out_proj

    def forward(self, x, cache=None):
        # x: (b, t, d_model), the new tokens only; cache: None or what an earlier call returned
        # TODO: return y of shape (b, t, d_model) and the new cache
        ...
