# /// mistake
# fails = "a_step_is_that_of_one_process"
# says = "You left out Adam's bias correction: divide m by 1 - beta1^t and v by 1 - beta2^t."
# ///
import torch


def shard(flat, ranks):
    width = -(-len(flat) // ranks)
    return list(torch.cat([flat, flat.new_zeros(width * ranks - len(flat))]).split(width))


def all_gather(shards, size):
    return torch.cat(shards)[:size]


def reduce_scatter(gradients):
    ranks = len(gradients)
    pieces = [shard(gradient, ranks) for gradient in gradients]
    return [torch.stack([own[rank] for own in pieces]).mean(dim=0) for rank in range(ranks)]


def train_step(shards, moments, t, size, backward, lr, betas, eps):
    gradients = [backward(rank, all_gather(shards, size)) for rank in range(len(shards))]
    new_shards, new_moments = [], []
    for own, (old_m, old_v), g in zip(shards, moments, reduce_scatter(gradients), strict=True):
        m, v = betas[0] * old_m + (1 - betas[0]) * g, betas[1] * old_v + (1 - betas[1]) * g * g
        step = m / (v.sqrt() + eps)
        new_shards.append(own - lr * step)
        new_moments.append((m, v))
    return new_shards, new_moments
