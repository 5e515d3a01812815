# /// mistake
# fails = "even_micro_batches_equal_the_big_batch"
# says = "You clear the gradients before every micro-batch, so only the last one is left: clear them once, before the loop."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        loss = F.cross_entropy(x @ w.T + b, t, ignore_index=-100, reduction="sum") / max(kept, 1)
        w.grad, b.grad = None, None
        loss.backward()
        total += loss.item()
    return total
