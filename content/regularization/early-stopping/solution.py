import math

import torch


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = math.inf
        self.waited = 0
        self.saved = {}

    def update(self, loss, weights):
        if loss < self.best - self.min_delta:  # False for NaN
            self.best = loss
            self.waited = 0
            # clone: the tensors of state_dict() are the model's own, and the next epoch changes their numbers.
            self.saved = {name: tensor.detach().clone() for name, tensor in weights.items()}
        else:
            self.waited += 1  # best stays, or a slow drift below min_delta would never add up
        return self.waited >= self.patience

    @torch.no_grad()  # autograd forbids changing a leaf in place
    def restore(self, weights):
        for name, tensor in self.saved.items():  # empty if no epoch has improved
            weights[name].copy_(tensor)  # the numbers only: the model must not train on our own copy
