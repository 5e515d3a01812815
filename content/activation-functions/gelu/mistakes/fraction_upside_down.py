# /// mistake
# fails = "gelu_tanh_is_right"
# says = "Your constant is upside down: it is the root of 2/π, about 0.798, not of π/2."
# ///
import math

import torch


def gelu(x):
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def gelu_tanh(x):
    inner = math.sqrt(math.pi / 2) * (x + 0.044715 * x * x * x)
    return 0.5 * x * (1 + torch.tanh(inner))


def gelu_grad(x):
    share = 0.5 * (1 + torch.erf(x / math.sqrt(2)))
    density = torch.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return share + x * density
