# /// mistake
# fails = "follows_the_formula"
# says = "Your variance is divided by d - 1, which is what var does by default: layer norm divides by d (var(..., correction=0))."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    mean = wide.mean(dim=-1, keepdim=True)
    variance = wide.var(dim=-1, keepdim=True)
    return ((wide - mean) / torch.sqrt(variance + eps) * gamma + beta).to(x.dtype)
