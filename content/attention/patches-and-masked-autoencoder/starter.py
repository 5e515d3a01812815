import torch


def patchify(images, p):
    # TODO: (b, c, h, w) to (b, n, p*p*c)
    ...


def unpatchify(patches, p, h, w):
    # TODO: (b, n, p*p*c) to (b, c, h, w)
    ...


def mask_tokens(x, keep, noise):
    # TODO: return kept (b, keep, d), mask (b, n) with True for hidden, restore (b, n)
    ...


def restore_tokens(kept, mask_token, restore):
    # TODO: (b, keep, d) and (d,) to (b, n, d)
    ...


def masked_loss(pred, target, mask):
    # TODO: mean squared error over the hidden patches
    ...
