"""Which layers hold the weights, two convolutions without an activation, and a picture whose pixels are shuffled."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


@claim
def where_the_weights_are(evidence: Evidence) -> None:
    """In a small classifier with a flattened head the dense layers hold most weights; pooling and ReLU hold none."""
    with torch.device("meta"):
        layers = (
            ("convolution, 3 to 32", nn.Conv2d(3, 32, 3, padding=1)),
            ("batch norm", nn.BatchNorm2d(32)),
            ("ReLU", nn.ReLU()),
            ("max pooling", nn.MaxPool2d(2)),
            ("convolution, 32 to 64", nn.Conv2d(32, 64, 3, padding=1)),
            ("max pooling", nn.MaxPool2d(2)),
            ("flatten and dense, 64 x 8 x 8 to 128", nn.Linear(64 * 8 * 8, 128)),
            ("dropout", nn.Dropout()),
            ("dense, 128 to 10", nn.Linear(128, 10)),
        )
    counts = {}
    for name, layer in layers:
        counts[name] = sum(w.numel() for w in layer.parameters())
        evidence.row(layer=name, weights=counts[name])
    dense = sum(count for name, count in counts.items() if "dense" in name)
    evidence.require(dense > 0.9 * sum(counts.values()), "The dense layers hold less than nine tenths.")
    evidence.require(not any(counts[name] for name in ("ReLU", "max pooling", "dropout")), "A fixed rule has weights.")


@claim
def two_convolutions_are_one(evidence: Evidence) -> None:
    """Without an activation two 3 by 3 convolutions equal one 5 by 5; with a ReLU between them they do not."""
    x, first, second = evidence.normal(1, 1, 12, 12), evidence.normal(1, 1, 3, 3), evidence.normal(1, 1, 3, 3)
    joined = nn.functional.conv2d(first, second.flip(2, 3), padding=2)
    two = nn.functional.conv2d(nn.functional.conv2d(x, first), second)
    bent = nn.functional.conv2d(torch.relu(nn.functional.conv2d(x, first)), second)
    one = nn.functional.conv2d(x, joined)
    evidence.row(between="nothing", gap_to_one_5x5=float((two - one).abs().max()))
    evidence.row(between="ReLU", gap_to_one_5x5=float((bent - one).abs().max()))
    evidence.require((two - one).abs().max() < 1e-10, "Two linear convolutions are not one.")
    evidence.require((bent - one).abs().max() > 0.1, "The ReLU changed nothing.")


@claim
def only_the_convolution_minds_a_shuffle(evidence: Evidence) -> None:
    """Shuffle the pixels and a dense layer can undo it by shuffling its weights; a convolution's maps change."""
    picture, order = evidence.normal(64), torch.randperm(64, generator=evidence.rng)
    weights = evidence.normal(10, 64)
    gap = float((weights[:, order] @ picture[order] - weights @ picture).abs().max())
    kernel = evidence.normal(1, 1, 3, 3)
    maps = [
        nn.functional.conv2d(p.reshape(1, 1, 8, 8), kernel).flatten().sort().values for p in (picture, picture[order])
    ]
    change = float((maps[0] - maps[1]).abs().max())
    evidence.row(layer="dense, weights shuffled alike", largest_change=gap)
    evidence.row(layer="convolution, responses sorted", largest_change=change)
    evidence.require(gap < 1e-10 and change > 0.1, "The shuffle did not tell them apart.")
