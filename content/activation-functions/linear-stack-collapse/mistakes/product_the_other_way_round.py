# /// mistake
# fails = "two_layers_are_one"
# says = "You multiplied in the wrong order: the layer that is applied later stands on the left."
# ///
import torch


def collapse(layers):
    weight, bias = layers[0]
    for w, b in layers[1:]:
        weight, bias = weight @ w, w @ bias + b
    return weight, bias


def defect(f, x, y):
    return f(x + y) - f(x) - f(y) + f(torch.zeros_like(x))


def xor_layers():
    hidden = torch.tensor([[1.0, 1.0], [1.0, 1.0]]), torch.tensor([0.0, -1.0])
    output = torch.tensor([[1.0, -2.0]]), torch.tensor([0.0])
    return [hidden, output]
