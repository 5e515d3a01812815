"""The size formula and the parameter formula against torch, over every setting in a grid."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_formula_gives_torch_sizes(evidence: Evidence) -> None:
    """floor((n + 2p - k) / s) + 1 is the side of the output for every kernel, padding and stride tried."""
    tried = 0
    for n in (7, 8, 32, 33):
        for k in (1, 2, 3, 5):
            for p in (0, 1, 2):
                for s in (1, 2, 3):
                    side = torch.nn.Conv2d(1, 1, k, stride=s, padding=p)(torch.empty(1, 1, n, n)).shape[-1]
                    evidence.require(side == (n + 2 * p - k) // s + 1, f"n={n} k={k} p={p} s={s} gives {side}.")
                    tried += 1
    evidence.row(settings=tried)
    for k, p, s in ((3, 0, 1), (3, 1, 1), (3, 1, 2), (5, 2, 1)):
        evidence.row(image=32, kernel=k, padding=p, stride=s, output=(32 + 2 * p - k) // s + 1)


@claim
def parameters_ignore_the_image(evidence: Evidence) -> None:
    """(k k C_in + 1) C_out parameters; padding, stride and the size of the image do not appear."""
    for k in (1, 3, 5):
        for outs in (16, 64):
            counts = {
                sum(w.numel() for w in torch.nn.Conv2d(3, outs, k, stride=s, padding=p, device="meta").parameters())
                for s in (1, 2)
                for p in (0, 1)
            }
            evidence.row(kernel=k, filters=outs, parameters=max(counts))
            evidence.require(counts == {(k * k * 3 + 1) * outs}, f"Counted {counts}.")


@claim
def a_filter_sums_over_colours(evidence: Evidence) -> None:
    """One filter's map is the sum of the maps of its three slices, one per colour."""
    image, kernel = evidence.normal(1, 3, 16, 16), evidence.normal(1, 3, 3, 3)
    whole = torch.nn.functional.conv2d(image, kernel)
    parts = [torch.nn.functional.conv2d(image[:, c : c + 1], kernel[:, c : c + 1]) for c in range(3)]
    gap = float((whole - sum(parts)).abs().max())
    one = float((whole - parts[0]).abs().mean())
    evidence.row(channels_out=whole.shape[1], gap=gap, gap_to_red_alone=round(one, 2))
    evidence.require(gap < 1e-10, f"The sum of the slices is off by {gap}.")
    evidence.require(one > 0.5, "One colour alone would have been enough.")
