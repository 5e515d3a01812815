"""torch.autograd.grad and sums of its own; the loss from log_softmax."""

import torch


def accumulate(w, b, micro_batches):
    loss_sum, count = 0.0, 0
    gw, gb = torch.zeros_like(w), torch.zeros_like(b)
    for x, t in micro_batches:
        keep = t != -100
        if not keep.any():
            continue
        logp = torch.log_softmax(torch.nn.functional.linear(x[keep], w, b), dim=-1)
        loss = -logp.gather(1, t[keep].unsqueeze(1)).sum()
        dw, db = torch.autograd.grad(loss, [w, b])
        gw += dw
        gb += db
        loss_sum += float(loss)
        count += int(keep.sum())
    w.grad, b.grad = gw / max(count, 1), gb / max(count, 1)
    return loss_sum / max(count, 1)
