def cross_entropy(logits, targets, ignore_index=-100):
    z = logits.reshape(-1, logits.shape[-1])  # (N, C): a position is a position, whatever the leading dimensions
    t = targets.reshape(-1)  # (N,)

    # -log softmax(z)[t] = log Σ exp(z) - z[t]. Nothing is ever a probability, so nothing can be rounded to 0 before
    # the logarithm. Subtracting the row's maximum leaves the difference unchanged and keeps exp below 1.
    shifted = z - z.amax(dim=-1, keepdim=True)
    log_total = shifted.exp().sum(dim=-1).log()  # (N,)

    # An ignored target is no valid index: give it class 0, and drop what it picked afterwards.
    keep = t != ignore_index
    picked = shifted.gather(-1, t.masked_fill(~keep, 0).unsqueeze(-1)).squeeze(-1)  # (N,)
    # masked_fill, not a product with the mask: an infinite loss times 0 would be NaN.
    losses = (log_total - picked).masked_fill(~keep, 0.0)

    # At least 1 below the line: with every position ignored that is 0/1, and the gradient is 0 as well.
    return losses.sum() / keep.sum().clamp(min=1)
