"""Autograd functions with the gradients by formula."""
import torch


class LSE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, dim):
        m = x.amax(dim, keepdim=True)
        m = torch.where(torch.isinf(m), torch.zeros_like(m), m)
        e = torch.exp(x - m)
        s = e.sum(dim, keepdim=True)
        ctx.save_for_backward(e / s)
        ctx.dim = dim
        return (m + torch.log(s)).squeeze(dim)

    @staticmethod
    def backward(ctx, g):
        (p,) = ctx.saved_tensors
        return p * g.unsqueeze(ctx.dim), None


class LSM(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, dim):
        z = x - x.amax(dim, keepdim=True)
        out = z - torch.log(torch.exp(z).sum(dim, keepdim=True))
        ctx.save_for_backward(out)
        ctx.dim = dim
        return out

    @staticmethod
    def backward(ctx, g):
        (out,) = ctx.saved_tensors
        return g - out.exp() * g.sum(ctx.dim, keepdim=True), None


def logsumexp(x, dim=-1):
    return LSE.apply(x, dim)


def log_softmax(x, dim=-1):
    return LSM.apply(x, dim)
