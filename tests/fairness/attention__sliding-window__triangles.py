import torch


def sliding_window_attention(q, k, v, window):
    if window <= 0:
        raise ValueError(window)
    n, m = q.size(-2), k.size(-2)
    ones = torch.ones(n, m)
    band = ones.tril(m - n) - ones.tril(m - n - window)
    bias = torch.log(band).to(q.dtype)
    return torch.einsum(
        "...nm,...me->...ne", torch.softmax(torch.einsum("...nd,...md->...nm", q, k) * q.size(-1) ** -0.5 + bias, -1), v
    )
