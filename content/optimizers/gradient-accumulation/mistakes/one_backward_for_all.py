# /// mistake
# fails = "each_micro_batch_is_gone_before_the_next"
# says = "You add the losses up and call backward once, so the graphs of all micro-batches are alive at the same time, which is what does not fit: call it for each of them."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad, b.grad = None, None
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        total = total + F.cross_entropy(x @ w.T + b, t, ignore_index=-100, reduction="sum") / max(kept, 1)
    total.backward()
    return total.item()
