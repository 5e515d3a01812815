# /// mistake
# fails = "takes_any_memory_layout"
# says = "You overwrite the ignored targets in place, so the caller's labels change: use masked_fill without the underscore, or clone first."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    keep = targets != ignore_index
    targets[~keep] = 0
    shifted = logits - logits.amax(dim=-1, keepdim=True)
    losses = shifted.exp().sum(dim=-1).log() - shifted.gather(-1, targets.unsqueeze(-1)).squeeze(-1)
    return losses.masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
