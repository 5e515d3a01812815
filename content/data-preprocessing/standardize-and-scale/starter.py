import numpy as np


class Standardizer:
    def fit(self, x):
        # TODO: learn mean and standard deviation of each column
        ...

    def transform(self, x):
        # TODO: use what fit has learned
        ...


class MinMaxScaler:
    def __init__(self, low=0.0, high=1.0): ...

    def fit(self, x):
        # TODO: learn smallest and largest value of each column
        ...

    def transform(self, x):
        # TODO: use what fit has learned
        ...
