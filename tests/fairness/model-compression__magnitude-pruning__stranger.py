"""Written from the prompt alone: kthvalue for the border, then as many of the equal ones as are needed."""

import torch


def sparsity_at(step, begin, end, final):
    if step <= begin:
        return 0.0
    if step >= end:
        return float(final)
    p = (step - begin) / (end - begin)
    return final * (1 - (1 - p) ** 3)


def masks_for(weights, sparsity):
    sizes = torch.cat([w.reshape(-1).abs() for w in weights])
    k = round(sparsity * sizes.numel())
    gone = torch.zeros_like(sizes, dtype=torch.bool)
    if k > 0:
        border = torch.kthvalue(sizes, k).values
        gone = sizes < border
        ties = (sizes == border).nonzero().flatten()
        gone[ties[: k - int(gone.sum())]] = True
    out, start = [], 0
    for w in weights:
        out.append(~gone[start : start + w.numel()].view(w.shape))
        start += w.numel()
    return out


def train_step(weights, gradients, masks, velocities, lr, momentum):
    new_w, new_v = [], []
    for w, g, m, v in zip(weights, gradients, masks, velocities):
        v = torch.where(m, momentum * v + g, torch.zeros_like(v))
        new_v.append(v)
        new_w.append(torch.where(m, w - lr * v, torch.zeros_like(w)))
    return new_w, new_v
