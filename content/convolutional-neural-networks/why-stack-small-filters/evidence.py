"""The receptive field, read off the gradient: its width, its shape, and what the weights cost."""

import torch
from torch.nn import functional

from deepdrill.lab.evidence import Evidence, claim


def influence(layers: list[tuple[int, int]], side: int, kernels: list[torch.Tensor]) -> torch.Tensor:
    """Differentiate the middle output of a stack of (kernel, stride) layers by the picture; (side, side)."""
    image = torch.zeros(1, 1, side, side, dtype=torch.float64, requires_grad=True)
    x = image
    for (_, stride), kernel in zip(layers, kernels, strict=True):
        x = functional.conv2d(x, kernel, stride=stride)
    x[0, 0, x.shape[-2] // 2, x.shape[-1] // 2].backward()
    return image.grad[0, 0].abs()


@claim
def growth_is_linear_unless_strided(evidence: Evidence) -> None:
    """Each 3 by 3 layer adds two pixels at stride one; after a stride of two it adds four, then eight."""
    plain, strided = [], []
    for depth in (1, 2, 3, 4, 5):
        for kept, stride in ((plain, 1), (strided, 2)):
            layers = [(3, stride)] * depth
            kernels = [evidence.uniform(1, 1, 3, 3) + 0.1 for _ in layers]
            seen = influence(layers, 129, kernels)
            kept.append(int((seen.sum(0) > 0).sum()))
        evidence.row(layers=depth, stride_one=plain[-1], stride_two=strided[-1])
        evidence.require(plain[-1] == 2 * depth + 1, f"{depth} layers see {plain[-1]} pixels.")
        evidence.require(strided[-1] == 2 ** (depth + 1) - 1, f"{depth} strided layers see {strided[-1]} pixels.")
    evidence.plot(x="layers", y="receptive field in pixels")
    evidence.curve("stride one", (1, 2, 3, 4, 5), plain)
    evidence.curve("stride two", (1, 2, 3, 4, 5), strided)


@claim
def small_filters_cost_less(evidence: Evidence) -> None:
    """Three 3 by 3 layers of 64 channels have 27 C C weights, one 7 by 7 layer has 49 C C."""
    c = 64
    small = sum(torch.nn.Conv2d(c, c, 3, bias=False).weight.numel() for _ in range(3))
    large = torch.nn.Conv2d(c, c, 7, bias=False).weight.numel()
    evidence.row(three_of_3x3=small, one_of_7x7=large, ratio=round(small / large, 3))
    evidence.require(small == 27 * c * c, f"{small} weights.")
    evidence.require(large == 49 * c * c, f"{large} weights.")


@claim
def the_centre_counts_most(evidence: Evidence) -> None:
    """After 20 equal layers the middle half of the field's width holds over 95% of a row's influence."""
    layers = [(3, 1)] * 20
    seen = influence(layers, 41, [torch.full((1, 1, 3, 3), 1 / 9, dtype=torch.float64)] * 20).sum(0)
    share = float(seen[10:31].sum() / seen.sum())
    spread = float((((torch.arange(41) - 20.0) ** 2 * seen).sum() / seen.sum()).sqrt())
    evidence.row(field=41, middle_21_hold=round(share, 4), standard_deviation=round(spread, 2))
    evidence.require(share > 0.95, f"The middle half holds {share:.3f}.")
    evidence.require(abs(spread - (20 * 2 / 3) ** 0.5) < 0.01, f"The spread is {spread:.2f} pixels.")
    evidence.plot(x="column", y="share of the influence")
    evidence.curve("20 layers of 3 by 3", range(41), (seen / seen.sum()).tolist())
