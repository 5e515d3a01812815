# /// mistake
# fails = "is_plain_and_repeats_itself"
# says = "Two trainings with one seed differ: draw the weights and the batches from the seed."
# ///
import numpy as np
import torch
from torch.nn import functional

KINDS, EPOCHS, BATCH, RATE = 6, 14, 128, 8e-3
MIDDLE, SPREAD = 0.35, 0.3  # of a pixel, about
FEW, MORE, WIDE = 12, 24, 48


def augment(images, seed):
    rng = np.random.default_rng(seed)
    turns = rng.integers(0, 4, len(images))
    turned = np.stack([np.rot90(one, quarter) for one, quarter in zip(images, turns, strict=True)])
    # Turned, since parts lie in any direction; that also carries the lamps into every corner. Another light, since
    # lamps age. Never mirrored: a mirrored left bracket is a right bracket, and would carry the wrong label.
    gain, level = rng.uniform(0.8, 1.25, (len(images), 1, 1)), rng.uniform(-0.1, 0.1, (len(images), 1, 1))
    return gain * turned + level


def weights(seed):
    generator = torch.Generator().manual_seed(seed)
    shapes = {"conv1": (FEW, 1, 5, 5), "conv2": (MORE, FEW, 3, 3), "dense": (WIDE, MORE * 16), "out": (KINDS, WIDE)}
    made = {}
    for name, shape in shapes.items():
        inward = int(np.prod(shape[1:]))
        made[name] = torch.randn(*shape, generator=generator) * (2 / inward) ** 0.5
        made[f"{name}_bias"] = torch.zeros(shape[0])
    return made


def forward(net, images):
    x = ((torch.as_tensor(images, dtype=torch.float32) - MIDDLE) / SPREAD)[:, None]  # (n, 1, 16, 16)
    x = torch.relu(functional.conv2d(x, net["conv1"], net["conv1_bias"], stride=2, padding=2))  # (n, FEW, 8, 8)
    x = torch.relu(functional.conv2d(x, net["conv2"], net["conv2_bias"], stride=2, padding=1))  # (n, MORE, 4, 4)
    x = torch.relu(functional.linear(x.flatten(1), net["dense"], net["dense_bias"]))
    return functional.linear(x, net["out"], net["out_bias"])


def fit(images, labels, seed):
    rng = np.random.default_rng()
    net = {name: one.requires_grad_() for name, one in weights(seed).items()}
    steps = EPOCHS * max(1, len(images) // BATCH)
    # Rare kinds are drawn more often, by the root of how rare they are: all alike would repeat a few parts too often.
    often = 1 / np.sqrt(np.bincount(labels, minlength=KINDS)[labels])
    chance = np.cumsum(often / often.sum())
    optimizer = torch.optim.AdamW(list(net.values()), lr=RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(steps):
        rows = np.minimum(np.searchsorted(chance, rng.random(BATCH)), len(images) - 1)
        seen = augment(images[rows], int(rng.integers(2**31)))
        # Smoothed labels: one in twenty-five is wrong, and the network should not become certain of those.
        loss = functional.cross_entropy(forward(net, seen), torch.as_tensor(labels[rows]), label_smoothing=0.05)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return {name: one.detach().numpy() for name, one in net.items()}


def score(model, images):
    net = {name: torch.as_tensor(one) for name, one in model.items()}
    # The mean over the four quarter turns: all of them are the same part.
    views = [np.rot90(images, turns, axes=(1, 2)).copy() for turns in range(4)]
    with torch.no_grad():
        mean = torch.stack([torch.softmax(forward(net, view), dim=1) for view in views]).mean(dim=0)
    return mean.numpy()
