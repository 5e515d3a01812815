# /// mistake
# fails = "changes_the_parameters_and_nothing_else"
# says = "Your first velocity is the gradient tensor itself, so updating it in place overwrites p.grad: make a copy with clone()."
# ///
import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, *, nesterov=False):
        self.params = list(params)
        self.lr, self.momentum, self.nesterov = lr, momentum, nesterov
        self.v = [None for _ in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad
            if self.v[i] is None:
                self.v[i] = g
            else:
                self.v[i].mul_(self.momentum).add_(g)
            d = g + self.momentum * self.v[i] if self.nesterov else self.v[i]
            p -= self.lr * d

    def zero_grad(self):
        for p in self.params:
            p.grad = None
