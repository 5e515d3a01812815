# /// mistake
# fails = "the_velocity_gathers_the_gradients"
# says = "Your velocity is thrown away after each step, so there is no momentum: keep it on self."
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
            v = self.momentum * self.v[i] + g
            d = g + self.momentum * v if self.nesterov else v
            p -= self.lr * d

    def zero_grad(self):
        for p in self.params:
            p.grad = None
