import torch


def rope(x, positions, base=10000.0):
    """A stranger's: pair by pair, written from the prompt."""
    d = x.shape[-1]
    if d % 2 == 1:
        raise ValueError("d must be even")
    high = x.to(torch.float64)
    p = positions.to(torch.float64)
    columns = []
    for i in range(d // 2):
        theta = base ** (-2 * i / d)
        c, s = torch.cos(p * theta), torch.sin(p * theta)
        columns.append(high[..., 2 * i] * c - high[..., 2 * i + 1] * s)
        columns.append(high[..., 2 * i] * s + high[..., 2 * i + 1] * c)
    return torch.stack(columns, dim=-1).to(x.dtype)
