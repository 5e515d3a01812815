# /// mistake
# fails = "keys_and_values_are_never_written_out"
# says = "You write out the keys of all heads for all tokens, which is what the latent cache avoids: multiply the query by w_k instead."
# ///
import math

import torch


def latent_attention(q, q_rope, c, k_rope, w_k, w_v):
    n, m = q.shape[2], c.shape[1]
    keys = torch.einsum("bml,hld->bhmd", c, w_k)
    content = q @ keys.transpose(-2, -1)
    place = torch.einsum("bhnr,bmr->bhnm", q_rope, k_rope)
    scores = (content + place) / math.sqrt(q.shape[-1] + q_rope.shape[-1])
    visible = torch.ones(n, m, dtype=torch.bool, device=q.device).tril(m - n)
    weights = torch.softmax(scores.masked_fill(~visible, float("-inf")), dim=-1)
    mixed = torch.einsum("bhnm,bml->bhnl", weights, c)
    return torch.einsum("bhnl,hle->bhne", mixed, w_v)
