# /// mistake
# fails = "half_precision_keeps_far_positions_apart"
# says = "You computed the angles in the half precision of x, where large positions and their angles are rounded by whole radians: use float32 for them."
# ///
import torch


def rope(x, positions, base=10000.0):
    d = x.shape[-1]
    if d % 2 != 0:
        raise ValueError("the width must be even")
    wide = torch.float64 if x.dtype == torch.float64 else torch.float32
    frequencies = base ** (-torch.arange(0, d, 2, dtype=wide) / d)
    angles = (positions.to(x.dtype).unsqueeze(-1) * frequencies.to(x.dtype)).to(wide)
    cos, sin = torch.cos(angles), torch.sin(angles)
    first, second = x[..., 0::2].to(wide), x[..., 1::2].to(wide)
    turned = torch.stack((first * cos - second * sin, first * sin + second * cos), dim=-1)
    return turned.flatten(-2).to(x.dtype)
