"""Decay as a subtraction of the old value; a small class per parameter."""

import torch


class _Slot:
    def __init__(self, p, lr, wd):
        self.p, self.lr, self.wd = p, lr, wd
        self.m = self.v = 0.0
        self.t = 0


class AdamW:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.b1, self.b2, self.eps = *betas, eps
        self.slots = []
        for item in params:
            if isinstance(item, dict):
                for p in item["params"]:
                    self.slots.append(_Slot(p, item.get("lr", lr), item.get("weight_decay", weight_decay)))
            else:
                self.slots.append(_Slot(item, lr, weight_decay))

    def step(self):
        with torch.no_grad():
            for s in self.slots:
                if s.p.grad is None:
                    continue
                s.t += 1
                s.m = self.b1 * s.m + (1 - self.b1) * s.p.grad
                s.v = self.b2 * s.v + (1 - self.b2) * s.p.grad**2
                update = (s.m / (1 - self.b1**s.t)) / ((s.v / (1 - self.b2**s.t)) ** 0.5 + self.eps)
                s.p -= s.lr * (update + s.wd * s.p)
