# /// mistake
# fails = "the_crossing_token_is_kept"
# says = "You drop the token with which the sum reaches p, so the rest holds less than p: it is the last one kept."
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
    remove[..., 0] = False
    sorted_probs = sorted_probs.masked_fill(remove, 0.0)
    result = torch.zeros_like(probs).scatter(-1, index, sorted_probs)
    return result / result.sum(dim=-1, keepdim=True)
