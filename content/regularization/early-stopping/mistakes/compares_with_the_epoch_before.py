# /// mistake
# fails = "worse_than_best_is_no_improvement"
# says = "You compared with the epoch before: compare with the best one."
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
            self.best = loss
        return self.bad >= self.patience

    @torch.no_grad()
    def restore(self, weights):
        if self.saved is not None:
            for name, w in weights.items():
                w.copy_(self.saved[name])
