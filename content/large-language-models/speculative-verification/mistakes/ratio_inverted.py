# /// mistake
# fails = "accepts_by_the_ratio"
# says = "You compare u with q/p: the ratio is p/q, so tokens that the target likes more are always accepted."
# ///
import torch


def draw(weights, r):
    probs = weights / weights.sum()
    sums = torch.cumsum(probs, dim=0)
    for token in range(len(sums)):
        if r < sums[token]:
            return token
    return int(torch.nonzero(weights)[-1])


def verify(draft, q, p, u, r):
    out = []
    n = len(draft)
    for i in range(n):
        x = int(draft[i])
        ratio = q[i, x] / p[i, x]
        if u[i] < min(1.0, float(ratio)):
            out.append(x)
        else:
            residual = torch.clamp(p[i] - q[i], min=0)
            out.append(draw(residual, r))
            return torch.tensor(out)
    out.append(draw(p[n], r))
    return torch.tensor(out)
