import torch


class AdamW:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.betas = betas
        self.eps = eps
        params = list(params)  # may be a generator
        # One form for both kinds of input: entries [parameter, its lr, its decay, m, v, t].
        groups = params if isinstance(params[0], dict) else [{"params": params}]
        self.entries = []
        for group in groups:
            rate, decay = group.get("lr", lr), group.get("weight_decay", weight_decay)
            for p in group["params"]:
                self.entries.append([p, rate, decay, torch.zeros_like(p), torch.zeros_like(p), 0])

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for entry in self.entries:
            p, lr, decay, m, v, t = entry
            g = p.grad
            if g is None:
                continue  # no decay either: a frozen layer must not fade away
            entry[-1] = t = t + 1
            # Decoupled: the weight shrinks by a factor that is the same for all entries. Added to g, as an L2 penalty,
            # it would be divided by the root of v together with the gradient.
            p.mul_(1 - lr * decay)
            m.mul_(b1).add_(g, alpha=1 - b1)
            v.mul_(b2).addcmul_(g, g, value=1 - b2)
            p.sub_(lr * (m / (1 - b1**t)) / ((v / (1 - b2**t)).sqrt() + self.eps))
