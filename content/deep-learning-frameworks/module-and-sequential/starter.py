import torch


class Module:
    def __call__(self, *args):
        return self.forward(*args)

    def named_parameters(self):
        # TODO: a dict from dotted name to tensor
        ...

    def parameters(self):
        # TODO
        ...

    def zero_grad(self):
        # TODO
        ...

    def state_dict(self):
        # TODO: copies
        ...

    def load_state_dict(self, state):
        # TODO: in place, KeyError for other names
        ...

    def train(self, mode=True):
        # TODO
        ...

    def eval(self):
        # TODO
        ...


class Linear(Module):
    def __init__(self, d_in, d_out):
        # TODO
        ...


class Sequential(Module):
    def __init__(self, *layers):
        # TODO
        ...
