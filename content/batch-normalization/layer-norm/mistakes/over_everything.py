# /// mistake
# fails = "every_position_on_its_own"
# says = "Without dim, mean and var reduce the whole tensor to one number: every position needs its own, so reduce over dim=-1 with keepdim=True."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    mean = wide.mean()
    variance = wide.var(correction=0)
    return ((wide - mean) / torch.sqrt(variance + eps) * gamma + beta).to(x.dtype)
