# /// mistake
# fails = "half_precision_is_computed_in_float32"
# says = "You computed mean and variance in half precision, where a variance above 65504 is infinite and a mean has three digits: convert to float32 first."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    centred = x - x.mean(dim=-1, keepdim=True)
    variance = centred.square().mean(dim=-1, keepdim=True)
    return centred * torch.rsqrt(variance + eps) * gamma + beta
