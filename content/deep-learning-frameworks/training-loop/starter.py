import torch


def train(model, batches, loss_fn, optimizer):
    # TODO: one step per batch; return the mean loss over all examples
    ...


def evaluate(model, batches, loss_fn):
    # TODO: the mean loss over all examples, and the model as it was
    ...
