# /// mistake
# fails = "uneven_micro_batches_equal_the_big_batch"
# says = "You averaged the mean losses of the micro-batches, so targets in small ones weigh more: sum, and divide by the number of all kept targets."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad, b.grad = None, None
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        loss = F.cross_entropy(x @ w.T + b, t, reduction="sum") / max(int((t != -100).sum()), 1) / len(micro_batches)
        loss.backward()
        total += loss.item()
    return total
