import torch


def attention(q, k, v, mask=None):
    """Key by key with a running maximum and sum, as FlashAttention does; accumulates in at least float32."""
    wide = torch.promote_types(q.dtype, torch.float32)
    scale = q.shape[-1] ** -0.5
    top = torch.full((*q.shape[:-1], 1), -1e30, dtype=wide)
    total = torch.zeros_like(top)
    out = torch.zeros(*q.shape[:-1], v.shape[-1], dtype=wide)
    for j in range(k.shape[-2]):
        score = (q.to(wide) * k[..., j : j + 1, :].to(wide)).sum(-1, keepdim=True) * scale
        if mask is not None:
            column = mask[..., j : j + 1] if mask.shape[-1] > 1 else mask
            score = score.masked_fill(~column, float("-inf"))
        new_top = torch.maximum(top, score.detach())
        shrink, weight = torch.exp(top - new_top), torch.exp(score - new_top)
        total = total * shrink + weight
        out = out * shrink + weight * v[..., j : j + 1, :].to(wide)
        top = new_top
    return (out / total.clamp(min=1e-30)).to(q.dtype)
