"""Written from the prompt alone: lists of scalars that may be None, so that nothing impossible is ever added."""

import torch


def ctc_loss(log_probs, target, blank):
    labels = target.tolist()
    states = [blank]
    for l in labels:
        states += [l, blank]
    T = log_probs.shape[0]
    alpha = [None] * len(states)
    alpha[0] = log_probs[0, states[0]]
    if len(states) > 1:
        alpha[1] = log_probs[0, states[1]]
    for t in range(1, T):
        new = []
        for s in range(len(states)):
            sources = [alpha[s]]
            if s >= 1:
                sources.append(alpha[s - 1])
            if s >= 2 and states[s] != blank and states[s] != states[s - 2]:
                sources.append(alpha[s - 2])
            sources = [a for a in sources if a is not None]
            if sources:
                new.append(torch.logsumexp(torch.stack(sources), 0) + log_probs[t, states[s]])
            else:
                new.append(None)
        alpha = new
    ends = [a for a in alpha[-2:] if a is not None]
    if not ends:
        return torch.tensor(float("inf"), dtype=log_probs.dtype)
    return -torch.logsumexp(torch.stack(ends), 0)
