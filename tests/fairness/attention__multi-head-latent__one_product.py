"""Both parts in one product of concatenated vectors, by matmul with broadcasting."""

import torch


def latent_attention(q, q_rope, c, k_rope, w_k, w_v):
    n, m = q.size(2), c.size(1)
    whole = torch.cat([q @ w_k.mT, q_rope], -1) * (q.size(-1) + q_rope.size(-1)) ** -0.5
    keys = torch.cat([c, k_rope], -1)
    b, h = q.shape[:2]
    scores = (whole.flatten(1, 2) @ keys.mT).unflatten(1, (h, n))
    bias = torch.full((n, m), float("-inf"), dtype=q.dtype).triu(m - n + 1)
    weights = (scores + bias).softmax(-1)
    return (weights.flatten(1, 2) @ c).unflatten(1, (h, n)) @ w_v
