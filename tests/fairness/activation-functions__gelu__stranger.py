import math
import torch


def phi_cdf(x):
    return (1.0 + torch.erf(x / 2.0**0.5)) * 0.5


def gelu(x: torch.Tensor) -> torch.Tensor:
    return x * phi_cdf(x)


def gelu_tanh(x: torch.Tensor) -> torch.Tensor:
    return 0.5 * x * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * torch.pow(x, 3))))


def gelu_grad(x: torch.Tensor) -> torch.Tensor:
    pdf = (2 * math.pi) ** -0.5 * torch.exp(-(x**2) / 2)
    return phi_cdf(x) + x * pdf
