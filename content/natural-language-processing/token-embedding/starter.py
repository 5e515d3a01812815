import numpy as np


def forward(table, tokens):
    # table: (V, d), tokens: (...)
    # TODO: return (..., d)
    ...


def backward(dy, tokens, vocabulary, padding=None):
    # dy: (..., d), tokens: (...)
    # TODO: return the gradient of the table, (V, d)
    ...
