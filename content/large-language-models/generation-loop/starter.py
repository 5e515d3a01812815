import torch


def generate(model, tokens, max_new, eos, pad):
    # model: (b, t) to (b, t, V), tokens: (b, t0)
    # TODO: return (b, t0 + n)
    ...
