# /// mistake
# fails = "the_first_rejection_ends_the_draft"
# says = "You leave out rejected tokens and keep the later ones, which were drafted after them: stop at the first rejection and draw anew."
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
            continue
    out.append(draw(p[n], r))
    return torch.tensor(out)
