# /// mistake
# fails = "a_k_below_one_is_refused"
# says = "k below 1 leaves no token, or cuts from the wrong end: raise ValueError."
# ///
import torch


def top_k(logits, k):
    k = max(k, 1)
    k = min(k, logits.shape[-1])
    values, index = torch.sort(logits, dim=-1, descending=True, stable=True)
    values, index = values[..., :k], index[..., :k]
    kept = torch.full_like(logits, float("-inf")).scatter(-1, index, values)
    return torch.softmax(kept, dim=-1)
