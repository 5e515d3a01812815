"""Written from the prompt alone: head by head."""

import torch


def latent_attention(q, q_rope, c, k_rope, w_k, w_v):
    b, h, n, d = q.shape
    m, r = c.shape[1], q_rope.shape[-1]
    outs = []
    for i in range(h):
        down = q[:, i] @ w_k[i].t()  # (b, n, l)
        s = down @ c.transpose(1, 2) + q_rope[:, i] @ k_rope.transpose(1, 2)
        s = s / (d + r) ** 0.5
        hidden = torch.arange(m)[None, :] > torch.arange(m - n, m)[:, None]
        s = s.masked_fill(hidden, -float("inf"))
        p = torch.softmax(s, dim=2)
        outs.append((p @ c) @ w_v[i])
    return torch.stack(outs, dim=1)
