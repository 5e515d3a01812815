# /// mistake
# fails = "follows_the_formula"
# says = "You subtracted the maximum inside the log-sum-exp only: subtract it from the right logit too, or add it back to the logarithm."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    log_total = torch.exp(z - z.amax(dim=-1, keepdim=True)).sum(dim=-1).log()
    losses = log_total - z.gather(-1, safe).squeeze(-1)
    return losses.masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
