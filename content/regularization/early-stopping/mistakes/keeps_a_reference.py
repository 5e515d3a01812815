# /// mistake
# fails = "stops_after_patience_bad_epochs"
# says = "You remembered the dict itself: its tensors are the model's, so you restore the last epoch, and neither dict() nor detach copies numbers; clone them."
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
            self.saved = weights
        else:
            self.bad += 1
        return self.bad >= self.patience

    @torch.no_grad()
    def restore(self, weights):
        if self.saved is not None:
            for name, w in weights.items():
                w.copy_(self.saved[name])
