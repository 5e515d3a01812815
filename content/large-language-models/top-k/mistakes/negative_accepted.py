# /// mistake
# fails = "a_k_below_one_is_refused"
# says = "You refuse only k = 0; a negative k slices from the end and goes through: refuse everything below 1."
# ///
import torch


def top_k(logits, k):
    if k == 0:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    values, index = torch.sort(logits, dim=-1, descending=True, stable=True)
    values, index = values[..., :k], index[..., :k]
    kept = torch.full_like(logits, float("-inf")).scatter(-1, index, values)
    return torch.softmax(kept, dim=-1)
