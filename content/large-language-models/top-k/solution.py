import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    # Positions, not a threshold: comparing with the k-th largest value would keep every token that equals it. A stable
    # sort leaves equal logits in the order of their indices; topk makes no such promise.
    order = logits.argsort(dim=-1, descending=True, stable=True)  # (..., V)
    # A slice may reach beyond the end, so k >= V needs no case of its own.
    kept = torch.zeros_like(logits, dtype=torch.bool).scatter(-1, order[..., :k], True)
    # -inf before the softmax gives weight exactly 0 and lets the kept ones sum to one.
    return torch.softmax(logits.masked_fill(~kept, float("-inf")), dim=-1)
