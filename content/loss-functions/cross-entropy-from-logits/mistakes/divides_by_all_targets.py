# /// mistake
# fails = "ignored_targets_do_not_count"
# says = "You divided by the number of all targets: divide by the number of those that are kept."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    shifted = z - z.amax(dim=-1, keepdim=True)
    losses = shifted.exp().sum(dim=-1).log() - shifted.gather(-1, safe).squeeze(-1)
    return losses.masked_fill(~keep, 0.0).mean()
