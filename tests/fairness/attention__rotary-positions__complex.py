import torch


def rope(x, positions, base=10000.0):
    """With complex numbers, as the first Llama release."""
    *_, d = x.shape
    if d % 2:
        raise ValueError("odd width")
    work = torch.float64 if x.dtype is torch.float64 else torch.float32
    theta = 1.0 / (base ** (torch.arange(0, d, 2).to(work) / d))
    angle = positions.unsqueeze(-1) * theta
    turn = torch.polar(torch.ones_like(angle), angle)
    z = torch.view_as_complex(x.to(work).unflatten(-1, (-1, 2)).contiguous())
    return torch.view_as_real(z * turn).flatten(-2).type_as(x)
