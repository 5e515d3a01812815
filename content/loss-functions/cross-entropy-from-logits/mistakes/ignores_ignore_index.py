# /// mistake
# fails = "ignored_targets_do_not_count"
# says = "Your function does not use ignore_index: leave out the positions whose target equals it, in the sum and in the count."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    shifted = z - z.amax(dim=-1, keepdim=True)
    losses = shifted.exp().sum(dim=-1).log() - shifted[torch.arange(len(t)), t]
    return losses.mean()
