import torch


def rope(x, positions, base=10000.0):
    d = x.shape[-1]
    if d % 2 != 0:
        raise ValueError("d")
    kind = torch.float64 if x.dtype == torch.float64 else torch.float32
    theta = torch.pow(torch.tensor(base, dtype=kind), torch.arange(d // 2, dtype=kind) * (-2.0 / d))
    a = positions.to(kind)[..., None] * theta
    c, s = a.cos(), a.sin()
    rotation = torch.stack((torch.stack((c, -s), -1), torch.stack((s, c), -1)), -2)
    pairs = x.to(kind).reshape(*x.shape[:-1], d // 2, 2, 1)
    return (rotation @ pairs).reshape(x.shape).to(x.dtype)
