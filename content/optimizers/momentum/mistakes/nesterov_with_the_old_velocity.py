# /// mistake
# fails = "nesterov_looks_ahead"
# says = "You took the velocity before its update: g + momentum * v_old is just the new velocity, so this is plain momentum; update v first and then use the new one."
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
            d = g + self.momentum * self.v[i]
            self.v[i] = self.momentum * self.v[i] + g
            p -= self.lr * d

    def zero_grad(self):
        for p in self.params:
            p.grad = None
