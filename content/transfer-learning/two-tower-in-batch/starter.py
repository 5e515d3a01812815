import torch
import torch.nn.functional as F


def two_tower_loss(users, items, ids, log_q, temperature):
    # users, items: (b, d); ids, log_q: (b,)
    # TODO: return the mean loss, ()
    ...
