# /// mistake
# fails = "zero_grad_forgets_the_gradients"
# says = "Your zero_grad clears the velocities as well, so no momentum is left when it is called in every step: forget the gradients only."
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
            d = g + self.momentum * self.v[i] if self.nesterov else self.v[i]
            p -= self.lr * d

    def zero_grad(self):
        for p in self.params:
            p.grad = None
        self.v = [torch.zeros_like(p) for p in self.params]
