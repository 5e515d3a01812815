# /// mistake
# fails = "every_kept_target_weighs_the_same"
# says = "You averaged each sequence first and then the sequences, so a token of a short sequence counts more: sum over all positions and divide once by the number of kept targets."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    keep = targets != ignore_index
    safe = targets.masked_fill(~keep, 0).unsqueeze(-1)
    shifted = logits - logits.amax(dim=-1, keepdim=True)
    losses = shifted.exp().sum(dim=-1).log() - shifted.gather(-1, safe).squeeze(-1)
    losses = losses.masked_fill(~keep, 0.0)
    return (losses.sum(dim=-1) / keep.sum(dim=-1).clamp(min=1)).mean()
