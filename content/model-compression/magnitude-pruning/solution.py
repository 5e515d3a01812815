import torch


def sparsity_at(step, begin, end, final):
    # Most weights go early, while there are many to spare; near the end the network gets time to recover.
    progress = min(max((step - begin) / (end - begin), 0.0), 1.0)
    return final * (1 - (1 - progress) ** 3)


def masks_for(weights, sparsity):
    flat = torch.cat([w.flatten().abs() for w in weights])  # all layers compete
    count = round(sparsity * len(flat))
    keep = torch.ones(len(flat), dtype=torch.bool)
    # By rank and not by a threshold: among equal weights a threshold would take all of them or none.
    keep[flat.argsort()[:count]] = False
    parts = keep.split([w.numel() for w in weights])
    return [part.reshape(w.shape) for part, w in zip(parts, weights, strict=True)]


def train_step(weights, gradients, masks, velocities, lr, momentum):
    # Masking the gradient alone is not enough: the velocity remembers gradients from before the cut.
    velocities = [(momentum * v + g) * keep for v, g, keep in zip(velocities, gradients, masks, strict=True)]
    weights = [(w - lr * v) * keep for w, v, keep in zip(weights, velocities, masks, strict=True)]
    return weights, velocities
