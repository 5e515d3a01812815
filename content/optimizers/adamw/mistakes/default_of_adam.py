# /// mistake
# fails = "the_default_decay_is_one_percent"
# says = "Your default decay is 0, as in Adam: here it is 0.01."
# ///
import torch


class AdamW:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        params = list(params)
        if not isinstance(params[0], dict):
            params = [{"params": params}]
        self.betas, self.eps = betas, eps
        self.groups = []
        for group in params:
            rate, decay = group.get("lr", lr), group.get("weight_decay", weight_decay)
            self.groups.append({"params": list(group["params"]), "lr": rate, "weight_decay": decay})
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for group in self.groups:
            lr, decay = group["lr"], group["weight_decay"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad
                m, v, t = self.state.get(p, (torch.zeros_like(p), torch.zeros_like(p), 0))
                t = t + 1
                m = b1 * m + (1 - b1) * g
                v = b2 * v + (1 - b2) * g * g
                self.state[p] = (m, v, t)
                m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)
                p -= lr * decay * p
                p -= lr * m_hat / (v_hat.sqrt() + self.eps)
