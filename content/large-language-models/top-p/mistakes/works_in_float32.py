# /// mistake
# fails = "decides_in_the_dtype_of_the_logits"
# says = "You turn float64 into float32 on the way, so a token near the border falls on the wrong side: stay in the dtype of the logits."
# ///
import torch


def top_p(logits, p):
    if p <= 0 or p > 1:
        raise ValueError("p must be in (0, 1]")
    probs = torch.softmax(logits, dim=-1)
    if p == 1:
        return probs
    sorted_probs, index = torch.sort(probs, dim=-1, descending=True, stable=True)
    cumulative = torch.cumsum(sorted_probs.float(), dim=-1)
    remove = cumulative >= p
    remove = torch.cat([torch.zeros_like(remove[..., :1]), remove[..., :-1]], dim=-1)
    sorted_probs = sorted_probs.masked_fill(remove, 0.0)
    result = torch.zeros_like(probs).scatter(-1, index, sorted_probs)
    return result / result.sum(dim=-1, keepdim=True)
