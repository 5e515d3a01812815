# /// mistake
# fails = "keeps_the_k_largest"
# says = "You return the probabilities in sorted order: put them back where the tokens were."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    values, index = torch.sort(logits, dim=-1, descending=True, stable=True)
    values, index = values[..., :k], index[..., :k]
    kept = torch.cat([values, torch.full_like(logits, float("-inf"))[..., k:]], dim=-1)
    return torch.softmax(kept, dim=-1)
