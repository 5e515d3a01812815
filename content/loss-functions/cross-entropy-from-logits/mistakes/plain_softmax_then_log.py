# /// mistake
# fails = "huge_logits_do_not_overflow"
# says = "Your softmax raises e to the logits themselves, which overflows, and then takes the logarithm of it: subtract the row's maximum and compute log-sum-exp minus the right logit."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    raised = torch.exp(z)
    p = raised / raised.sum(dim=-1, keepdim=True)
    losses = -torch.log(p.gather(-1, safe)).squeeze(-1)
    return losses.masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
