import torch


def top_p(logits, p):
    # logits: (..., V), p: the mass that the nucleus must reach
    # TODO: return probabilities (..., V)
    ...
