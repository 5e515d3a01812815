# /// mistake
# fails = "ignored_targets_do_not_count"
# says = "You compare the targets with -100, whatever ignore_index is: compare them with the argument."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != -100
    shifted = z - z.amax(dim=-1, keepdim=True)
    losses = shifted.exp().sum(dim=-1).log() - shifted[torch.arange(len(t)), t.masked_fill(~keep, 0)]
    return losses.masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
