"""Groups copied into dicts, state made at the first gradient, data changed."""

import math

import torch


class AdamW:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        items = list(params)
        if items and isinstance(items[0], torch.Tensor):
            items = [dict(params=items)]
        defaults = dict(lr=lr, weight_decay=weight_decay)
        self.param_groups = [{**defaults, **item, "params": list(item["params"])} for item in items]
        self.betas, self.eps = betas, eps
        self.state = {}

    def step(self):
        beta1, beta2 = self.betas
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                st = self.state.setdefault(p, {"step": 0, "m": torch.zeros_like(p.data), "v": torch.zeros_like(p.data)})
                st["step"] += 1
                p.data.mul_(1 - group["lr"] * group["weight_decay"])
                st["m"].lerp_(p.grad, 1 - beta1)
                st["v"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                c1, c2 = 1 - beta1 ** st["step"], 1 - beta2 ** st["step"]
                denominator = st["v"].sqrt().div_(math.sqrt(c2)).add_(self.eps)
                p.data.addcdiv_(st["m"], denominator, value=-group["lr"] / c1)
