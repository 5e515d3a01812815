# /// mistake
# fails = "an_improbable_target_has_a_finite_loss"
# says = "You added a small number inside the logarithm: that caps the loss of an improbable class and spoils its gradient, so compute it from the logits, log-sum-exp minus the right logit."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    raised = torch.exp(z - z.amax(dim=-1, keepdim=True))
    p = raised / raised.sum(dim=-1, keepdim=True)
    losses = -torch.log(p.gather(-1, safe) + 1e-8).squeeze(-1)
    return losses.masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
