# /// mistake
# fails = "neighbouring_features_turn_together"
# says = "You paired feature i with feature i + d/2, as some models do: here the pairs are neighbours, 2i and 2i + 1, so weights trained for one layout fail in the other."
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
    first, second = x[..., : d // 2].to(wide), x[..., d // 2 :].to(wide)
    return torch.cat((first * cos - second * sin, first * sin + second * cos), dim=-1).to(x.dtype)
