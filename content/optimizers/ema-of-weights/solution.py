import torch


class EMA:
    def __init__(self, params, decay=0.999, warmup=False):
        self.params = list(params)  # may be a generator
        self.decay, self.warmup, self.updates = decay, warmup, 0
        # Copies: an alias would follow the parameter and average nothing. Half precision would swallow small steps.
        self.means = [p.detach().to(torch.promote_types(p.dtype, torch.float32), copy=True) for p in self.params]
        self.trained = None  # the parameters' own values while the averages are in their place

    def update(self):
        decay = self.decay
        if (
            self.warmup
        ):  # early on the beginning would dominate: average over about the last tenth of the updates instead
            decay = min(decay, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        for mean, p in zip(self.means, self.params, strict=True):
            mean.lerp_(p.detach().to(mean.dtype), 1 - decay)

    def averages(self):
        return [mean.clone() for mean in self.means]

    @torch.no_grad()
    def swap(self):
        values = self.means if self.trained is None else self.trained
        # The averages keep their own place and precision; only the trained values have to be set aside.
        self.trained = [p.clone() for p in self.params] if self.trained is None else None
        for p, value in zip(self.params, values, strict=True):
            p.copy_(value)
