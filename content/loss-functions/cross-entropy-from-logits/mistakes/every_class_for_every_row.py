# /// mistake
# fails = "follows_the_formula"
# says = "log_p[:, targets] picks every target's column in every row: pick one entry per row, with gather or log_p[torch.arange(N), targets]."
# ///
import torch


def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    safe = t.masked_fill(~keep, 0).unsqueeze(-1)
    shifted = z - z.amax(dim=-1, keepdim=True)
    log_p = shifted - shifted.exp().sum(dim=-1, keepdim=True).log()
    kept = log_p[keep]
    return -kept[:, t[keep]].mean() if len(kept) else log_p.sum() * 0
