# /// mistake
# fails = "nan_never_improves"
# says = "Without a best epoch there is nothing to restore and yours fails: change nothing then."
# ///
import math

import torch


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best = math.inf
        self.bad = 0
        self.saved = None

    def update(self, loss, weights):
        if loss < self.best - self.min_delta:
            self.best = loss
            self.bad = 0
            self.saved = {name: w.detach().clone() for name, w in weights.items()}
        else:
            self.bad += 1
        return self.bad >= self.patience

    @torch.no_grad()
    def restore(self, weights):
        if True:
            for name, w in weights.items():
                w.copy_(self.saved[name])
