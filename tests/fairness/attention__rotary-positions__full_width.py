import math

import torch


def rope(x, positions, base=10000.0):
    """cos and sin of full width, and x with its neighbours swapped."""
    d = x.size(-1)
    if d & 1:
        raise ValueError(d)
    dtype = torch.promote_types(x.dtype, torch.float32)
    freq = torch.exp(-math.log(base) * torch.arange(0, d, 2, dtype=dtype) / d).repeat_interleave(2)
    angle = positions[..., None].to(dtype) * freq
    w = x.to(dtype)
    swapped = torch.empty_like(w)
    swapped[..., ::2] = -w[..., 1::2]
    swapped[..., 1::2] = w[..., ::2]
    return (w * angle.cos() + swapped * angle.sin()).to(x.dtype)
