"""Root in place on its own arrays, divide only where needed."""

import numpy


def _move(theta, g, s, lr, eps):
    below = numpy.sqrt(s)
    below += eps
    step = numpy.zeros_like(theta)
    numpy.divide(g, below, out=step, where=g != 0)
    step *= lr
    return numpy.subtract(theta, step)


def adagrad(theta, g, s=None, lr=0.01, eps=1e-10):
    s = numpy.square(g) if s is None else s + numpy.square(g)
    return _move(theta, g, s, lr, eps), s


def rmsprop(theta, g, s=None, lr=0.01, rho=0.99, eps=1e-8):
    fresh = (1 - rho) * numpy.square(g)
    s = fresh if s is None else fresh + rho * s
    return [_move(theta, g, s, lr, eps), s]
