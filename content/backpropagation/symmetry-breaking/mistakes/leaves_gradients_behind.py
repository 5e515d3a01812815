# /// mistake
# fails = "leaves_its_arguments"
# says = "You called backward on the caller's weights, so they now have a .grad: use leaves of your own, or torch.autograd.grad."
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
        if index < len(layers) - 1:
            x = torch.tanh(x)
        outputs.append(x)
    return outputs


def gradients(layers, x, y):
    leaves = layers
    for weight, _ in layers:
        weight.requires_grad_()
    loss = (_outputs(leaves, x)[-1] - y).square().mean()
    loss.backward()
    return [weight.grad for weight, _ in layers]


def distinct_rows(matrix):
    near = 1e-6 * matrix.abs().max()
    kept = []
    for row in matrix:
        if all((row - other).abs().max() > near for other in kept):
            kept.append(row)
    return len(kept)


def signal(layers, x):
    return [output.square().mean().sqrt().item() for output in _outputs(layers, x)]
