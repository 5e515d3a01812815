# /// mistake
# fails = "every_position_on_its_own"
# says = "You took mean and variance over all axes but the first, so the positions of a sequence share them: use the last axis only."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    axes = tuple(range(1, x.dim())) or (0,)
    mean = wide.mean(dim=axes, keepdim=True)
    variance = wide.var(dim=axes, keepdim=True, correction=0)
    return ((wide - mean) / torch.sqrt(variance + eps) * gamma + beta).to(x.dtype)
