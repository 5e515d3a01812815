import torch


class SGD:
    def __init__(self, params, lr, momentum=0.0, *, nesterov=False):
        self.params = list(params)  # model.parameters() is a generator: after one walk it would be empty
        self.lr = lr
        self.momentum = momentum
        self.nesterov = nesterov
        # From zeros the first velocity is the first gradient, as in PyTorch. They are tensors of their own: a velocity
        # that shared memory with p.grad would change the gradient, or be changed by the next backward pass.
        self.velocities = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()  # the update is no part of the model, and autograd forbids changing a leaf in place
    def step(self):
        for p, v in zip(self.params, self.velocities, strict=True):
            g = p.grad
            if g is None:
                continue
            v.mul_(self.momentum).add_(g)
            # Nesterov: the gradient, and then once more what the new velocity will carry along.
            direction = g + self.momentum * v if self.nesterov else v
            p.sub_(self.lr * direction)  # lr outside of v: a changed lr acts on the whole step at once

    def zero_grad(self):
        for p in self.params:
            p.grad = None
