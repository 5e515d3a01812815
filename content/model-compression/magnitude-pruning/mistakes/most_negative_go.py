# /// mistake
# fails = "the_smallest_of_all_layers_go"
# says = "You rank by value, so large negative weights go first: rank by absolute value."
# ///
import torch


def sparsity_at(step, begin, end, final):
    progress = min(max((step - begin) / (end - begin), 0.0), 1.0)
    return final * (1 - (1 - progress) ** 3)


def masks_for(weights, sparsity):
    flat = torch.cat([w.flatten() for w in weights])
    count = round(sparsity * len(flat))
    keep = torch.ones(len(flat), dtype=torch.bool)
    keep[flat.argsort()[:count]] = False
    parts = keep.split([w.numel() for w in weights])
    return [part.reshape(w.shape) for part, w in zip(parts, weights, strict=True)]


def train_step(weights, gradients, masks, velocities, lr, momentum):
    velocities = [(momentum * v + g) * keep for v, g, keep in zip(velocities, gradients, masks, strict=True)]
    weights = [(w - lr * v) * keep for w, v, keep in zip(weights, velocities, masks, strict=True)]
    return weights, velocities
