# /// mistake
# fails = "draws_from_one_generator"
# says = "You drew the biases too: they are zero, and draw nothing."
# ///
import itertools

import torch


def small_random(sizes, scale, seed):
    generator = torch.Generator().manual_seed(seed)
    layers = []
    for width, out in itertools.pairwise(sizes):
        weight = scale * torch.randn(out, width, generator=generator)
        layers.append((weight, scale * torch.randn(out, generator=generator)))
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
