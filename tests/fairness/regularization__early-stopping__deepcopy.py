"""deepcopy of detached tensors; data written back."""

import copy


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = float("inf")
        self.counter = 0
        self.best_weights = None

    def update(self, loss, weights):
        if self.best - loss > self.min_delta:
            self.best, self.counter = loss, 0
            self.best_weights = copy.deepcopy({k: v.data for k, v in weights.items()})
            return False
        self.counter += 1
        return self.counter >= self.patience

    def restore(self, weights):
        if self.best_weights is None:
            return
        for k in weights:
            weights[k].data[...] = self.best_weights[k]
