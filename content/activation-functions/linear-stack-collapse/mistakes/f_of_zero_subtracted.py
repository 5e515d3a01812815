# /// mistake
# fails = "an_affine_function_has_no_defect"
# says = "The sign of f(0) is wrong: the constant is missing once, so add it."
# ///
import torch


def collapse(layers):
    weight, bias = layers[0]
    for w, b in layers[1:]:
        weight, bias = w @ weight, w @ bias + b
    return weight, bias


def defect(f, x, y):
    return f(x + y) - f(x) - f(y) - f(torch.zeros_like(x))


def xor_layers():
    hidden = torch.tensor([[1.0, 1.0], [1.0, 1.0]]), torch.tensor([0.0, -1.0])
    output = torch.tensor([[1.0, -2.0]]), torch.tensor([0.0])
    return [hidden, output]
