# /// mistake
# fails = "follows_the_formula"
# says = "Your loss is negative: the cross-entropy is minus the logarithm of the right class's probability."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    shifted = z - z.amax(dim=-1, keepdim=True)
    log_p = shifted - shifted.exp().sum(dim=-1, keepdim=True).log()
    picked = log_p.gather(-1, safe).squeeze(-1)
    return picked.masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
