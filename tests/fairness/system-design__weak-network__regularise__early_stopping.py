import numpy as np
import torch


def dropout(a, keep, uniform, training):
    return a * (uniform < keep) / keep if training else a


def stop_at(losses, patience):
    best, when = float("inf"), 0
    for i, v in enumerate(losses):
        if v < best:
            best, when = v, i
        elif i - when == patience:
            return i, when
    return i, when


def fit(x, labels, seed):
    torch.manual_seed(seed)
    m, s = x.mean(0), x.std(0) + 1e-9
    z, y = torch.tensor((x - m) / s).float(), torch.tensor(labels)
    order = torch.randperm(len(z))
    val, train = order[: len(z) // 6], order[len(z) // 6 :]
    k = int(labels.max()) + 1
    weight = 1 / torch.bincount(y, minlength=k).clamp(min=1).float()
    states = []
    for _ in range(2):
        net = torch.nn.Sequential(
            torch.nn.Linear(x.shape[1], 64),
            torch.nn.ReLU(),
            torch.nn.Dropout(0.3),
            torch.nn.Linear(64, 64),
            torch.nn.ReLU(),
            torch.nn.Dropout(0.3),
            torch.nn.Linear(64, k),
        )
        opt = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=0.1)
        best, keep, wait = 1e9, None, 0
        for _ in range(60):
            net.train()
            for rows in train[torch.randperm(len(train))].split(64):
                loss = torch.nn.functional.cross_entropy(net(z[rows]), y[rows], weight=weight)
                opt.zero_grad()
                loss.backward()
                opt.step()
            net.eval()
            with torch.no_grad():
                v = torch.nn.functional.cross_entropy(net(z[val]), y[val], weight=weight).item()
            if v < best:
                best, keep, wait = v, [p.detach().clone().numpy() for p in net.parameters()], 0
            else:
                wait += 1
                if wait > 15:
                    break
        states.append(keep)
    return {"m": m, "s": s, "states": states}


def predict(model, x):
    total = 0
    for w1, b1, w2, b2, w3, b3 in model["states"]:
        h = np.maximum((x - model["m"]) / model["s"] @ w1.T + b1, 0)
        h = np.maximum(h @ w2.T + b2, 0) @ w3.T + b3
        h = np.exp(h - h.max(1, keepdims=True))
        total = total + h / h.sum(1, keepdims=True)
    return np.argmax(total, axis=1)
