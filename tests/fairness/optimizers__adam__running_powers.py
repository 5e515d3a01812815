"""Scalar state that broadcasts at first, running powers of the betas, with no_grad as a block and copy_."""

import torch


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.entries = [[p, 0.0, 0.0, 1.0, 1.0] for p in params]
        self.lr = lr
        self.betas = betas
        self.eps = eps

    def step(self):
        with torch.no_grad():
            for entry in self.entries:
                p, m, v, power1, power2 = entry
                if p.grad is None:
                    continue
                g = p.grad.clone()
                power1 *= self.betas[0]
                power2 *= self.betas[1]
                m = m * self.betas[0] + g * (1 - self.betas[0])
                v = v * self.betas[1] + g.square() * (1 - self.betas[1])
                entry[1:] = [m, v, power1, power2]
                p.copy_(p - self.lr * (m / (1 - power1)) / ((v / (1 - power2)) ** 0.5 + self.eps))

    def zero_grad(self):
        for entry in self.entries:
            entry[0].grad = None if entry[0].grad is None else torch.zeros_like(entry[0])
