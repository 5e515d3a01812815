import torch


def cross_entropy(logits, targets, ignore_index=-100):
    # logits: (..., C), targets: (...) of class numbers or ignore_index
    # TODO: return the mean loss over the targets that are kept, a tensor of shape ()
    ...
