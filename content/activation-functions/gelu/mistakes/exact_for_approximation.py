# /// mistake
# fails = "gelu_tanh_is_right"
# says = "Your gelu_tanh is the exact form: write the one with tanh, which differs by up to 5e-4."
# ///
import math

import torch


def gelu(x):
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def gelu_tanh(x):
    return gelu(x)


def gelu_grad(x):
    share = 0.5 * (1 + torch.erf(x / math.sqrt(2)))
    density = torch.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return share + x * density
