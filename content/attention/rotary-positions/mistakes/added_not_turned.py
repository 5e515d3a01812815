# /// mistake
# fails = "neighbouring_features_turn_together"
# says = "You added sines and cosines to x, as the sinusoidal encoding does: here they turn the pairs of x."
# ///
import torch


def rope(x, positions, base=10000.0):
    d = x.shape[-1]
    if d % 2 != 0:
        raise ValueError("the width must be even")
    wide = torch.float64 if x.dtype == torch.float64 else torch.float32
    frequencies = base ** (-torch.arange(0, d, 2, dtype=wide) / d)
    angles = positions.to(wide).unsqueeze(-1) * frequencies
    cos, sin = torch.cos(angles), torch.sin(angles)
    first, second = x[..., 0::2].to(wide), x[..., 1::2].to(wide)
    turned = torch.stack((first + sin, second + cos), dim=-1)
    return turned.flatten(-2).to(x.dtype)
