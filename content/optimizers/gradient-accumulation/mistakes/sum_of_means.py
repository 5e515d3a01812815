# /// mistake
# fails = "even_micro_batches_equal_the_big_batch"
# says = "You added up the mean losses, so the gradient grows with the number of micro-batches: every part must be divided by the number of all kept targets."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad, b.grad = None, None
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        loss = F.cross_entropy(x @ w.T + b, t, reduction="sum") / max(int((t != -100).sum()), 1)
        loss.backward()
        total += loss.item()
    return total
