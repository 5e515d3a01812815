from itertools import pairwise

import numpy as np
import torch

LOGS = ("amount", "amount_over_usual", "minutes_since_last", "count_1h", "count_24h", "km_from_home", "card_age_days")
FLAGS = ("new_device", "foreign")
KEEP, STEPS, BATCH, WIDTH, NETS = 0.2, 250, 512, 32, 2


def inputs(table):
    hour = table["hour"] / 24 * 2 * np.pi
    kinds = [table["merchant_kind"] == kind for kind in range(6)]
    columns = [np.log1p(table[name]) for name in LOGS] + [table[name] for name in FLAGS] + kinds
    columns += [np.cos(hour), np.sin(hour), np.log(table["amount_over_usual"])]
    return np.stack(columns, axis=1).astype(np.float32)  # (rows, 18)


def undersample(fraud, keep, seed):
    honest = np.flatnonzero(fraud == 0)
    kept = np.random.default_rng(seed).choice(honest, round(keep * len(honest)), replace=False)
    return np.sort(np.concatenate([np.flatnonzero(fraud == 1), kept]))


def correct(scores, keep):
    # Of the honest rows only a share was left, so the odds were too high by 1 / keep.
    return keep * scores / (keep * scores + 1 - scores)


def train(x, y, seed):
    generator = torch.Generator().manual_seed(seed)
    sizes = (x.shape[1], WIDTH, WIDTH, 1)
    layers = []
    for inward, outward in pairwise(sizes):
        weight = torch.randn(outward, inward, generator=generator) * (2 / inward) ** 0.5
        layers.append((weight.requires_grad_(), torch.zeros(outward, requires_grad=True)))
    optimizer = torch.optim.AdamW([one for layer in layers for one in layer], lr=5e-3, weight_decay=0.02)
    for _ in range(STEPS):
        rows = torch.randint(len(x), (BATCH,), generator=generator)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(forward(layers, x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [(weight.detach(), bias.detach()) for weight, bias in layers]


def forward(layers, x):
    for weight, bias in layers[:-1]:
        x = torch.relu(x @ weight.T + bias)
    weight, bias = layers[-1]
    return (x @ weight.T + bias)[:, 0]


def fit(table, seed):
    rows = undersample(table["fraud"], KEEP, seed)
    x = inputs(table)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    z = torch.tensor((x[rows] - mean) / scale)
    y = torch.tensor(table["fraud"][rows], dtype=torch.float32)
    # Two nets, averaged: with three hundred frauds a single one depends on its seed.
    nets = [train(z, y, seed * NETS + index) for index in range(NETS)]
    plain = [[(weight.numpy(), bias.numpy()) for weight, bias in layers] for layers in nets]
    return {"mean": mean, "scale": scale, "keep": KEEP, "nets": plain}


def score(model, table):
    z = torch.tensor((inputs(table) - model["mean"]) / model["scale"])
    nets = [[(torch.tensor(weight), torch.tensor(bias)) for weight, bias in layers] for layers in model["nets"]]
    with torch.no_grad():
        logits = torch.stack([forward(layers, z) for layers in nets]).mean(dim=0)
    return correct(torch.sigmoid(logits.double()).numpy(), model["keep"])
