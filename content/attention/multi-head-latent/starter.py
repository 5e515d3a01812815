import torch


def latent_attention(q, q_rope, c, k_rope, w_k, w_v):
    # q: (b, h, n, d), q_rope: (b, h, n, r), c: (b, m, l), k_rope: (b, m, r), w_k: (h, l, d), w_v: (h, l, e)
    # TODO: return (b, h, n, e)
    ...
