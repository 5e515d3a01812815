import torch

ROOT_HALF = 0.5**0.5
PI = torch.pi


def gelu(x):
    return x * torch.erfc(-x * ROOT_HALF) / 2


def gelu_tanh(x):
    u = (2 / PI) ** 0.5 * x * (1 + 0.044715 * x.square())
    return x * torch.sigmoid(2 * u)


def gelu_grad(x):
    normal = torch.distributions.Normal(torch.zeros((), dtype=x.dtype), torch.ones((), dtype=x.dtype))
    return normal.cdf(x) + x * normal.log_prob(x).exp()
