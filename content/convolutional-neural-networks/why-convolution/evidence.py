"""What a dense layer pays, and what a shift does to a feature map, to a strided one and to a pooled one."""

import torch
from torch.nn import functional

from deepdrill.lab.evidence import Evidence, claim


@claim
def a_filter_does_not_grow_with_the_image(evidence: Evidence) -> None:
    """64 filters of 3 by 3 cost 1,792 parameters at any resolution; 64 dense units cost 9.6 million at 224 pixels."""
    counts = []
    for side in (28, 56, 112, 224):
        conv = torch.nn.Conv2d(3, 64, 3, device="meta")
        dense = torch.nn.Linear(3 * side * side, 64, device="meta")
        of_conv = sum(p.numel() for p in conv.parameters())
        counts.append(sum(p.numel() for p in dense.parameters()))
        evidence.row(side=side, convolution=of_conv, dense=counts[-1])
        evidence.require(of_conv == 1_792, f"The convolution has {of_conv} parameters.")
    evidence.require(counts[-1] == 64 * 150_528 + 64, f"The dense layer has {counts[-1]} parameters.")


@claim
def the_map_moves_with_the_picture(evidence: Evidence) -> None:
    """Convolving a shifted picture gives the shifted map, and not the old one: equivariant, not invariant."""
    picture = evidence.normal(1, 3, 32, 32)
    filters = evidence.normal(8, 3, 3, 3)

    def conv(x: torch.Tensor) -> torch.Tensor:
        return functional.conv2d(functional.pad(x, (1, 1, 1, 1), mode="circular"), filters)

    before = conv(picture)
    for shift in (1, 2, 5):
        after = conv(picture.roll(shift, -1))
        to_shifted = float((after - before.roll(shift, -1)).abs().max())
        to_same = float((after - before).abs().mean())
        pooled = float((after.mean((-1, -2)) - before.mean((-1, -2))).abs().max())
        evidence.row(
            shift=shift, from_shifted_map=to_shifted, from_old_map=round(to_same, 2), after_global_pooling=pooled
        )
        evidence.require(to_shifted < 1e-10, f"The shifted picture's map is off by {to_shifted}.")
        evidence.require(to_same > 1.0, "The map did not change: that would be invariance.")
        evidence.require(pooled < 1e-10, "Global average pooling depends on the place.")


@claim
def a_stride_keeps_only_even_shifts(evidence: Evidence) -> None:
    """With a stride of two the map follows a shift by two pixels exactly, and a shift by one pixel not at all."""
    picture = evidence.normal(1, 3, 32, 32)
    filters = evidence.normal(8, 3, 3, 3)

    def conv(x: torch.Tensor) -> torch.Tensor:
        return functional.conv2d(functional.pad(x, (1, 1, 1, 1), mode="circular"), filters, stride=2)

    before = conv(picture)
    by_two = float((conv(picture.roll(2, -1)) - before.roll(1, -1)).abs().max())
    one = conv(picture.roll(1, -1))
    by_one = min(float((one - before.roll(k, -1)).abs().mean()) for k in range(-2, 3))
    evidence.row(error_at_shift_2=by_two, best_error_at_shift_1=round(by_one, 2))
    evidence.require(by_two < 1e-10, f"A shift by the stride is off by {by_two}.")
    evidence.require(by_one > 1.0, f"A shift by one pixel is matched within {by_one:.2f}.")


@claim
def a_convolution_is_a_tied_dense_layer(evidence: Evidence) -> None:
    """A dense matrix of zeros and the filter's nine numbers, repeated, gives what the convolution gives."""
    picture = evidence.normal(1, 1, 8, 8)
    kernel = evidence.normal(1, 1, 3, 3)
    basis = torch.eye(64, dtype=torch.float64).reshape(64, 1, 8, 8)
    matrix = functional.conv2d(basis, kernel).reshape(64, 36).T
    gap = float((matrix @ picture.flatten() - functional.conv2d(picture, kernel).flatten()).abs().max())
    distinct = len(set(matrix[matrix != 0].tolist()))
    evidence.row(entries=matrix.numel(), not_zero=int((matrix != 0).sum()), distinct_values=distinct, gap=gap)
    evidence.require(gap < 1e-10, f"The outputs differ by {gap}.")
    evidence.require(distinct == 9, f"There are {distinct} different weights.")
