# /// mistake
# fails = "double_precision_stays_double"
# says = "You converted float64 to float32 as well, so half of its digits are lost: widen only float16 and bfloat16."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.float()
    centred = wide - wide.mean(dim=-1, keepdim=True)
    variance = centred.square().mean(dim=-1, keepdim=True)
    normalised = centred * torch.rsqrt(variance + eps)
    return (normalised * gamma.float() + beta.float()).to(x.dtype)
