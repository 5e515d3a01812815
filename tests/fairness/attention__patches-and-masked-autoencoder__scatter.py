"""views and scatter."""

import torch


def patchify(images, p):
    b, c, h, w = images.shape
    x = torch.einsum("bcrsvu->brvsuc", images.reshape(b, c, h // p, p, w // p, p))
    return x.reshape(b, h * w // p**2, p * p * c)


def unpatchify(patches, p, h, w):
    b = patches.size(0)
    x = patches.reshape(b, h // p, w // p, p, p, patches.size(2) // (p * p))
    return torch.einsum("brvsuc->bcrsvu", x).reshape(b, -1, h, w)


def mask_tokens(x, keep, noise):
    b, n, d = x.shape
    shuffle = torch.sort(noise, dim=1).indices
    restore = torch.empty_like(shuffle)
    restore.scatter_(1, shuffle, torch.arange(n).repeat(b, 1))
    mask = torch.ones(b, n, dtype=torch.bool)
    mask.scatter_(1, shuffle[:, :keep], False)
    kept = torch.stack([x[i, shuffle[i, :keep]] for i in range(b)])
    return kept, mask, restore


def restore_tokens(kept, mask_token, restore):
    out = []
    for k, r in zip(kept, restore):
        full = torch.vstack([k, mask_token.repeat(len(r) - len(k), 1)])
        out.append(full[r])
    return torch.stack(out)


def masked_loss(pred, target, mask):
    return torch.nn.functional.mse_loss(pred[mask], target[mask])
