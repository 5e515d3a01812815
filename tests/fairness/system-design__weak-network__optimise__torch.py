import math

import numpy as np
import torch


def initial(sizes, seed):
    g = torch.Generator().manual_seed(seed)
    out = []
    for i in range(len(sizes) - 1):
        bound = math.sqrt(6 / sizes[i])
        w = (torch.rand(sizes[i], sizes[i + 1], generator=g, dtype=torch.float64) * 2 - 1) * bound
        if i == len(sizes) - 2:
            w *= 0.1
        out.append((w.numpy(), np.zeros(sizes[i + 1])))
    return out


def choose_rate(run, rates, seeds):
    best, low = None, math.inf
    for rate in rates:
        total = 0.0
        for seed in seeds:
            losses = run(rate, seed)
            if not all(math.isfinite(v) for v in losses):
                total = math.inf
            else:
                tail = losses[-max(1, len(losses) // 4) :]
                total += sum(tail) / len(tail)
        if total / len(seeds) < low:
            best, low = rate, total / len(seeds)
    return best


def fit(x, labels, classes, seed):
    torch.manual_seed(seed)
    m, s = x.mean(0), x.std(0)
    s[s < 1e-12] = 1
    z, y = torch.tensor((x - m) / s).float(), torch.tensor(labels)
    net = torch.nn.Sequential(torch.nn.Linear(x.shape[1], 128), torch.nn.ReLU(), torch.nn.Linear(128, classes))
    opt = torch.optim.Adam(net.parameters(), lr=1e-2)
    for _ in range(400):
        opt.zero_grad()
        torch.nn.functional.cross_entropy(net(z), y).backward()
        opt.step()
    return {"m": m, "s": s, "state": [p.detach().numpy() for p in net.parameters()]}


def predict(model, x):
    w1, b1, w2, b2 = model["state"]
    h = np.maximum((x - model["m"]) / model["s"] @ w1.T + b1, 0)
    return (h @ w2.T + b2).argmax(1)
