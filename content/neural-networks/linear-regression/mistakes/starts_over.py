# /// mistake
# fails = "fit_goes_on_from_where_the_model_is"
# says = "You set the parameters to zero in fit: training goes on from what the model has."
# ///
import torch
from torch import nn


def closed_form(x, y):
    wide = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.lstsq(wide, y[:, None]).solution[:, 0]
    return theta[:-1], theta[-1]


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
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    losses = []
    for _ in range(steps):
        loss = (model(x) - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
