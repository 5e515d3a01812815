# /// mistake
# fails = "the_share_rises_fast_and_then_slowly"
# says = "Your share rises linearly: it is final times 1 - (1 - p) cubed, fast at first."
# ///
import torch


def sparsity_at(step, begin, end, final):
    progress = min(max((step - begin) / (end - begin), 0.0), 1.0)
    return final * progress


def masks_for(weights, sparsity):
    flat = torch.cat([w.flatten().abs() for w in weights])
    count = round(sparsity * len(flat))
    keep = torch.ones(len(flat), dtype=torch.bool)
    keep[flat.argsort()[:count]] = False
    parts = keep.split([w.numel() for w in weights])
    return [part.reshape(w.shape) for part, w in zip(parts, weights, strict=True)]


def train_step(weights, gradients, masks, velocities, lr, momentum):
    velocities = [(momentum * v + g) * keep for v, g, keep in zip(velocities, gradients, masks, strict=True)]
    weights = [(w - lr * v) * keep for w, v, keep in zip(weights, velocities, masks, strict=True)]
    return weights, velocities
