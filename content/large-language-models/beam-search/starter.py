import torch


def beam_search(model, prompt, width, max_new, eos, alpha):
    # model: tokens (n, t) to log-probabilities of the next token (n, V)
    # TODO: return a list of (tokens, score), best first
    ...
