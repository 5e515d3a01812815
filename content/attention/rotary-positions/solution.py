import torch


def rope(x, positions, base=10000.0):
    d = x.shape[-1]
    if d % 2 != 0:
        raise ValueError(f"features are rotated in pairs, and {d} is odd")
    # Positions are not exact in half precision (bfloat16 skips integers beyond 256), and an angle that is off by one
    # radian is a wrong angle. So the angles have at least float32, whatever x has.
    wide = torch.promote_types(x.dtype, torch.float32)
    exponents = torch.arange(0, d, 2, dtype=wide, device=x.device) / d  # (d/2,): 2i/d
    frequencies = base**-exponents  # (d/2,), from 1 down to almost 1/base
    angles = positions[..., None].to(wide) * frequencies  # (..., n, d/2)
    cos, sin = angles.cos(), angles.sin()

    even, odd = x[..., 0::2].to(wide), x[..., 1::2].to(wide)  # (..., n, d/2): the two coordinates of each pair
    turned = torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1)  # (..., n, d/2, 2)
    return turned.flatten(-2).to(x.dtype)  # the last two axes joined: neighbours are a pair again
