# /// mistake
# fails = "takes_any_memory_layout"
# says = "You write minus infinity into the caller's logits: fill a new tensor."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    index = torch.sort(logits, dim=-1, descending=True, stable=True).indices[..., k:]
    kept = logits
    kept.data.scatter_(-1, index, float("-inf"))
    return torch.softmax(kept, dim=-1)
