# /// mistake
# fails = "a_ruled_out_class_does_no_harm"
# says = "You multiplied the log-probabilities by a one-hot vector, and 0 times -inf is NaN: pick the right class with gather instead."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    shifted = z - z.amax(dim=-1, keepdim=True)
    log_p = shifted - shifted.exp().sum(dim=-1, keepdim=True).log()
    onehot = (torch.arange(z.shape[-1]) == safe).to(z.dtype) * keep.unsqueeze(-1)
    return -(onehot * log_p).sum() / keep.sum().clamp(min=1)
