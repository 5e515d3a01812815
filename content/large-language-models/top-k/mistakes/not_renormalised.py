# /// mistake
# fails = "each_row_sums_to_one"
# says = "You zero the others after the softmax and leave it at that: divide by what is left, so that each row sums to one."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    index = torch.sort(logits, dim=-1, descending=True, stable=True).indices[..., :k]
    p = torch.softmax(logits, dim=-1)
    return torch.zeros_like(p).scatter(-1, index, p.gather(-1, index))
