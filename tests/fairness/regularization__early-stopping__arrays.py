"""Keeps NumPy copies and the history of losses."""

import torch


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.limit, self.delta = patience, min_delta
        self.best, self.epoch, self.best_epoch = float("inf"), 0, 0
        self.arrays = {}

    def update(self, loss, weights):
        self.epoch += 1
        if loss < self.best - self.delta:
            self.best, self.best_epoch = loss, self.epoch
            self.arrays = {name: w.detach().numpy().copy() for name, w in weights.items()}
        return self.epoch - self.best_epoch >= self.limit

    def restore(self, weights):
        with torch.no_grad():
            for name, array in self.arrays.items():
                weights[name].copy_(torch.from_numpy(array))
