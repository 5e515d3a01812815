# /// mistake
# fails = "double_precision_stays_double"
# says = "You compute the angles in float32 for a float64 x too, which leaves only half of its digits."
# ///
import torch


def rope(x, positions, base=10000.0):
    d = x.shape[-1]
    if d % 2 != 0:
        raise ValueError("the width must be even")
    wide = torch.float32
    frequencies = base ** (-torch.arange(0, d, 2, dtype=wide) / d)
    angles = positions.to(wide).unsqueeze(-1) * frequencies
    cos, sin = torch.cos(angles), torch.sin(angles)
    first, second = x[..., 0::2].to(wide), x[..., 1::2].to(wide)
    turned = torch.stack((first * cos - second * sin, first * sin + second * cos), dim=-1)
    return turned.flatten(-2).to(x.dtype)
