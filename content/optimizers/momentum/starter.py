import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, *, nesterov=False):
        # TODO: keep the parameters and a velocity for each
        ...

    def step(self):
        # TODO: update every parameter that has a gradient, in place
        ...

    def zero_grad(self):
        # TODO: forget the gradients
        ...
