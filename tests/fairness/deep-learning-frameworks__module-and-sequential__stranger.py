"""Base class first, a stack instead of recursion, functools.reduce in Sequential."""

import functools
import math

import torch


class Module(object):
    training = True

    def forward(self, *args):
        raise NotImplementedError("forward")

    def __call__(self, *args):
        return self.forward(*args)

    def _walk(self):
        stack = [("", self)]
        while stack:
            path, item = stack.pop()
            yield path, item
            if isinstance(item, Module):
                below = list(item.__dict__.items())
            elif isinstance(item, (tuple, list)):
                below = list(enumerate(item))
            else:
                continue
            for key, child in reversed(below):
                stack.append((f"{path}.{key}".lstrip("."), child))

    def named_parameters(self):
        named = {}
        ids = set()
        for path, item in self._walk():
            if not isinstance(item, torch.Tensor):
                continue
            if not (item.requires_grad and item.grad_fn is None):
                continue
            if id(item) in ids:
                continue
            ids.add(id(item))
            named[path] = item
        return named

    def parameters(self):
        return [p for p in self.named_parameters().values()]

    def zero_grad(self):
        for p in self.parameters():
            p.grad = None

    def state_dict(self):
        return dict((n, p.detach().clone()) for n, p in self.named_parameters().items())

    @torch.no_grad()
    def load_state_dict(self, state):
        params = self.named_parameters()
        for n in params:
            if n not in state:
                raise KeyError(n)
        for n in state:
            if n not in params:
                raise KeyError(n)
        for n, p in params.items():
            p.copy_(state[n])

    def train(self, mode=True):
        for _, item in self._walk():
            if isinstance(item, Module):
                item.training = mode
        return self

    def eval(self):
        self.train(False)
        return self


class Linear(Module):
    def __init__(self, d_in, d_out):
        limit = 1 / math.sqrt(d_in)
        self.weight = torch.zeros(d_out, d_in, requires_grad=True)
        self.bias = torch.zeros(d_out, requires_grad=True)
        with torch.no_grad():
            self.weight.uniform_(-limit, limit)
            self.bias.uniform_(-limit, limit)

    def forward(self, x):
        return torch.einsum("...i,oi->...o", x, self.weight) + self.bias


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        return functools.reduce(lambda value, layer: layer(value), self.layers, x)
