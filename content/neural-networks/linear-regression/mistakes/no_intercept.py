# /// mistake
# fails = "the_closed_form_is_least_squares"
# says = "Your closed form has no intercept: give x a column of ones, and split its weight off as b."
# ///
import torch
from torch import nn


def closed_form(x, y):
    theta = torch.linalg.lstsq(x, y[:, None]).solution[:, 0]
    return theta, x.new_zeros(())


def gradient_descent(x, y, lr, steps):
    w, b = x.new_zeros(x.shape[1]), x.new_zeros(())
    for _ in range(steps):
        error = x @ w + b - y
        w = w - lr * 2 * x.T @ error / len(y)
        b = b - lr * 2 * error.mean()
    return w, b


class LinearRegression(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(d))
        self.bias = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return x @ self.weight + self.bias


def fit(model, x, y, lr, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = (model(x) - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
