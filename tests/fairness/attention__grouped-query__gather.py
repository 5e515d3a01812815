import torch


def grouped_query_attention(q, k, v, mask=None):
    heads, groups = q.shape[1], k.shape[1]
    if heads % groups != 0:
        raise ValueError(f"{heads} % {groups}")
    owner = torch.arange(heads) // (heads // groups)
    keys, values = k[:, owner], v[:, owner]
    scores = (q.float() if q.dtype != torch.float64 else q) @ keys.mT.to(torch.promote_types(q.dtype, torch.float32))
    scores = scores / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(mask == 0, torch.finfo(scores.dtype).min)
    scores = scores - scores.detach().amax(-1, keepdim=True)
    p = scores.exp()
    p = p / p.sum(-1, keepdim=True)
    return (p @ values.to(p.dtype)).to(q.dtype)
