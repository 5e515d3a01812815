# /// mistake
# fails = "keeps_the_k_largest"
# says = "You cut the k-th largest token too, since it is not greater than itself: k tokens stay."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    kth = torch.sort(logits, dim=-1, descending=True).values[..., k - 1 : k]
    kept = torch.where(logits > kth, logits, float("-inf"))
    return torch.softmax(kept, dim=-1)
