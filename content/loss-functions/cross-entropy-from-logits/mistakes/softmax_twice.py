# /// mistake
# fails = "follows_the_formula"
# says = "You applied the softmax to the logits and then the loss applied it again: the loss takes the raw logits."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    raised = torch.exp(z - z.amax(dim=-1, keepdim=True))
    p = raised / raised.sum(dim=-1, keepdim=True)
    losses = p.exp().sum(dim=-1).log() - p.gather(-1, safe).squeeze(-1)
    return losses.masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
