import torch


def softmax(x, dim=-1):
    # A constant added to all logits of a slice cancels between numerator and denominator. With the slice's own maximum
    # subtracted the largest exponent is 0: exp cannot overflow, and the sum is at least 1, so it cannot vanish.
    # keepdim keeps the shape that broadcasts against x, whichever dim it is.
    shifted = x - x.amax(dim=dim, keepdim=True)
    # -inf minus a finite maximum is -inf, and exp(-inf) is exactly 0. In a slice of nothing but -inf the maximum is
    # -inf as well, and -inf - (-inf) is NaN: there is no distribution, and the result says so.
    raised = torch.exp(shifted)
    return raised / raised.sum(dim=dim, keepdim=True)
