# /// mistake
# fails = "follows_the_formula"
# says = "Your normalisation runs over the positions: sum the exponentials over the classes, the last dimension."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    shifted = z - z.amax(dim=0, keepdim=True)
    log_p = shifted - shifted.exp().sum(dim=0, keepdim=True).log()
    picked = log_p.gather(-1, safe).squeeze(-1)
    return -picked.masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
