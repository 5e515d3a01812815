# /// mistake
# fails = "neighbouring_features_turn_together"
# says = "Your frequencies fall only half as fast: pair i has base^(−2i/d), with i counting pairs up to d/2 − 1."
# ///
import torch


def rope(x, positions, base=10000.0):
    d = x.shape[-1]
    if d % 2 != 0:
        raise ValueError("the width must be even")
    wide = torch.float64 if x.dtype == torch.float64 else torch.float32
    frequencies = base ** (-torch.arange(d // 2, dtype=wide) / d)
    angles = positions.to(wide).unsqueeze(-1) * frequencies
    cos, sin = torch.cos(angles), torch.sin(angles)
    first, second = x[..., 0::2].to(wide), x[..., 1::2].to(wide)
    turned = torch.stack((first * cos - second * sin, first * sin + second * cos), dim=-1)
    return turned.flatten(-2).to(x.dtype)
