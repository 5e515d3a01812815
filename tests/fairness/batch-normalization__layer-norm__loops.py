"""Row by row, with sums in plain Python loops over tensors."""

import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    dtype = x.dtype
    if dtype in (torch.half, torch.bfloat16):
        x, gamma, beta = x.float(), gamma.float(), beta.float()
    d = x.size(-1)
    rows = []
    for row in x.reshape(-1, d).unbind(0):
        mean = sum(row) / d
        var = sum((entry - mean) ** 2 for entry in row) / d
        rows.append(gamma * ((row - mean) / (var + eps) ** 0.5) + beta)
    return torch.stack(rows).reshape(x.shape).to(dtype)
