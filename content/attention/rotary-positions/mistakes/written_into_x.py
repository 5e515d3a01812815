# /// mistake
# fails = "takes_any_memory_layout"
# says = "You wrote the result into x itself: the caller still needs x, and autograd too. Build a new tensor."
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
    with torch.no_grad():
        first, second = x[..., 0::2].to(wide), x[..., 1::2].to(wide)
        a, b = first * cos - second * sin, first * sin + second * cos
        x[..., 0::2], x[..., 1::2] = a.to(x.dtype), b.to(x.dtype)
    return x
