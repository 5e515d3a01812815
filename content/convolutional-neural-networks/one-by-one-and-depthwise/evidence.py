"""A 1 by 1 convolution as a dense layer, the count of a separable one, and what it cannot express."""

import torch
from torch.nn import functional

from deepdrill.lab.evidence import Evidence, claim


@claim
def one_by_one_is_a_dense_layer_per_pixel(evidence: Evidence) -> None:
    """A 1 by 1 convolution is a linear layer over the channels at every pixel, and sees no neighbour."""
    image, weights = evidence.normal(1, 8, 6, 6), evidence.normal(4, 8)
    by_conv = functional.conv2d(image, weights[:, :, None, None])
    by_dense = (image.permute(0, 2, 3, 1) @ weights.T).permute(0, 3, 1, 2)
    gap = float((by_conv - by_dense).abs().max())
    other = image.clone()
    other[0, :, 0, 0] += 1.0
    moved = (functional.conv2d(other, weights[:, :, None, None]) - by_conv).abs().sum(1)[0]
    evidence.row(gap=gap, pixels_changed=int((moved > 1e-9).sum()))
    evidence.require(gap < 1e-12, f"They differ by {gap}.")
    evidence.require(int((moved > 1e-9).sum()) == 1, "A change of one pixel spread.")


@claim
def the_saving(evidence: Evidence) -> None:
    """Depthwise plus pointwise needs 1/C_out + 1/k² of the weights: about a ninth for 3 by 3."""
    for c, k in ((64, 3), (256, 3), (256, 7)):
        ordinary = torch.nn.Conv2d(c, c, k, bias=False).weight.numel()
        split = (
            torch.nn.Conv2d(c, c, k, groups=c, bias=False).weight.numel()
            + torch.nn.Conv2d(c, c, 1, bias=False).weight.numel()
        )
        evidence.row(channels=c, kernel=k, ordinary=ordinary, separable=split, times_fewer=round(ordinary / split, 2))
        evidence.require(abs(split / ordinary - (1 / c + 1 / k**2)) < 1e-12, f"The ratio is {split / ordinary}.")


@claim
def it_cannot_copy_an_ordinary_filter(evidence: Evidence) -> None:
    """The best separable copy of a random 3 by 3 layer misses over half of it; a separable layer is copied."""
    ordinary = evidence.normal(8, 8, 9)  # out, in, places
    factored = evidence.normal(8, 8, 1) * evidence.normal(1, 8, 9)
    for name, weights, low, high in (("ordinary", ordinary, 0.5, 1.0), ("separable", factored, -1.0, 1e-12)):
        rest = 0.0
        for c in range(8):  # for one input channel: (out, places) must be a rank-one matrix
            singular = torch.linalg.svdvals(weights[:, c])
            rest += float((singular[1:] ** 2).sum())
        share = rest / float((weights**2).sum())
        evidence.row(layer=name, missed_share=round(share, 3))
        evidence.require(low < share < high, f"{name}: the part that cannot be copied is {share:.3f}.")
