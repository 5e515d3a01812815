# /// mistake
# fails = "huge_logits_do_not_overflow"
# says = "Your log-sum-exp overflows: exp of a logit above about 88 is infinite in float32, so subtract the row's maximum before the exp."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    log_total = torch.exp(z).sum(dim=-1).log()
    losses = log_total - z.gather(-1, safe).squeeze(-1)
    return losses.masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
