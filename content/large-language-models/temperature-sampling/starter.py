import torch


def sample(logits, temperature, u):
    # logits: (..., V), temperature: a number >= 0, u: (...) in [0, 1)
    # TODO: return one token per row: (...), int64
    ...
