# /// mistake
# fails = "changes_gradients_only"
# says = "You changed w and b: the optimizer's step comes later, outside of this function."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad, b.grad = None, None
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        loss = F.cross_entropy(x @ w.T + b, t, ignore_index=-100, reduction="sum") / max(kept, 1)
        loss.backward()
        total += loss.item()
    w.data -= 0.1 * w.grad
    b.data -= 0.1 * b.grad
    return total
