"""State in a dict by parameter, made at the first gradient; data and out-of-place arithmetic; grads zeroed."""

import math

import torch


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.param_groups = [{"params": list(params), "lr": lr, "betas": betas, "eps": eps}]
        self.state = {}

    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad.data
                if p not in self.state:
                    self.state[p] = {"step": 0, "m": torch.zeros_like(p.data), "v": torch.zeros_like(p.data)}
                state = self.state[p]
                state["step"] += 1
                state["m"] = beta1 * state["m"] + (1 - beta1) * grad
                state["v"] = beta2 * state["v"] + (1 - beta2) * grad.pow(2)
                c1 = 1 - math.pow(beta1, state["step"])
                c2 = 1 - math.pow(beta2, state["step"])
                p.data = p.data - group["lr"] * (state["m"] / c1) / (torch.sqrt(state["v"] / c2) + group["eps"])

    def zero_grad(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.grad.zero_()
