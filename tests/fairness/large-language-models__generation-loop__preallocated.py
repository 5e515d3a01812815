"""A preallocated buffer, cut at the end."""

import torch


@torch.no_grad()
def generate(model, tokens, max_new, eos, pad):
    b, t0 = tokens.shape
    buffer = torch.full((b, t0 + max_new), pad, dtype=torch.int64)
    buffer[:, :t0] = tokens
    active = torch.ones(b, dtype=torch.bool)
    length = t0
    while length < t0 + max_new and active.any():
        best = model(buffer[:, :length])[:, length - 1].max(dim=-1).indices
        buffer[active, length] = best[active]
        active &= best != eos
        length += 1
    return buffer[:, :length]
