"""Everything no_grad, sums as average minus difference, a flag for the direction."""

import torch


class EMA:
    @torch.no_grad()
    def __init__(self, params, decay=0.999, warmup=False):
        self.entries = []
        for param in params:
            wide = torch.float64 if param.dtype == torch.float64 else torch.float32
            self.entries.append({"param": param, "mean": param.detach().to(wide).clone(), "saved": None})
        self.decay = decay
        self.warmup = warmup
        self.step = 0
        self.evaluating = False

    @torch.no_grad()
    def update(self):
        rate = 1.0 - (min(self.decay, (1 + self.step) / (10 + self.step)) if self.warmup else self.decay)
        for e in self.entries:
            e["mean"].sub_(rate * (e["mean"] - e["param"]))
        self.step = self.step + 1

    def averages(self):
        return [e["mean"].detach().clone() for e in self.entries]

    @torch.no_grad()
    def swap(self):
        for e in self.entries:
            if self.evaluating:
                e["param"].copy_(e["saved"])
            else:
                e["saved"] = e["param"].detach().clone()
                e["param"].copy_(e["mean"])
        self.evaluating = not self.evaluating
