"""Losses and sizes in lists, tensors detached, a context manager for the mode."""

from contextlib import contextmanager

import torch


@contextmanager
def evaluating(model):
    flags = [m.training for m in model.modules()]
    try:
        model.eval()
        yield
    finally:
        for m, f in zip(model.modules(), flags):
            m.training = f


def train(model, batches, loss_fn, optimizer):
    model.train()
    losses, sizes = [], []
    for inputs, targets in batches:
        optimizer.zero_grad(set_to_none=False)
        outputs = model(inputs)
        loss = loss_fn(outputs, targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        sizes.append(len(targets))
    sizes = torch.tensor(sizes, dtype=torch.float64)
    return float((torch.stack(losses).double() * sizes).sum() / sizes.sum())


def evaluate(model, batches, loss_fn):
    with evaluating(model), torch.no_grad():
        s, n = 0.0, 0
        for inputs, targets in batches:
            s += loss_fn(model(inputs), targets).item() * inputs.size(0)
            n += inputs.size(0)
    return s / n
