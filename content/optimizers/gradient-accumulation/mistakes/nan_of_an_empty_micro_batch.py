# /// mistake
# fails = "an_empty_micro_batch_adds_nothing"
# says = "The mean over no kept target is 0/0, and one NaN spoils the whole gradient: use the sum, or leave such a micro-batch out."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad, b.grad = None, None
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        loss = F.cross_entropy(x @ w.T + b, t) * int((t != -100).sum()) / max(kept, 1)
        loss.backward()
        total += loss.item()
    return total
