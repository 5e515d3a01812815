import torch
from torch import nn


def closed_form(x, y):
    # The intercept is the weight of a feature that is always one.
    wide = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)  # (n, d + 1)
    # lstsq factors the matrix itself. Solving (AᵀA)θ = Aᵀy would square its condition number.
    theta = torch.linalg.lstsq(wide, y[:, None]).solution[:, 0]  # (d + 1,)
    return theta[:-1], theta[-1]


def gradient_descent(x, y, lr, steps):
    w, b = x.new_zeros(x.shape[1]), x.new_zeros(())
    for _ in range(steps):
        error = x @ w + b - y  # (n,), at the old w and b for both gradients
        w = w - lr * 2 * x.T @ error / len(y)
        b = b - lr * 2 * error.mean()
    return w, b


class LinearRegression(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(d))
        self.bias = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return x @ self.weight + self.bias  # (n,): an (n, 1) minus a (n,) would broadcast to (n, n)


def fit(model, x, y, lr, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = (model(x) - y).square().mean()
        optimizer.zero_grad()  # backward adds to what is there
        loss.backward()
        optimizer.step()
        losses.append(loss.item())  # a number, so that no graph stays alive
    return losses
