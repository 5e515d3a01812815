# /// mistake
# fails = "epsilon_is_outside_the_root"
# says = "You added eps to the root of the uncorrected v, so at first it counts for some 30 times more: correct v first, then take the root, then add eps."
# ///
import torch


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad
            self.t[i] += 1
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g * g
            step_size = self.lr * (1 - b2 ** self.t[i]) ** 0.5 / (1 - b1 ** self.t[i])
            p -= step_size * self.m[i] / (self.v[i].sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
