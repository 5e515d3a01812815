# /// mistake
# fails = "of_equals_the_first_rank_higher"
# says = "You keep every token as probable as the crossing one, so ties make the nucleus too large: decide by position."
# ///
import torch


def top_p(logits, p):
    if p <= 0 or p > 1:
        raise ValueError("p must be in (0, 1]")
    probs = torch.softmax(logits, dim=-1)
    if p == 1:
        return probs
    sorted_probs, index = torch.sort(probs, dim=-1, descending=True, stable=True)
    cumulative = torch.cumsum(sorted_probs, dim=-1)
    remove = cumulative >= p
    remove = torch.cat([torch.zeros_like(remove[..., :1]), remove[..., :-1]], dim=-1)
    least = sorted_probs.masked_fill(remove, 2.0).amin(dim=-1, keepdim=True)
    result = probs.masked_fill(probs < least, 0.0)
    return result / result.sum(dim=-1, keepdim=True)
