import torch


class AdamW:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        # TODO: keep the parameters in groups, and the state of each parameter
        ...

    def step(self):
        # TODO: decay and update every parameter that has a gradient, in place
        ...
