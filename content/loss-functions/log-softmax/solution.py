import torch


def logsumexp(x, dim=-1):
    # log Σ exp(x) = m + log Σ exp(x - m) for any m. With the maximum no exponent is positive, and one of them is 0, so
    # the sum lies between 1 and the number of entries.
    top = x.amax(dim=dim, keepdim=True)
    # In a slice of nothing but -inf, -inf - (-inf) would be NaN. Any finite m will do there: the sum is 0.
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim)
    return top.squeeze(dim) + total.log()


def log_softmax(x, dim=-1):
    # Subtract the maximum from x first and the logarithm after it: both numbers are then of the result's size. In
    # x - (m + log Σ) the bracket would be rounded at the size of m, and its error stays when x is subtracted.
    shifted = x - x.amax(dim=dim, keepdim=True)
    # The logarithm of the sum, not of the probability: that may underflow to 0.
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
