# /// mistake
# fails = "nesterov_looks_ahead"
# says = "Your Nesterov step is momentum * v alone: add the fresh gradient, g + momentum * v."
# ///
import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, *, nesterov=False):
        self.params = list(params)
        self.lr, self.momentum, self.nesterov = lr, momentum, nesterov
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad
            self.v[i] = self.momentum * self.v[i] + g
            d = self.momentum * self.v[i] if self.nesterov else self.v[i]
            p -= self.lr * d

    def zero_grad(self):
        for p in self.params:
            p.grad = None
