import torch


def collapse(layers):
    weight, bias = layers[0]
    for w, b in layers[1:]:
        # w(Wx + b') + b = (wW)x + (wb' + b): the later weight stands on the left, and it works on the earlier bias too.
        weight, bias = w @ weight, w @ bias + b  # (out, in of the first), (out,)
    return weight, bias


def defect(f, x, y):
    # An affine f has f(x) = Ax + c. A(x + y) - Ax - Ay cancels, and c - c - c leaves -c: f(0) = c makes up for it.
    return f(x + y) - f(x) - f(y) + f(torch.zeros_like(x))


def xor_layers():
    # s = x1 + x2 is 0, 1, 1, 2. relu(s) rises from 0 on, relu(s - 1) from 1 on: s - 2·relu(s - 1) is 0, 1, 1, 0.
    hidden = torch.tensor([[1.0, 1.0], [1.0, 1.0]]), torch.tensor([0.0, -1.0])
    output = torch.tensor([[1.0, -2.0]]), torch.tensor([0.0])
    return [hidden, output]
