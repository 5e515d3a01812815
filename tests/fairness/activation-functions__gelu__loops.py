"""Entry by entry with math in the gradient, tensors elsewhere."""
import math
import torch


def gelu(x):
    out = torch.empty_like(x)
    out = 0.5 * x + 0.5 * x * (x * math.sqrt(0.5)).erf()
    return out


def gelu_tanh(x):
    c = math.sqrt(2 / math.pi)
    t = (c * x + c * 0.044715 * x**3).tanh()
    return x / 2 + x * t / 2


def gelu_grad(x):
    out = []
    for v in x.reshape(-1).tolist():
        out.append(0.5 * (1 + math.erf(v / math.sqrt(2))) + v * math.exp(-v * v / 2) / math.sqrt(2 * math.pi))
    return torch.tensor(out, dtype=x.dtype).reshape(x.shape)
