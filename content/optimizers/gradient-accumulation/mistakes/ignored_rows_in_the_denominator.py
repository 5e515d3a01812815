# /// mistake
# fails = "ignored_targets_do_not_weigh"
# says = "Your denominator counts ignored targets as well: count those that are not -100."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad, b.grad = None, None
    kept = sum(len(t) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        loss = F.cross_entropy(x @ w.T + b, t, ignore_index=-100, reduction="sum") / max(kept, 1)
        loss.backward()
        total += loss.item()
    return total
