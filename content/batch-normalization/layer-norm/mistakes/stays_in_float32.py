# /// mistake
# fails = "half_precision_is_computed_in_float32"
# says = "You converted half precision to float32 and returned that: the result must have the dtype of x."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    centred = wide - wide.mean(dim=-1, keepdim=True)
    variance = centred.square().mean(dim=-1, keepdim=True)
    return centred * torch.rsqrt(variance + eps) * gamma + beta
