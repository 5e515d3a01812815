# /// mistake
# fails = "large_logits_do_not_overflow"
# says = "You use a large finite number for minus infinity, and where all logits are very low the cut tokens come back: use the infinity."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    values, index = torch.sort(logits, dim=-1, descending=True, stable=True)
    values, index = values[..., :k], index[..., :k]
    kept = torch.full_like(logits, -1e4).scatter(-1, index, values)
    return torch.softmax(kept, dim=-1)
