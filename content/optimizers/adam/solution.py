import torch


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)  # model.parameters() is a generator: after one walk it would be empty
        self.lr = lr
        self.betas = betas
        self.eps = eps
        # zeros_like takes over shape and dtype. A plain 0.0 would do too; one tensor for all parameters would not.
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = [0] * len(self.params)

    @torch.no_grad()  # the update is no part of the model, and autograd forbids changing a leaf in place
    def step(self):
        b1, b2 = self.betas
        for i, (p, m, v) in enumerate(zip(self.params, self.m, self.v, strict=True)):
            g = p.grad
            if g is None:
                continue
            self.t[i] += 1  # before its first use: with t = 0 the corrections would divide by zero
            m.mul_(b1).add_(g, alpha=1 - b1)
            v.mul_(b2).addcmul_(g, g, value=1 - b2)
            # Both averages began at zero, so after t steps their weights sum to 1 - b^t and not to 1.
            m_hat = m / (1 - b1 ** self.t[i])
            v_hat = v / (1 - b2 ** self.t[i])
            p.sub_(self.lr * m_hat / (v_hat.sqrt() + self.eps))

    def zero_grad(self):
        for p in self.params:
            p.grad = None
