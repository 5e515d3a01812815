import numpy as np


def sinusoidal_positions(length, width, base=10000.0):
    # TODO: return (length, width), sines in the even columns, cosines in the odd ones
    ...


def shift_matrix(offset, width, base=10000.0):
    # TODO: return (width, width), such that it times row p is row p + offset
    ...
