# /// mistake
# fails = "gelu_grad_is_right"
# says = "Your density has exp(-x²), that of variance 1/2: the standard normal has exp(-x²/2)."
# ///
import math

import torch


def gelu(x):
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def gelu_tanh(x):
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
    return 0.5 * x * (1 + torch.tanh(inner))


def gelu_grad(x):
    share = 0.5 * (1 + torch.erf(x / math.sqrt(2)))
    density = torch.exp(-x * x) / math.sqrt(2 * math.pi)
    return share + x * density
