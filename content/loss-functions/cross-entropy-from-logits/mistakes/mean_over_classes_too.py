# /// mistake
# fails = "follows_the_formula"
# says = "You averaged over the classes as well: the one-hot product has C entries per position, so sum over the classes before the mean over the kept positions."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1, 1)
    shifted = z - z.amax(dim=-1, keepdim=True)
    log_p = shifted - shifted.exp().sum(dim=-1, keepdim=True).log()
    onehot = (torch.arange(z.shape[-1]) == t) & (t != ignore_index)
    return -(onehot * log_p).mean()
