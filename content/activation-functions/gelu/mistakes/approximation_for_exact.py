# /// mistake
# fails = "gelu_is_right"
# says = "Your gelu is the tanh approximation: the exact form uses erf."
# ///
import math

import torch


def gelu(x):
    return gelu_tanh(x)


def gelu_tanh(x):
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
    return 0.5 * x * (1 + torch.tanh(inner))


def gelu_grad(x):
    share = 0.5 * (1 + torch.erf(x / math.sqrt(2)))
    density = torch.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return share + x * density
