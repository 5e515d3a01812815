"""QR for the closed form, loops over features for the gradients, hand-made zeroing in fit."""

import torch
import torch.nn as nn


def closed_form(x, y):
    A = torch.cat((torch.ones(len(x), 1).to(x), x), 1)
    q, r = torch.linalg.qr(A)
    sol = torch.linalg.solve_triangular(r, (q.T @ y).unsqueeze(1), upper=True).squeeze(1)
    return sol[1:], sol[0]


def gradient_descent(x, y, lr, steps):
    n, d = x.shape
    w = torch.zeros(d, dtype=x.dtype)
    b = torch.tensor(0.0, dtype=x.dtype)
    for _ in range(steps):
        r = (x * w).sum(1) + b - y
        gw = torch.stack([2 * (r * x[:, j]).mean() for j in range(d)])
        gb = 2 * r.mean()
        w, b = w - lr * gw, b - lr * gb
    return w, b


class LinearRegression(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(d))
        self.bias = nn.Parameter(torch.empty([]))
        nn.init.zeros_(self.weight)
        nn.init.zeros_(self.bias)

    def forward(self, x):
        return torch.mv(x, self.weight) + self.bias


def fit(model, x, y, lr, steps):
    losses = []
    for _ in range(steps):
        model.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses
