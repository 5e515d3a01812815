# /// mistake
# fails = "ignored_targets_do_not_weigh"
# says = "You weighted the mean of each micro-batch by its number of rows, ignored ones included: weigh by its kept targets."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad, b.grad = None, None
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        own = F.cross_entropy(x @ w.T + b, t, reduction="sum") / max(int((t != -100).sum()), 1)
        loss = own * len(t) / sum(len(every) for _, every in micro_batches)
        loss.backward()
        total += loss.item()
    return total
