# /// mistake
# fails = "epsilon_is_inside_the_root"
# says = "You wrote 1e-5 into the formula and do not use the argument eps."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    mean = wide.mean(dim=-1, keepdim=True)
    variance = wide.var(dim=-1, keepdim=True, correction=0)
    return ((wide - mean) / torch.sqrt(variance + 1e-5) * gamma + beta).to(x.dtype)
