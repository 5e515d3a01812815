# /// mistake
# fails = "follows_the_formula"
# says = "You added beta before multiplying by gamma, so the shift is scaled as well: multiply first, then add."
# ///
import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    centred = wide - wide.mean(dim=-1, keepdim=True)
    variance = centred.square().mean(dim=-1, keepdim=True)
    return (gamma * (centred * torch.rsqrt(variance + eps) + beta)).to(x.dtype)
