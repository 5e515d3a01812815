# /// mistake
# fails = "one_micro_batch_is_an_ordinary_batch"
# says = "Before the first backward .grad is None and has no zero_(): set it to None, or test first."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad.zero_()
    b.grad.zero_()
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        loss = F.cross_entropy(x @ w.T + b, t, ignore_index=-100, reduction="sum") / max(kept, 1)
        loss.backward()
        total += loss.item()
    return total
