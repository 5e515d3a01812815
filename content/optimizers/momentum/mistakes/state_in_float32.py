# /// mistake
# fails = "double_precision_stays_double"
# says = "Your velocity is float32 whatever the parameter is, so float64 loses half of its digits: use zeros_like."
# ///
import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, *, nesterov=False):
        self.params = list(params)
        self.lr, self.momentum, self.nesterov = lr, momentum, nesterov
        self.v = [torch.zeros(p.shape) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad
            self.v[i].mul_(self.momentum).add_(g)
            d = g + self.momentum * self.v[i] if self.nesterov else self.v[i]
            p -= self.lr * d

    def zero_grad(self):
        for p in self.params:
            p.grad = None
