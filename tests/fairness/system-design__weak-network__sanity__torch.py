import math

import numpy as np
import torch


def start(logits, labels):
    loss = torch.nn.functional.cross_entropy(torch.tensor(logits), torch.tensor(labels))
    return loss.item() / math.log(logits.shape[1])


def signal(layers, x):
    x = torch.tensor(x)
    out = []
    for w, b in list(layers)[:-1]:
        x = torch.relu(x @ torch.tensor(w) + torch.tensor(b))
        out.append((x.std(unbiased=False).item(), (x.amax(0) == 0).double().mean().item()))
    return out


def wrong_gradients(loss, gradients, parameters):
    bad = []
    g = gradients(parameters)
    for i in range(len(parameters)):
        num = np.zeros(parameters[i].shape)
        for j in range(parameters[i].size):
            old = parameters[i].flat[j]
            parameters[i].flat[j] = old + 1e-4
            up = loss(parameters)
            parameters[i].flat[j] = old - 1e-4
            down = loss(parameters)
            parameters[i].flat[j] = old
            num.flat[j] = (up - down) / 2e-4
        err = abs(num - g[i]).max() / (abs(num).max() + abs(g[i]).max() + 1e-30)
        if err > 5e-3:
            bad.append(i)
    return bad


def memorises(step, parameters, x, labels, tries):
    xb, yb = x[:16].copy(), labels[:16].copy()
    done = False
    while tries and not done:
        parameters, loss = step(parameters, xb, yb)
        if math.isnan(loss) or math.isinf(loss):
            return False
        done = loss < 0.05
        tries -= 1
    return done
