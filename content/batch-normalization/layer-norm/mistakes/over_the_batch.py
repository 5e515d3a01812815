# /// mistake
# fails = "every_position_on_its_own"
# says = "You took mean and variance over the first axis, which is batch normalization: layer norm takes them over the last axis of each position."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    mean = wide.mean(dim=0, keepdim=True)
    variance = wide.var(dim=0, keepdim=True, correction=0)
    return ((wide - mean) / torch.sqrt(variance + eps) * gamma + beta).to(x.dtype)
