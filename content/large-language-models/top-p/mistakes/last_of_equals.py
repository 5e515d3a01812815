# /// mistake
# fails = "of_equals_the_first_rank_higher"
# says = "Of equal probabilities you take the larger index first: flipping an ascending sort turns their order round."
# ///
import torch


def top_p(logits, p):
    if p <= 0 or p > 1:
        raise ValueError("p must be in (0, 1]")
    probs = torch.softmax(logits, dim=-1)
    if p == 1:
        return probs
    sorted_probs, index = torch.sort(probs, dim=-1, stable=True)
    sorted_probs, index = sorted_probs.flip(-1), index.flip(-1)
    cumulative = torch.cumsum(sorted_probs, dim=-1)
    remove = cumulative >= p
    remove = torch.cat([torch.zeros_like(remove[..., :1]), remove[..., :-1]], dim=-1)
    sorted_probs = sorted_probs.masked_fill(remove, 0.0)
    result = torch.zeros_like(probs).scatter(-1, index, sorted_probs)
    return result / result.sum(dim=-1, keepdim=True)
