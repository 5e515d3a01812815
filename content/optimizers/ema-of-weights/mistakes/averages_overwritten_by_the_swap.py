# /// mistake
# fails = "swapping_goes_there_and_back"
# says = "Your swap exchanges the two, so while the averages are in the model averages() gives the trained weights: keep the averages and set the trained values aside."
# ///
import torch


class EMA:
    def __init__(self, params, decay=0.999, warmup=False):
        self.params = list(params)
        self.decay, self.warmup, self.updates = decay, warmup, 0
        self.means = [p.detach().to(torch.promote_types(p.dtype, torch.float32), copy=True) for p in self.params]

    def update(self):
        decay = self.decay
        if self.warmup:
            decay = min(decay, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        for mean, p in zip(self.means, self.params, strict=True):
            mean.lerp_(p.detach().to(mean.dtype), 1 - decay)

    def averages(self):
        return [mean.clone() for mean in self.means]

    @torch.no_grad()
    def swap(self):
        for mean, p in zip(self.means, self.params, strict=True):
            old = p.clone()
            p.copy_(mean)
            mean.copy_(old)
