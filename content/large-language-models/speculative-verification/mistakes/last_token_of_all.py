# /// mistake
# fails = "rounding_does_not_run_past_the_end"
# says = "When the rounded sum ends below r you return the last token of the vocabulary, which may have no weight: take the last one that has."
# ///
import torch


def draw(weights, r):
    probs = weights / weights.sum()
    sums = torch.cumsum(probs, dim=0)
    for token in range(len(sums)):
        if r < sums[token]:
            return token
    return len(weights) - 1


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
    out.append(draw(p[n], r))
    return torch.tensor(out)
