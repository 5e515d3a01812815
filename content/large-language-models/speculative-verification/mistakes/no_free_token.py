# /// mistake
# fails = "a_full_acceptance_gives_one_more"
# says = "With everything accepted you stop at n tokens: the target model has judged one position more, so its token is free."
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
    return torch.tensor(out, dtype=torch.int64)
