# /// mistake
# fails = "gradients_find_their_way"
# says = "Your mask token has lost its gradient (detach, data, or new_tensor): it is learned, so it must stay in the graph."
# ///
import torch


def patchify(images, p):
    b, c, h, w = images.shape
    grid = images.reshape(b, c, h // p, p, w // p, p)
    return grid.permute(0, 2, 4, 3, 5, 1).flatten(3).flatten(1, 2)


def unpatchify(patches, p, h, w):
    grid = patches.reshape(len(patches), h // p, w // p, p, p, -1)
    return grid.permute(0, 5, 1, 3, 2, 4).flatten(4).flatten(2, 3)


def mask_tokens(x, keep, noise):
    order = noise.argsort(1)
    restore = order.argsort(1)
    return take(x, order[:, :keep]), restore >= keep, restore


def restore_tokens(kept, mask_token, restore):
    b, keep, d = kept.shape
    hidden = mask_token.detach().expand(b, restore.shape[1] - keep, d)
    return take(torch.cat([kept, hidden], 1), restore)


def take(x, places):
    """Row by row, the tokens at these places: gather wants an index for every feature."""
    return x.gather(1, places[:, :, None].expand(*places.shape, x.shape[2]))


def masked_loss(pred, target, mask):
    return (pred - target)[mask].square().mean()
