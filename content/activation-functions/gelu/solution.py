import math

import torch


def gelu(x):
    # erf belongs to a normal variable of variance 1/2, so the standard normal needs x/sqrt(2).
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def gelu_tanh(x):
    # A fit to the line above: the tanh has erf's slope at 0, and the cubic term corrects the shape further out.
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
    return 0.5 * x * (1 + torch.tanh(inner))


def gelu_grad(x):
    # Product rule on x·Phi(x): x occurs in front and inside of Phi, whose derivative is the normal density.
    share = 0.5 * (1 + torch.erf(x / math.sqrt(2)))  # Phi(x)
    density = torch.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return share + x * density
