# /// mistake
# fails = "large_logits_do_not_overflow"
# says = "exp of a large logit is infinite and the quotient NaN: subtract the row's maximum first."
# ///
import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be positive")
    k = min(k, logits.shape[-1])
    values, index = torch.sort(logits, dim=-1, descending=True, stable=True)
    values, index = values[..., :k], index[..., :k]
    kept = torch.full_like(logits, float("-inf")).scatter(-1, index, values)
    raised = kept.exp()
    return raised / raised.sum(dim=-1, keepdim=True)
