# /// hostile
# tries = "step() changes nothing; state says that it did."
# drill = "optimizers/adam"
# expects = "failed"
# ///
class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, **how):
        self.params = list(params)
        self.t = 0

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    def step(self):
        self.t += 1
