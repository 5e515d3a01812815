"""A typical short answer: var_mean, in-place operations on its own tensors."""

import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    h = x.to(torch.promote_types(x.dtype, torch.float32))
    var, mean = torch.var_mean(h, dim=-1, keepdim=True, unbiased=False)
    out = h - mean
    out = out.mul(torch.rsqrt(var + eps))
    out = out.type_as(x)
    return out * gamma + beta
