# /// mistake
# fails = "accepts_by_the_ratio"
# says = "You return only the accepted tokens: a rejection draws one anew, or nothing may be gained at all."
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
            return torch.tensor(out, dtype=torch.int64)
    out.append(draw(p[n], r))
    return torch.tensor(out)
