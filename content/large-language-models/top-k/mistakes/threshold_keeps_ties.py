# /// mistake
# fails = "of_equal_logits_the_first_are_kept"
# says = "You keep everything that is at least the k-th largest logit, so ties let in more than k tokens: scatter by position instead."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    kth = torch.topk(logits, k, dim=-1).values[..., -1:]
    kept = logits.masked_fill(logits < kth, float("-inf"))
    return torch.softmax(kept, dim=-1)
