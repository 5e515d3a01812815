# /// mistake
# fails = "epsilon_is_inside_the_root"
# says = "You added eps to the standard deviation: it belongs to the variance, inside the root, where it counts for far more when the variance is small."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    mean = wide.mean(dim=-1, keepdim=True)
    std = wide.std(dim=-1, keepdim=True, correction=0)
    return ((wide - mean) / (std + eps) * gamma + beta).to(x.dtype)
