import torch


def patchify(images, p):
    b, c, h, w = images.shape
    # Split each axis into (which patch, where in it); then bring the two "which" together and the channels to the end.
    grid = images.reshape(b, c, h // p, p, w // p, p)
    return grid.permute(0, 2, 4, 3, 5, 1).flatten(3).flatten(1, 2)


def unpatchify(patches, p, h, w):
    grid = patches.reshape(len(patches), h // p, w // p, p, p, -1)  # (b, rows, columns, p, p, c)
    return grid.permute(0, 5, 1, 3, 2, 4).flatten(4).flatten(2, 3)


def mask_tokens(x, keep, noise):
    order = noise.argsort(1)  # order[b, r]: the token with rank r
    restore = order.argsort(1)  # its inverse permutation, restore[b, i]: the rank of token i
    return take(x, order[:, :keep]), restore >= keep, restore


def restore_tokens(kept, mask_token, restore):
    b, keep, d = kept.shape
    hidden = mask_token.expand(b, restore.shape[1] - keep, d)  # one learned vector, so no copies are needed
    return take(torch.cat([kept, hidden], 1), restore)


def take(x, places):
    """Row by row, the tokens at these places: gather wants an index for every feature."""
    return x.gather(1, places[:, :, None].expand(*places.shape, x.shape[2]))


def masked_loss(pred, target, mask):
    # What the encoder saw is no test of it: only hidden patches count, in the sum and in the number it is divided by.
    return (pred - target)[mask].square().mean()
