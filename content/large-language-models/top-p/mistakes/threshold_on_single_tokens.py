# /// mistake
# fails = "keeps_the_nucleus"
# says = "You compare single probabilities with p: it is the accumulated mass that has to reach p."
# ///
import torch


def top_p(logits, p):
    if p <= 0 or p > 1:
        raise ValueError("p must be in (0, 1]")
    probs = torch.softmax(logits, dim=-1)
    if p == 1:
        return probs
    sorted_probs, index = torch.sort(probs, dim=-1, descending=True, stable=True)
    remove = sorted_probs < p
    remove[..., 0] = False
    sorted_probs = sorted_probs.masked_fill(remove, 0.0)
    result = torch.zeros_like(probs).scatter(-1, index, sorted_probs)
    return result / result.sum(dim=-1, keepdim=True)
