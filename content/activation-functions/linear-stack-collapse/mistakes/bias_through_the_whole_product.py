# /// mistake
# fails = "two_layers_are_one"
# says = "You multiplied the bias by the product with the first weight: a bias goes only through the weights that come after it."
# ///
import torch


def collapse(layers):
    weight, bias = layers[0]
    for w, b in layers[1:]:
        weight = w @ weight
        bias = weight @ bias + b if weight.shape[1] == bias.shape[0] else w @ bias + b
    return weight, bias


def defect(f, x, y):
    return f(x + y) - f(x) - f(y) + f(torch.zeros_like(x))


def xor_layers():
    hidden = torch.tensor([[1.0, 1.0], [1.0, 1.0]]), torch.tensor([0.0, -1.0])
    output = torch.tensor([[1.0, -2.0]]), torch.tensor([0.0])
    return [hidden, output]
