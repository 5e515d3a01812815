"""Python sorting of (size, layer, place); masked_fill."""

import torch


def sparsity_at(step, begin, end, final):
    left = max(0, end - max(step, begin)) / (end - begin)
    return final - final * left**3


def masks_for(weights, sparsity):
    ranked = sorted(
        ((abs(x), i, j) for i, w in enumerate(weights) for j, x in enumerate(w.flatten().tolist())), key=lambda t: t[0]
    )
    masks = [torch.ones(w.numel(), dtype=torch.bool) for w in weights]
    for _, i, j in ranked[: round(sparsity * len(ranked))]:
        masks[i][j] = False
    return [m.reshape(w.shape) for m, w in zip(masks, weights)]


def train_step(weights, gradients, masks, velocities, lr, momentum):
    moved = [torch.add(g, v, alpha=momentum).masked_fill(~m, 0) for g, v, m in zip(gradients, velocities, masks)]
    return [torch.sub(w, v, alpha=lr).masked_fill(~m, 0) for w, v, m in zip(weights, moved, masks)], moved
