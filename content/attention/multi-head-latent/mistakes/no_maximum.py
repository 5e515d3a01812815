# /// mistake
# fails = "large_scores_do_not_overflow"
# says = "You exponentiate the scores as they are, which overflows: use torch.softmax, or subtract the maximum."
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
    weights = torch.exp(scores.masked_fill(~visible, float("-inf")))
    weights = weights / weights.sum(dim=-1, keepdim=True)
    mixed = torch.einsum("bhnm,bml->bhnl", weights, c)
    return torch.einsum("bhnl,hle->bhne", mixed, w_v)
