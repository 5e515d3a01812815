# /// mistake
# fails = "a_large_mean_does_no_harm"
# says = "E[x²] - E[x]² subtracts two huge, almost equal numbers when the mean is large, and float32 has no digits left for the rest: centre first, then average the squares."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    mean = wide.mean(dim=-1, keepdim=True)
    variance = (wide * wide).mean(dim=-1, keepdim=True) - mean * mean
    return ((wide - mean) / torch.sqrt(variance + eps) * gamma + beta).to(x.dtype)
