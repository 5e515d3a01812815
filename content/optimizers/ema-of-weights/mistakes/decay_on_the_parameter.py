# /// mistake
# fails = "the_average_moves_slowly"
# says = "You gave the parameter the weight decay and the average the rest: it is the other way round."
# ///
import torch


class EMA:
    def __init__(self, params, decay=0.999, warmup=False):
        self.params = list(params)
        self.decay, self.warmup, self.updates = decay, warmup, 0
        self.means = [p.detach().to(torch.promote_types(p.dtype, torch.float32), copy=True) for p in self.params]
        self.trained = None

    def update(self):
        decay = self.decay
        if self.warmup:
            decay = min(decay, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        for mean, p in zip(self.means, self.params, strict=True):
            mean.lerp_(p.detach().to(mean.dtype), decay)

    def averages(self):
        return [mean.clone() for mean in self.means]

    @torch.no_grad()
    def swap(self):
        values = self.means if self.trained is None else self.trained
        self.trained = [p.clone() for p in self.params] if self.trained is None else None
        for p, value in zip(self.params, values, strict=True):
            p.copy_(value)
