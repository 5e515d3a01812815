"""Whole lists at a time with torch._foreach operations; corrections by sqrt as torch does."""

import torch


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = tuple(params)
        self.lr, (self.b1, self.b2), self.eps = lr, betas, eps
        self.m = [torch.zeros_like(p, requires_grad=False) for p in self.params]
        self.v = [torch.zeros_like(p, requires_grad=False) for p in self.params]
        self.steps = [0 for _ in self.params]

    @torch.no_grad()
    def step(self):
        live = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not live:
            return
        params = [self.params[i] for i in live]
        grads = [self.params[i].grad for i in live]
        m, v = [self.m[i] for i in live], [self.v[i] for i in live]
        for i in live:
            self.steps[i] += 1
        torch._foreach_lerp_(m, grads, 1 - self.b1)
        torch._foreach_mul_(v, self.b2)
        torch._foreach_addcmul_(v, grads, grads, 1 - self.b2)
        root = torch._foreach_sqrt(v)
        torch._foreach_div_(root, [(1 - self.b2 ** self.steps[i]) ** 0.5 for i in live])
        torch._foreach_add_(root, self.eps)
        sizes = [-self.lr / (1 - self.b1 ** self.steps[i]) for i in live]
        torch._foreach_addcdiv_(params, m, root, sizes)

    def zero_grad(self, set_to_none=True):
        for p in self.params:
            p.grad = None
