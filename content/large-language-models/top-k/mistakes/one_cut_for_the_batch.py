# /// mistake
# fails = "keeps_the_k_largest"
# says = "You look for the k largest of the whole batch, so some rows keep nothing: work along the last axis."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    flat = logits.reshape(-1)
    values, index = torch.sort(flat, descending=True, stable=True)
    kept = torch.full_like(flat, float("-inf")).scatter(-1, index[:k], values[:k]).reshape(logits.shape)
    return torch.softmax(kept, dim=-1)
