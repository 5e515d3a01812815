import numpy as np


def shapley_values(value, n):
    # TODO: weigh what each player adds to each coalition of the others
    ...
