import torch
import torch.nn.functional as F


def clip_loss(image, text, temperature):
    # image, text: (n, d), temperature: a scalar tensor
    # TODO: return the mean of both cross-entropies, a scalar tensor
    ...
