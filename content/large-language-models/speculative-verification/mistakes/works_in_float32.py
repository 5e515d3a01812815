# /// mistake
# fails = "decides_in_the_dtype_of_the_probabilities"
# says = "You turn the residual into float32, so an r near a border falls on the wrong side: stay in the dtype of the probabilities."
# ///
import torch


def draw(weights, r):
    probs = weights / weights.sum()
    sums = torch.cumsum(probs.float(), dim=0)
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
    out.append(draw(p[n], r))
    return torch.tensor(out)
