# /// mistake
# fails = "the_share_rises_fast_and_then_slowly"
# says = "Your share does not stop at begin and end: clamp the progress to 0 and 1."
# ///
import torch


def sparsity_at(step, begin, end, final):
    progress = (step - begin) / (end - begin)
    return final * (1 - (1 - progress) ** 3)


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
