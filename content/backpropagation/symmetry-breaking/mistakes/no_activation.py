# /// mistake
# fails = "the_gradients_are_right"
# says = "Your network has no tanh: without it the layers collapse into one."
# ///
import itertools

import torch


def small_random(sizes, scale, seed):
    generator = torch.Generator().manual_seed(seed)
    layers = []
    for width, out in itertools.pairwise(sizes):
        weight = scale * torch.randn(out, width, generator=generator)
        layers.append((weight, torch.zeros(out)))
    return layers


def _outputs(layers, x):
    outputs = []
    for index, (weight, bias) in enumerate(layers):
        x = x @ weight.T + bias
        outputs.append(x)
    return outputs


def gradients(layers, x, y):
    leaves = [(weight.detach().requires_grad_(), bias) for weight, bias in layers]
    loss = (_outputs(leaves, x)[-1] - y).square().mean()
    return list(torch.autograd.grad(loss, [weight for weight, _ in leaves]))


def distinct_rows(matrix):
    near = 1e-6 * matrix.abs().max()
    kept = []
    for row in matrix:
        if all((row - other).abs().max() > near for other in kept):
            kept.append(row)
    return len(kept)


def signal(layers, x):
    return [output.square().mean().sqrt().item() for output in _outputs(layers, x)]
