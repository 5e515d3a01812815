"""A ResNet-50 built from the description: its sizes, its layers, its parameters, and what the bottleneck saves."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim

BLOCKS, WIDTHS = (3, 4, 6, 3), (64, 128, 256, 512)


def conv(into: int, out: int, kernel: int, stride: int = 1) -> list[nn.Module]:
    """Give a convolution without bias and its batch norm."""
    return [nn.Conv2d(into, out, kernel, stride, padding=kernel // 2, bias=False), nn.BatchNorm2d(out)]


class Block(nn.Module):
    """1 by 1 down, 3 by 3, 1 by 1 up, and the shortcut."""

    def __init__(self, into: int, width: int, stride: int) -> None:
        super().__init__()
        self.branch = nn.Sequential(
            *conv(into, width, 1), nn.ReLU(), *conv(width, width, 3, stride), nn.ReLU(), *conv(width, 4 * width, 1)
        )
        same = into == 4 * width and stride == 1
        self.shortcut = nn.Identity() if same else nn.Sequential(*conv(into, 4 * width, 1, stride))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Add and apply the last ReLU."""
        return torch.relu(self.branch(x) + self.shortcut(x))


def parts() -> dict[str, nn.Module]:
    """Build stem, stages and head on the meta device: shapes and counts without any arithmetic."""
    with torch.device("meta"):
        made: dict[str, nn.Module] = {"stem": nn.Sequential(*conv(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1))}
        into = 64
        for stage, (blocks, width) in enumerate(zip(BLOCKS, WIDTHS, strict=True), 1):
            stack = []
            for place in range(blocks):
                stack.append(Block(into, width, 2 if place == 0 and stage > 1 else 1))
                into = 4 * width
            made[f"stage {stage}"] = nn.Sequential(*stack)
        made["head"] = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000))
    return made


@claim
def sizes_and_counts(evidence: Evidence) -> None:
    """224 pixels become 56, 28, 14 and 7; of 25,557,032 parameters 2,049,000 are in the dense layer."""
    x, total, sides = torch.empty(1, 3, 224, 224, device="meta"), 0, []
    for name, part in parts().items():
        x = part(x)
        count = sum(w.numel() for w in part.parameters())
        total += count
        sides.append(x.shape[-1])
        evidence.row(part=name, output=" x ".join(map(str, x.shape[1:])), parameters=count)
    evidence.require(sides == [56, 56, 28, 14, 7, 1000], f"The sides are {sides}.")
    evidence.require(total == 25_557_032 and count == 2_049_000, f"There are {total} parameters, {count} in the head.")


@claim
def fifty_layers(evidence: Evidence) -> None:
    """On the main path 50 layers have weights, and 4 of the 16 shortcuts are projections."""
    main = projections = blocks = 0
    for name, part in parts().items():
        if not name.startswith("stage"):
            main += 1
            continue
        for block in part.children():
            blocks += 1
            main += sum(isinstance(layer, nn.Conv2d) for layer in block.branch)
            projections += not isinstance(block.shortcut, nn.Identity)
    evidence.row(layers_with_weights=main, blocks=blocks, projections=projections)
    evidence.require((main, blocks, projections) == (50, 16, 4), "The counts are others.")


@claim
def what_the_bottleneck_saves(evidence: Evidence) -> None:
    """On 256 channels the three convolutions of a bottleneck have 69,632 weights, one full 3 by 3 has 589,824."""
    bottleneck = 256 * 64 + 9 * 64 * 64 + 64 * 256
    full = 9 * 256 * 256
    evidence.row(block="1x1, 3x3, 1x1", weights=bottleneck)
    evidence.row(block="one 3x3 at full width", weights=full)
    with torch.device("meta"):
        built = sum(
            w.numel() for layer in Block(256, 64, 1).branch if isinstance(layer, nn.Conv2d) for w in layer.parameters()
        )
    evidence.require((bottleneck, full, built) == (69_632, 589_824, 69_632), "The counts are others.")


@claim
def every_block_costs_the_same(evidence: Evidence) -> None:
    """A block with identity shortcut costs the same multiplications in every stage: 218 million."""
    costs = []
    for side, width in zip((56, 28, 14, 7), WIDTHS, strict=True):
        weights = 4 * width * width + 9 * width * width + 4 * width * width
        costs.append(side * side * weights)
        evidence.row(side=side, channels=4 * width, weights=weights, multiplications=costs[-1])
    evidence.require(len(set(costs)) == 1 and round(costs[0] / 1e6) == 218, f"They cost {costs}.")
