# /// mistake
# fails = "of_equal_logits_the_first_are_kept"
# says = "Of equal logits you keep those with the larger index: an ascending sort, read from its end, turns their order round."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    values, index = torch.sort(logits, dim=-1, stable=True)
    values, index = values[..., -k:], index[..., -k:]
    kept = torch.full_like(logits, float("-inf")).scatter(-1, index, values)
    return torch.softmax(kept, dim=-1)
