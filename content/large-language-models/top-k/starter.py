import torch


def top_k(logits, k):
    # logits: (..., V), k: how many tokens each row keeps
    # TODO: return probabilities (..., V)
    ...
