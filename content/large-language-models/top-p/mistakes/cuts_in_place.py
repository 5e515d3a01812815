# /// mistake
# fails = "takes_any_memory_layout"
# says = "You write minus infinity into the caller's logits: work on a tensor of your own."
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
    drop = torch.zeros_like(remove).scatter(-1, index, remove)
    logits.data.masked_fill_(drop, float("-inf"))
    sorted_probs = sorted_probs.masked_fill(remove, 0.0)
    result = torch.zeros_like(probs).scatter(-1, index, sorted_probs)
    return result / result.sum(dim=-1, keepdim=True)
