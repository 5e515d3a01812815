# /// mistake
# fails = "one_micro_batch_is_an_ordinary_batch"
# says = "You summed the losses and never divided: divide by the number of all kept targets."
# ///
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    w.grad, b.grad = None, None
    kept = sum(int((t != -100).sum()) for _, t in micro_batches)
    total = 0.0
    for x, t in micro_batches:
        loss = F.cross_entropy(x @ w.T + b, t, ignore_index=-100, reduction="sum")
        loss.backward()
        total += loss.item()
    return total
