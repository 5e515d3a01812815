import torch
import torch.nn.functional as F


def accumulate(w, b, micro_batches):
    # TODO: leave the gradients of the big batch in w.grad and b.grad, and return its loss
    ...
