import torch
import torch.nn.functional as F


def sliding_window_attention(q, k, v, window):
    """Work of n times window: pads the front and takes one window per query."""
    if window < 1:
        raise ValueError("empty window")
    n, m = q.shape[-2], k.shape[-2]
    window = min(window, m)
    keys = F.pad(k, (0, 0, window - 1, 0)).unfold(-2, window, 1)[..., m - n :, :, :]
    values = F.pad(v, (0, 0, window - 1, 0)).unfold(-2, window, 1)[..., m - n :, :, :]
    scores = torch.einsum("...nd,...ndw->...nw", q, keys) / q.shape[-1] ** 0.5
    position = torch.arange(m - n, m)[:, None] + torch.arange(1 - window, 1)
    weights = scores.masked_fill(position < 0, float("-inf")).softmax(-1)
    return torch.einsum("...nw,...new->...ne", weights, values)
