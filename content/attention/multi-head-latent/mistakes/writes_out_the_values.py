# /// mistake
# fails = "keys_and_values_are_never_written_out"
# says = "You write out the values of all heads for all tokens: mix the latent vectors first and take the mixture up."
# ///
import math

import torch


def latent_attention(q, q_rope, c, k_rope, w_k, w_v):
    n, m = q.shape[2], c.shape[1]
    absorbed = torch.einsum("bhnd,hld->bhnl", q, w_k)
    content = torch.einsum("bhnl,bml->bhnm", absorbed, c)
    place = torch.einsum("bhnr,bmr->bhnm", q_rope, k_rope)
    scores = (content + place) / math.sqrt(q.shape[-1] + q_rope.shape[-1])
    visible = torch.ones(n, m, dtype=torch.bool, device=q.device).tril(m - n)
    weights = torch.softmax(scores.masked_fill(~visible, float("-inf")), dim=-1)
    values = torch.einsum("bml,hle->bhme", c, w_v)
    return weights @ values + 0.0
