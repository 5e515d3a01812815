# /// mistake
# fails = "a_new_learning_rate_acts_on_the_whole_step"
# says = "You put the learning rate into the velocity, so the old gradients keep their old rate when lr changes: gather plain gradients and multiply by lr when you step."
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
            self.v[i] = self.momentum * self.v[i] + self.lr * g
            d = self.lr * g + self.momentum * self.v[i] if self.nesterov else self.v[i]
            p -= d

    def zero_grad(self):
        for p in self.params:
            p.grad = None
