import torch


def verify(draft, q, p, u, r):
    n = draft.shape[0]
    position = torch.arange(n, device=draft.device)
    p_x, q_x = p[position, draft], q[position, draft]  # (n,): what either model gave the drafted tokens
    # u < min(1, p/q) without the division; u < 1 makes the minimum superfluous.
    accepted = u * q_x < p_x  # (n,)
    # The product stays 1 up to the first rejection: what comes after it was drafted for a text that is not there.
    a = int(accepted.long().cumprod(dim=0).sum())
    # Token x comes through acceptance with probability min(p, q). What is missing to p is max(0, p - q), and the
    # rejections have just that much mass to give out. With no rejection the target model has judged one position more
    # than was drafted, and its token is free.
    weights = (p[a] - q[a]).clamp(min=0) if a < n else p[n]  # (V,)
    return torch.cat([draft[:a], draw(weights, r).reshape(1)])


def draw(weights, r):
    sums = weights.cumsum(dim=0)
    # Not divided by their sum: r is scaled up instead.
    token = (sums <= r * sums[-1]).sum()
    return torch.minimum(token, weights.nonzero().amax())  # rounding may leave the last sum at or below r
