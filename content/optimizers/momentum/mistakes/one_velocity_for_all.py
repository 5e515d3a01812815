# /// mistake
# fails = "parameters_do_not_share_a_velocity"
# says = "All parameters use the same velocity, so the gradients of one leak into the next: keep one for each parameter."
# ///
import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, *, nesterov=False):
        self.params = list(params)
        self.lr, self.momentum, self.nesterov = lr, momentum, nesterov
        self.v = 0.0

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad
            self.v = self.momentum * self.v + g
            d = g + self.momentum * self.v if self.nesterov else self.v
            p -= self.lr * d

    def zero_grad(self):
        for p in self.params:
            p.grad = None
