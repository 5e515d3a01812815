import numpy as np
import torch
from torch import nn


def augment(images, seed):
    g = np.random.RandomState(seed)
    out = np.empty(images.shape)
    for i in range(len(images)):
        x = images[i]
        for _ in range(g.randint(4)):
            x = x.T[::-1]
        out[i] = x * g.uniform(0.8, 1.25) + g.uniform(-0.1, 0.1)
    return out


def net():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 24, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(24 * 16, 64),
        nn.ReLU(),
        nn.Linear(64, 6),
    )


def fit(images, labels, seed):
    torch.manual_seed(seed)
    m = net()
    opt = torch.optim.Adam(m.parameters(), lr=3e-3)
    y = torch.as_tensor(labels)
    n = len(images)
    rare = 1 / torch.bincount(y, minlength=6).clamp(min=1).sqrt()
    for epoch in range(14):
        x = torch.as_tensor(augment(images, 1000 * seed + epoch) - 0.35, dtype=torch.float32)[:, None] * 3
        if epoch == 10:
            for group in opt.param_groups:
                group["lr"] = 7e-4
        for rows in torch.randperm(n).split(64):
            loss = nn.functional.cross_entropy(m(x[rows]), y[rows], weight=rare)
            opt.zero_grad()
            loss.backward()
            opt.step()
    return {k: v.numpy() for k, v in m.state_dict().items()}


def score(model, images):
    m = net()
    m.load_state_dict({k: torch.as_tensor(v) for k, v in model.items()})
    with torch.no_grad():
        return torch.softmax(m(torch.as_tensor(images - 0.35, dtype=torch.float32)[:, None] * 3), 1).numpy()
