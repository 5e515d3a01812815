"""As PyTorch writes it: the velocity is made at the first gradient; gradients are zeroed."""

import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, *, nesterov=False):
        self.parameters = [*params]
        self.lr = lr
        self.momentum = momentum
        self.nesterov = nesterov
        self.state = {}

    def step(self):
        for p in self.parameters:
            if p.grad is None:
                continue
            d_p = p.grad.data
            if self.momentum != 0:
                if p not in self.state:
                    buf = self.state[p] = torch.clone(d_p).detach()
                else:
                    buf = self.state[p]
                    buf.mul_(self.momentum).add_(d_p)
                d_p = d_p.add(buf, alpha=self.momentum) if self.nesterov else buf
            p.data.add_(d_p, alpha=-self.lr)

    def zero_grad(self):
        for p in self.parameters:
            if p.grad is not None:
                p.grad.zero_()
