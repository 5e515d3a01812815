# /// mistake
# fails = "many_steps_follow_each_other"
# says = "Each of your steps looks at a single example: a full-batch step uses the mean gradient of all of them."
# ///
import torch
from torch import nn


def closed_form(x, y):
    wide = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.lstsq(wide, y[:, None]).solution[:, 0]
    return theta[:-1], theta[-1]


def gradient_descent(x, y, lr, steps):
    w, b = x.new_zeros(x.shape[1]), x.new_zeros(())
    for step in range(steps):
        row = slice(step % len(y), step % len(y) + 1)
        error = x[row] @ w + b - y[row]
        w = w - lr * 2 * x[row].T @ error
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
