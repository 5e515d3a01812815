import torch


def start(n, e):
    # TODO: return (top, total, mix) of shapes (n,), (n,), (n, e)
    ...


def absorb(state, q, k, v, mask=None):
    # q: (n, d), k: (m, d), v: (m, e), mask: (n, m), True takes part
    # TODO: return a new state
    ...


def merge(a, b):
    # TODO: return the state of the keys of both
    ...


def finish(state):
    # TODO: return (n, e)
    ...
