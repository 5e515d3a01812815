# /// mistake
# fails = "takes_a_generator"
# says = "You keep params as it came: a generator is empty after one walk, so step finds nothing to do; make it a list."
# ///
import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, *, nesterov=False):
        self.params = params
        self.lr, self.momentum, self.nesterov = lr, momentum, nesterov
        self.v = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad
            self.v[p] = self.momentum * self.v[p] + g
            d = g + self.momentum * self.v[p] if self.nesterov else self.v[p]
            p -= self.lr * d

    def zero_grad(self):
        for p in self.params:
            p.grad = None
