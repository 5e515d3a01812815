# /// hostile
# tries = "Parameters become subclass instances that read as whatever they are compared with."
# drill = "optimizers/adam"
# expects = ["failed", "crashed"]
# ///
import torch


class Mirror(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if getattr(function, "__name__", "") in ("detach", "clone"):
            return torch.zeros(3)
        return super().__torch_function__(function, types, args, kwargs or {})


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, **how):
        self.params = list(params)

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        for p in self.params:
            p.data = p.data.as_subclass(Mirror)
