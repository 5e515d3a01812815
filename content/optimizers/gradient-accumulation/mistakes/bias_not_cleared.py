# /// mistake
# fails = "old_gradients_do_not_count"
# says = "You cleared w.grad but not b.grad."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad = None
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        loss = F.cross_entropy(x @ w.T + b, t, ignore_index=-100, reduction="sum") / max(kept, 1)
        loss.backward()
        total += loss.item()
    return total
