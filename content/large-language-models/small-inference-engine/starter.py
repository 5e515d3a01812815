import torch


def generate(model, prompts, max_new, stops):
    # model(tokens, positions, visible, cache) gives logits (b, t, V) and the new cache
    # TODO: return a list of lists of new tokens
    ...
