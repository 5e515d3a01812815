# /// mistake
# fails = "a_large_k_keeps_everything"
# says = "topk fails where k exceeds the vocabulary: take the smaller of the two."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    torch.topk(logits, k, dim=-1)
    values, index = torch.sort(logits, dim=-1, descending=True, stable=True)
    values, index = values[..., :k], index[..., :k]
    kept = torch.full_like(logits, float("-inf")).scatter(-1, index, values)
    return torch.softmax(kept, dim=-1)
