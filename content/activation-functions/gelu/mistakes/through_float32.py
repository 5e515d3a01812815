# /// mistake
# fails = "double_precision_stays_double"
# says = "You compute in float32 whatever comes in, so float64 loses half of its digits: keep the dtype of x."
# ///
import math

import torch


def gelu(x):
    half = x.float()
    return (0.5 * half * (1 + torch.erf(half / math.sqrt(2)))).to(x.dtype)


def gelu_tanh(x):
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
    return 0.5 * x * (1 + torch.tanh(inner))


def gelu_grad(x):
    share = 0.5 * (1 + torch.erf(x / math.sqrt(2)))
    density = torch.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return share + x * density
