import torch


def ring_attention(q, k, v, rotate, causal):
    # q, k: lists of (n, d), v: list of (n, e); rotate(keys, values) passes one block per rank to the next rank
    # TODO: return a list of (n, e)
    ...
