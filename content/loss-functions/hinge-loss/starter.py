import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    # scores: (N, C), targets: (N,)
    # TODO: return (loss, grad)
    ...
