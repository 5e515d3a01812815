# /// mistake
# fails = "lengths_are_kept"
# says = "You laid the angles out as two halves but rotate neighbouring features, so the two of a pair turn by different angles: repeat each angle twice in a row."
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
    cos, sin = torch.cat((cos, cos), dim=-1), torch.cat((sin, sin), dim=-1)
    wide_x = x.to(wide)
    across = torch.stack((-wide_x[..., 1::2], wide_x[..., 0::2]), dim=-1).flatten(-2)
    return (wide_x * cos + across * sin).to(x.dtype)
