# /// mistake
# fails = "keeps_the_k_largest"
# says = "You set the cut logits to 0, and exp(0) is 1: set them to minus infinity."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    values, index = torch.sort(logits, dim=-1, descending=True, stable=True)
    values, index = values[..., :k], index[..., :k]
    kept = torch.zeros_like(logits).scatter(-1, index, values)
    return torch.softmax(kept, dim=-1)
