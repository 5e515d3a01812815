# /// mistake
# fails = "takes_any_leading_dimensions"
# says = "Your function takes logits of shape (N, C) only: flatten the leading dimensions with reshape(-1, C) and reshape(-1)."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    keep = targets != ignore_index
    rows = torch.arange(logits.shape[0])
    shifted = logits - logits.amax(dim=1, keepdim=True)
    losses = shifted.exp().sum(dim=1).log() - shifted[rows, targets.masked_fill(~keep, 0)]
    return losses.masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
