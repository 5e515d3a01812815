"""The formula as it stands, with new tensors everywhere."""

import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, *, nesterov=False):
        self.pairs = [[p, 0.0] for p in params]
        self.lr, self.mu, self.nesterov = lr, momentum, nesterov

    def step(self):
        with torch.no_grad():
            for pair in self.pairs:
                theta, v = pair
                if theta.grad is not None:
                    v = self.mu * v + theta.grad
                    pair[1] = v
                    if self.nesterov:
                        theta.copy_(theta - self.lr * (theta.grad + self.mu * v))
                    else:
                        theta.copy_(theta - self.lr * v)

    def zero_grad(self):
        for theta, _ in self.pairs:
            theta.grad = None
