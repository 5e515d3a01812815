import math

import torch


def latent_attention(q, q_rope, c, k_rope, w_k, w_v):
    n, m = q.shape[2], c.shape[1]
    # qᵀ(Wᵀc) = (W q)ᵀc: the query is taken down to the latent width, instead of every cached token up to all heads.
    absorbed = torch.einsum("bhnd,hld->bhnl", q, w_k)
    content = torch.einsum("bhnl,bml->bhnm", absorbed, c)
    # Rotations depend on the position and cannot be absorbed, so a few dimensions of their own carry them, one key for
    # all heads.
    place = torch.einsum("bhnr,bmr->bhnm", q_rope, k_rope)
    # Together they are one dot product of d + r entries.
    scores = (content + place) / math.sqrt(q.shape[-1] + q_rope.shape[-1])
    visible = torch.ones(n, m, dtype=torch.bool, device=q.device).tril(m - n)  # the queries are the last n of m tokens
    weights = torch.softmax(scores.masked_fill(~visible, float("-inf")), dim=-1)  # (b, h, n, m)
    mixed = torch.einsum("bhnm,bml->bhnl", weights, c)  # mix first, then take one vector per query up
    return torch.einsum("bhnl,hle->bhne", mixed, w_v)
