"""No weights, a smaller head, and how much a shift by one pixel changes before and after pooling."""

import torch
from torch.nn import functional

from deepdrill.lab.evidence import Evidence, claim


@claim
def nothing_to_learn_but_a_smaller_head(evidence: Evidence) -> None:
    """Pooling has no parameters, but cuts a dense layer behind it to a quarter, and globally to 6,500."""
    counts = {}
    for name, layer in (
        ("none", torch.nn.Identity()),
        ("max 2 by 2", torch.nn.MaxPool2d(2)),
        ("global average", torch.nn.AdaptiveAvgPool2d(1)),
    ):
        own = sum(p.numel() for p in layer.parameters())
        features = layer(torch.zeros(1, 64, 28, 28)).numel()
        counts[name] = sum(p.numel() for p in torch.nn.Linear(features, 100).parameters())
        evidence.row(pooling=name, own_weights=own, dense_layer_behind=counts[name])
        evidence.require(own == 0, f"{name} has {own} parameters.")
    ratio = counts["none"] / counts["max 2 by 2"]
    evidence.require(3.99 < ratio < 4.01, f"The dense layer shrinks by {ratio:.2f}.")
    evidence.require(counts["global average"] == 6_500, f"{counts['global average']} weights behind global pooling.")


@claim
def tolerant_but_not_invariant(evidence: Evidence) -> None:
    """A lone spike that moves by one pixel leaves a 2 by 2 maximum unchanged in about half of the cases, not always."""
    same = 0
    tries = 400
    places = evidence.integers(tries, 2, low=4, high=28)
    for row, column in places.tolist():
        image = torch.zeros(1, 1, 32, 32)
        image[0, 0, row, column] = 1.0
        moved = image.roll(1, -1)
        same += bool(torch.equal(functional.max_pool2d(image, 2), functional.max_pool2d(moved, 2)))
    share = same / tries
    evidence.row(unchanged=round(share, 3), without_pooling=0.0)
    evidence.require(0.4 < share < 0.6, f"Unchanged in {share:.2f} of the cases.")


@claim
def stride_halves_as_well_with_weights(evidence: Evidence) -> None:
    """A 3 by 3 convolution of stride two gives the same shape as pooling and has 36,928 parameters for 64 channels."""
    maps = torch.zeros(1, 64, 28, 28)
    conv = torch.nn.Conv2d(64, 64, 3, stride=2, padding=1)
    own = sum(p.numel() for p in conv.parameters())
    evidence.row(
        pooled=str(list(functional.max_pool2d(maps, 2).shape)), strided=str(list(conv(maps).shape)), weights=own
    )
    evidence.require(conv(maps).shape == functional.max_pool2d(maps, 2).shape, "The shapes differ.")
    evidence.require(own == 36_928, f"It has {own} parameters.")
