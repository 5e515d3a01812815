# /// mistake
# fails = "gelu_tanh_is_right"
# says = "x * sigmoid(1.702 x) is a coarser approximation: the one asked for has a tanh and a cubic term."
# ///
import math

import torch


def gelu(x):
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def gelu_tanh(x):
    return x * torch.sigmoid(1.702 * x)


def gelu_grad(x):
    share = 0.5 * (1 + torch.erf(x / math.sqrt(2)))
    density = torch.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return share + x * density
