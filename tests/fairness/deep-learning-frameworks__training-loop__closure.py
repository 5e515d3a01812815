"""One loop for both, gradients set to None by hand, modes kept in a dict."""

import torch


def _mean(pairs):
    total = examples = 0
    for loss, n in pairs:
        total += loss * n
        examples += n
    return total / examples


def train(model, batches, loss_fn, optimizer):
    def steps():
        for x, y in batches:
            for group in optimizer.param_groups:
                for p in group["params"]:
                    p.grad = None
            loss = loss_fn(model(x), y)
            loss.backward()
            optimizer.step()
            yield float(loss.detach()), x.shape[0]

    model.train(True)
    return _mean(steps())


def evaluate(model, batches, loss_fn):
    before = {name: m.training for name, m in model.named_modules()}
    model.train(False)
    try:
        with torch.inference_mode():
            return _mean((float(loss_fn(model(x), y)), x.shape[0]) for x, y in batches)
    finally:
        for name, m in model.named_modules():
            m.training = before[name]
