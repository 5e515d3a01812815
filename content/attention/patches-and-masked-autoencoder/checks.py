"""Checks of patches and masking against copies pixel by pixel and token by token."""

import torch

from deepdrill.judge.checks import Trial, check

IMAGES = [(1, 1, 2, 2, 1), (1, 1, 2, 4, 2), (2, 3, 4, 6, 2), (3, 2, 6, 3, 3), (1, 4, 2, 2, 2)]  # b, c, h, w, p
TOKENS = [(1, 2, 1, 1), (2, 5, 3, 2), (3, 8, 4, 2), (2, 4, 3, 4)]  # b, n, d, keep


def cut(images: torch.Tensor, p: int) -> torch.Tensor:
    """Copy every pixel to its place."""
    b, c, h, w = images.shape
    out = torch.zeros(b, (h // p) * (w // p), p * p * c, dtype=images.dtype)
    for row in range(h):
        for column in range(w):
            patch = row // p * (w // p) + column // p
            first = (row % p * p + column % p) * c
            out[:, patch, first : first + c] = images[:, :, row, column]
    return out


def noise_of(trial: Trial, b: int, n: int) -> torch.Tensor:
    """Draw noise with no two equal values in a row."""
    return torch.stack([torch.randperm(n, generator=trial.rng) for _ in range(b)]).float() / n + 0.01


def masked(x: torch.Tensor, keep: int, noise: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Rank each token by counting those with less noise."""
    b, n, d = x.shape
    restore = torch.tensor([[sum(float(other) < float(own) for other in row) for own in row] for row in noise])
    kept = torch.zeros(b, keep, d, dtype=x.dtype)
    for row in range(b):
        for token in range(n):
            if restore[row, token] < keep:
                kept[row, restore[row, token]] = x[row, token]
    return kept, restore >= keep, restore


def filled(kept: torch.Tensor, mask_token: torch.Tensor, restore: torch.Tensor) -> torch.Tensor:
    """Put token by token back."""
    out = mask_token.repeat(*restore.shape, 1)
    for row in range(len(restore)):
        for token, rank in enumerate(restore[row].tolist()):
            if rank < kept.shape[1]:
                out[row, token] = kept[row, rank]
    return out


@check
def patches_come_in_reading_order(trial: Trial) -> None:
    """The patches come by rows of the image, and the pixels of a patch by rows with their channels together."""
    for b, c, h, w, p in IMAGES:
        images = trial.normal(b, c, h, w)
        with trial.case(f"images {tuple(images.shape)}, p = {p}"):
            trial.same(trial.call("patchify", images, p), cut(images, p), what="the patches", relative=0.0)


@check
def unpatchify_undoes_it(trial: Trial) -> None:
    """The images come back from `unpatchify`, for images that are not square and any number of channels."""
    for b, c, h, w, p in IMAGES:
        images = trial.normal(b, c, h, w)
        with trial.case(f"images {tuple(images.shape)}, p = {p}"):
            trial.same(trial.call("unpatchify", cut(images, p), p, h, w), images, what="the images", relative=0.0)


@check
def the_smallest_noise_is_kept(trial: Trial) -> None:
    """In each image the tokens with the smallest noise are kept, by rising noise; mask and restore tell which."""
    for b, n, d, keep in TOKENS:
        x, noise = trial.normal(b, n, d), noise_of(trial, b, n)
        with trial.case(f"{keep} of {n} tokens"):
            found = trial.call("mask_tokens", x, keep, noise)
            trial.same(found, masked(x, keep, noise), what="(kept, mask, restore)", relative=0.0)


@check
def tokens_return_to_their_places(trial: Trial) -> None:
    """restore_tokens puts kept tokens where they were and the mask token everywhere else."""
    for b, n, d, keep in TOKENS:
        kept, _, restore = masked(trial.normal(b, n, d), keep, noise_of(trial, b, n))
        token = trial.normal(d)
        with trial.case(f"{keep} of {n} tokens"):
            seen = trial.call("restore_tokens", kept, token, restore)
            trial.same(seen, filled(kept, token, restore), what="the tokens", relative=0.0)


@check
def the_loss_counts_hidden_patches_only(trial: Trial) -> None:
    """The loss averages the squared error over the entries of hidden patches, of the whole batch together."""
    for b, n, d in ((1, 2, 1), (2, 3, 4), (3, 6, 5)):
        pred, target, mask = trial.normal(b, n, d), trial.normal(b, n, d), trial.mask(b, n)
        mask[0, 0], mask[-1, -1] = True, False
        errors = [
            float(pred[row, patch, entry].double() - target[row, patch, entry].double()) ** 2
            for row, patch in mask.nonzero().tolist()
            for entry in range(d)
        ]
        wanted = torch.tensor(sum(errors) / len(errors))
        trial.same(trial.call("masked_loss", pred, target, mask), wanted, what="the loss", terms=b * n * d)
    with trial.case("visible patches that are far off"):
        far = pred + 1e4 * (~mask)[..., None]
        trial.same(trial.call("masked_loss", far, target, mask), wanted, what="the loss", terms=b * n * d)


@check
def gradients_find_their_way(trial: Trial) -> None:
    """Each function passes gradients on: to pixels, tokens, the mask token, and only to predictions that count."""
    images, up = trial.normal(2, 3, 4, 6), trial.normal(2, 6, 12)
    found = trial.gradients("patchify", images, 2, cotangent=up)
    # A permutation's gradient is the inverse permutation: the one that takes the cut images to what they were.
    places = cut(torch.arange(2 * 3 * 4 * 6).double().reshape(2, 3, 4, 6), 2).long().flatten()
    wanted = torch.zeros(images.numel()).index_copy(0, places, up.flatten()).reshape(images.shape)
    trial.same(found.inputs[0], wanted, what="the gradient of images", relative=0.0)
    found = trial.gradients("unpatchify", up, 2, 4, 6, cotangent=images)
    trial.same(found.inputs[0], cut(images, 2), what="the gradient of patches", relative=0.0)

    x, noise = trial.normal(2, 5, 3), noise_of(trial, 2, 5)
    kept, mask, restore = masked(x, 2, noise)
    up = trial.normal(2, 2, 3)
    found = trial.gradients("mask_tokens", x, 2, noise, cotangent=up, pick=0)
    trial.same(found.inputs[0], filled(up, torch.zeros(3), restore), what="the gradient of x", relative=0.0)
    up = trial.normal(2, 5, 3)
    found = trial.gradients("restore_tokens", kept, trial.normal(3), restore, wrt=(0, 1), cotangent=up)
    trial.same(found.inputs[0], masked(up, 2, noise)[0], what="the gradient of kept", relative=0.0)
    trial.same(found.inputs[1], up.double()[mask].sum(0).float(), what="the gradient of mask_token", terms=6, scale=2.0)

    pred, target = trial.normal(2, 5, 3), trial.normal(2, 5, 3)
    found = trial.gradients("masked_loss", pred, target, mask)
    wanted = 2 * (pred.double() - target.double()) * mask[..., None] / (3 * int(mask.sum()))
    trial.same(found.inputs[0], wanted.float(), what="the gradient of pred", terms=4)


@check
def keeps_dtype_layout_and_arguments(trial: Trial) -> None:
    """float64 stays float64, non-contiguous arguments are fine, and they are left as they were."""
    double = {"dtype": torch.float64}
    images = trial.normal(2, 6, 4, 3, **double).permute(0, 3, 2, 1)  # (2, 3, 4, 6)
    patches = cut(images, 2).transpose(1, 2).contiguous().transpose(1, 2)
    x, noise = trial.normal(3, 5, 2, **double).transpose(0, 2), noise_of(trial, 2, 5).T.contiguous().T
    kept, mask, restore = masked(x, 2, noise)
    token = trial.normal(6, **double)[::2]
    for name, arguments, wanted in (
        ("patchify", (images, 2), patches),
        ("unpatchify", (patches, 2, 4, 6), images),
        ("mask_tokens", (x, 2, noise), (kept, mask, restore)),
        ("restore_tokens", (kept, token, restore), filled(kept, token, restore)),
        ("masked_loss", (x, x.flip(1), mask), (x - x.flip(1)).square()[mask].mean()),
    ):
        trial.same(trial.call(name, *arguments), wanted, what=f"what {name} gives", terms=15)
        for now, before in zip(trial.after(name, *arguments), arguments, strict=True):
            trial.same(now, before, what=f"an argument after {name}", relative=0.0)
