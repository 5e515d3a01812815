# /// mistake
# fails = "takes_any_memory_layout"
# says = "You multiply into x itself, which changes what the caller passed: make a new tensor."
# ///
import math

import torch


def gelu(x):
    share = 0.5 * (1 + torch.erf(x / math.sqrt(2)))
    return x.mul_(share) if not x.requires_grad else x * share


def gelu_tanh(x):
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
    return 0.5 * x * (1 + torch.tanh(inner))


def gelu_grad(x):
    share = 0.5 * (1 + torch.erf(x / math.sqrt(2)))
    density = torch.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return share + x * density
