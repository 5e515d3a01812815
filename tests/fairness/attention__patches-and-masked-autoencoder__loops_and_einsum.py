"""Patches cut out one after the other; masks by comparing ranks."""

import torch


def patchify(images, p):
    b, c, h, w = images.shape
    rows = []
    for i in range(0, h, p):
        for j in range(0, w, p):
            rows.append(images[:, :, i : i + p, j : j + p].permute(0, 2, 3, 1).reshape(b, -1))
    return torch.stack(rows, dim=1)


def unpatchify(patches, p, h, w):
    b, n, d = patches.shape
    c = d // p**2
    bands = []
    per_row = w // p
    for i in range(h // p):
        tiles = [patches[:, i * per_row + j].reshape(b, p, p, c) for j in range(per_row)]
        bands.append(torch.cat(tiles, dim=2))
    return torch.cat(bands, dim=1).permute(0, 3, 1, 2)


def mask_tokens(x, keep, noise):
    rank = (noise[:, None, :] < noise[:, :, None]).sum(-1)
    hidden = rank >= keep
    onehot = (rank[:, None, :] == torch.arange(keep)[None, :, None]).to(x.dtype)
    return torch.einsum("bkn,bnd->bkd", onehot, x), hidden, rank


def restore_tokens(kept, mask_token, restore):
    k = kept.shape[1]
    place = torch.clamp(restore, max=k - 1)
    rows = torch.arange(len(kept))[:, None]
    return torch.where((restore < k).unsqueeze(-1), kept[rows, place], mask_token)


def masked_loss(pred, target, mask):
    per_patch = ((pred - target) ** 2).mean(dim=-1)
    return (per_patch * mask).sum() / mask.sum()
