import torch


def layer_norm(x, gamma, beta, eps=1e-5):
    # float16 ends at 65504 and bfloat16 has 8 significant bits: a sum of squares needs more of both. float64 stays
    # as it is; x.float() for every dtype would throw half of its digits away.
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x

    # Centre first, square after. E[x²] - E[x]² is the same on paper, but around 10 000 both terms are near 1e8, where
    # neighbouring float32 numbers are 8 apart: a variance of 1 is lost between them.
    centred = wide - wide.mean(dim=-1, keepdim=True)  # (..., d)
    variance = centred.square().mean(dim=-1, keepdim=True)  # (..., 1), divided by d

    # eps inside the root bounds the factor by 1/√eps, also where the variance is zero.
    normalised = centred * torch.rsqrt(variance + eps)
    return (normalised * gamma + beta).to(x.dtype)
