# /// mistake
# fails = "gradients_are_right"
# says = "You return a number that left autograd (item, float or a new tensor), so no gradient reaches the logits: return the tensor itself."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    shifted = z - z.amax(dim=-1, keepdim=True)
    losses = shifted.exp().sum(dim=-1).log() - shifted.gather(-1, safe).squeeze(-1)
    total = losses.masked_fill(~keep, 0.0).sum() / keep.sum().clamp(min=1)
    return torch.tensor(total.item(), dtype=logits.dtype)
