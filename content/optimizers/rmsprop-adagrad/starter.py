import numpy as np


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    # TODO: return the new parameters and the new state
    ...


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    # TODO: return the new parameters and the new state
    ...
