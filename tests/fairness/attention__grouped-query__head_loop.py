import torch


def grouped_query_attention(q, k, v, mask=None):
    """A stranger's: one query head after the other."""
    b, h, n, d = q.shape
    g, m = k.shape[1:3]
    if h % g:
        raise ValueError("h must be a multiple of g")
    if mask is not None:
        mask = torch.broadcast_to(mask, (b, h, n, m))
    heads = []
    for i in range(h):
        j = i // (h // g)
        s = torch.bmm(q[:, i], k[:, j].permute(0, 2, 1)) * d**-0.5
        if mask is not None:
            s = torch.where(mask[:, i], s, torch.tensor(float("-inf"), dtype=s.dtype))
        heads.append(torch.bmm(s.softmax(2), v[:, j]))
    return torch.stack(heads, 1)
