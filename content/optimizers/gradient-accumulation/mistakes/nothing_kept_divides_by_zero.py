# /// mistake
# fails = "nothing_kept_gives_zeros"
# says = "With no kept target you divide by zero: the loss is 0 then."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad, b.grad = None, None
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        loss = F.cross_entropy(x @ w.T + b, t, ignore_index=-100, reduction="sum") / kept
        loss.backward()
        total += loss.item()
    return total
