# /// mistake
# fails = "ignored_targets_do_not_weigh"
# says = "You turned the ignored targets into class 0, so they pull towards it: leave them out of the sum."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad, b.grad = None, None
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        loss = F.cross_entropy(x @ w.T + b, t.clamp(min=0), reduction="sum") / max(kept, 1)
        loss.backward()
        total += loss.item()
    return total
