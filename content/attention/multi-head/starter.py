import torch
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        # TODO: check the sizes, make q_proj, k_proj, v_proj and out_proj

    def forward(self, x, mask=None):
        # x: (b, n, d_model), mask: True takes part
        # TODO: return (b, n, d_model)
        ...
