# /// mistake
# fails = "a_rejected_token_is_replaced_from_the_residual"
# says = "After a rejection you draw from p, so tokens that acceptance has delivered already come too often: draw from max(0, p - q)."
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
            residual = p[i]
            out.append(draw(residual, r))
            return torch.tensor(out)
    out.append(draw(p[n], r))
    return torch.tensor(out)
