# /// mistake
# fails = "far_out_they_are_zero_and_x"
# says = "You wrote tanh with exponentials of large numbers, infinity over infinity: use torch.tanh, which saturates."
# ///
import math

import torch


def gelu(x):
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def gelu_tanh(x):
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
    return 0.5 * x * (1 + (torch.exp(inner) - torch.exp(-inner)) / (torch.exp(inner) + torch.exp(-inner)))


def gelu_grad(x):
    share = 0.5 * (1 + torch.erf(x / math.sqrt(2)))
    density = torch.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return share + x * density
