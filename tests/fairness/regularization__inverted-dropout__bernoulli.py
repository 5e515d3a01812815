"""Bernoulli mask in the dtype of x, multiplied in."""

import torch
import torch.nn as nn


class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super(Dropout, self).__init__()
        self.keep_prob = 1.0 - p

    def forward(self, x):
        if self.training and self.keep_prob < 1:
            mask = torch.bernoulli(torch.full_like(x, self.keep_prob))
            if self.keep_prob == 0:
                return x * mask
            return x * mask / self.keep_prob
        return x
