"""One helper with the maximum outside autograd; finite replacement by nan_to_num."""
import torch


def _top(x, dim):
    return x.detach().max(dim=dim, keepdim=True).values


def logsumexp(x, dim=-1):
    m = torch.nan_to_num(_top(x, dim), neginf=0.0)
    return (torch.log(torch.exp(x - m).sum(dim, keepdim=True)) + m).squeeze(dim)


def log_softmax(x, dim=-1):
    z = x - _top(x, dim)
    return z - torch.log(torch.exp(z).sum(dim, keepdim=True))
