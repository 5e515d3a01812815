# /// mistake
# fails = "uneven_micro_batches_equal_the_big_batch"
# says = "You divided by the targets seen so far, so earlier micro-batches keep too large a share: count all of them before the first backward."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad, b.grad = None, None
    kept = 0
    total = 0.0
    for x, t in micro_batches:
        kept += int((t != -100).sum())
        loss = F.cross_entropy(x @ w.T + b, t, ignore_index=-100, reduction="sum") / max(kept, 1)
        loss.backward()
        total += loss.item()
    return total
