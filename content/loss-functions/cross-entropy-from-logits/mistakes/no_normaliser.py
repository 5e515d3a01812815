# /// mistake
# fails = "follows_the_formula"
# says = "You averaged the right logits alone: subtract them from the log-sum-exp over all classes."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    return -z.gather(-1, safe).squeeze(-1).masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
