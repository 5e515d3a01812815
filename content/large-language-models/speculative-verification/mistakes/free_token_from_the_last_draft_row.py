# /// mistake
# fails = "a_full_acceptance_gives_one_more"
# says = "You draw the extra token from the row of the last drafted one: it belongs to the row after it, p[n]."
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
        ratio = p[i, x] / q[i, x]
        if u[i] < min(1.0, float(ratio)):
            out.append(x)
        else:
            residual = torch.clamp(p[i] - q[i], min=0)
            out.append(draw(residual, r))
            return torch.tensor(out)
    out.append(draw(p[n - 1], r))
    return torch.tensor(out)
