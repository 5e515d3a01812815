import torch


def ctc_loss(log_probs, target, blank):
    # log_probs: (T, V), target: (L,)
    # TODO: return the loss, ()
    ...
