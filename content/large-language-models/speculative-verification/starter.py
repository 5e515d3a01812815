import torch


def verify(draft, q, p, u, r):
    # draft: (n,), q: (n, V), p: (n + 1, V), u: (n,), r: a float
    # TODO: return the accepted tokens and one more, int64 (a + 1,)
    ...
