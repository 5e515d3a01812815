import torch


def verify(draft, q, p, u, r):
    n = draft.shape[0]
    position = torch.arange(n, device=draft.device)
    p_x, q_x = p[position, draft], q[position, draft]  # (n,): what either model gave the drafted tokens
    # u < min(1, p/q) without the division; u < 1 makes the minimum superfluous.
    accepted = u * q_x < p_x  # (n,)
    # The product stays 1 up to the first rejection: what comes after it was drafted for a text that is not there.
    a = int(accepted.long().cumprod(dim=0).sum())
    if a < n:
        # Token x comes through acceptance with probability min(p, q). What is missing to p is max(0, p - q), and the
        # rejections have just that much mass to give out.
        weights = (p[a] - q[a]).clamp(min=0)  # (V,)
    else:
        weights = p[n]  # the target model has judged one position more than was drafted: its token is free
    return torch.cat([draft[:a], draw(weights, r).reshape(1)])


def draw(weights, r):
    sums = (weights / weights.sum()).cumsum(dim=0)
    token = (sums <= r).sum()
    return torch.minimum(token, weights.nonzero().amax())  # rounding may leave the last sum at or below r
