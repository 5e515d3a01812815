import torch


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        # TODO: keep the parameters and their state
        ...

    def step(self):
        # TODO: update every parameter that has a gradient, in place
        ...

    def zero_grad(self):
        # TODO: forget the gradients
        ...
