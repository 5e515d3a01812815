"""Probabilities with a fresh scale at every step, whose logarithms are added up; one matrix of allowed steps."""

import torch


def ctc_loss(log_probs, target, blank):
    n = 2 * target.numel() + 1
    row = torch.tensor([target[i // 2].item() if i % 2 else blank for i in range(n)])
    allowed = torch.eye(n, dtype=log_probs.dtype)
    for s in range(1, n):
        allowed[s - 1, s] = 1
        if s % 2 and s > 1 and row[s] != row[s - 2]:
            allowed[s - 2, s] = 1
    repeats = sum(int(a == b) for a, b in zip(target.tolist(), target.tolist()[1:]))
    if len(log_probs) < target.numel() + repeats:
        return log_probs.new_tensor(torch.inf)
    # Only states from which the end can still be reached, so that no scale is lost on dead ends.
    alive = torch.zeros(len(log_probs), n, dtype=log_probs.dtype)
    alive[-1, -2:] = 1
    for t in range(len(log_probs) - 2, -1, -1):
        alive[t] = (allowed @ alive[t + 1] > 0).to(log_probs.dtype)
    log_total = 0.0
    weights = torch.zeros(n, dtype=log_probs.dtype)
    weights[:2] = 1
    for t, lp in enumerate(log_probs):
        if t > 0:
            weights = weights @ allowed
        weights = weights * alive[t]
        picked = lp[row]
        top = picked[weights.detach() > 0].max().detach()
        weights = weights * torch.where(weights.detach() > 0, picked - top, 0.0).exp()
        scale = weights.sum()
        weights = weights / scale
        log_total = log_total + scale.log() + top
    return -(log_total + weights[-2:].sum().log())
