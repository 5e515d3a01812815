# /// mistake
# fails = "one_relu_computes_xor"
# says = "Your hidden units both bend at 0, so their sum is a straight line over s = x1 + x2: give the second one the bias -1."
# ///
import torch


def collapse(layers):
    weight, bias = layers[0]
    for w, b in layers[1:]:
        weight, bias = w @ weight, w @ bias + b
    return weight, bias


def defect(f, x, y):
    return f(x + y) - f(x) - f(y) + f(torch.zeros_like(x))


def xor_layers():
    hidden = torch.tensor([[1.0, 1.0], [1.0, 1.0]]), torch.tensor([0.0, 0.0])
    output = torch.tensor([[1.0, -2.0]]), torch.tensor([0.0])
    return [hidden, output]
