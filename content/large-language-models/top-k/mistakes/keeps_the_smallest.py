# /// mistake
# fails = "keeps_the_k_largest"
# says = "You keep the smallest logits: sort in descending order."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    values, index = torch.sort(logits, dim=-1, descending=False, stable=True)
    values, index = values[..., :k], index[..., :k]
    kept = torch.full_like(logits, float("-inf")).scatter(-1, index, values)
    return torch.softmax(kept, dim=-1)
