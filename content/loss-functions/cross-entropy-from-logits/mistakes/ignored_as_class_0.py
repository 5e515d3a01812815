# /// mistake
# fails = "ignored_targets_do_not_count"
# says = "You gave ignored targets class 0 so that they can be an index, but their losses still count: set those losses to zero and do not count them."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    t = t.masked_fill(t == ignore_index, 0).unsqueeze(-1)
    shifted = z - z.amax(dim=-1, keepdim=True)
    losses = shifted.exp().sum(dim=-1).log() - shifted.gather(-1, t).squeeze(-1)
    return losses.mean()
