# /// mistake
# fails = "a_batch_of_ignored_targets_costs_nothing"
# says = "With every target ignored you divide 0 by 0, and one such batch turns all weights into NaN: return 0 there, for example by dividing by at least 1."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    shifted = z - z.amax(dim=-1, keepdim=True)
    losses = shifted.exp().sum(dim=-1).log() - shifted.gather(-1, safe).squeeze(-1)
    return losses[keep].mean()
