import numpy as np


def mae(y, prediction):
    # TODO
    ...


def mse(y, prediction):
    # TODO
    ...


def rmse(y, prediction):
    # TODO
    ...


def r2(y, prediction):
    # TODO
    ...
