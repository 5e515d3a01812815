"""Checks of 2-D convolution against float64 loops over output pixels and taps that never pad and never slice.

Gradients come from the same loops run backwards, without autograd.
"""

import torch

from deepdrill.judge.checks import Trial, check

PLAIN = [  # n, c_in, h, w, c_out, kh, kw: small first
    (1, 1, 2, 3, 1, 1, 2),
    (1, 1, 4, 5, 1, 2, 3),
    (2, 3, 5, 4, 4, 3, 2),
]
Settings = dict[str, int]


def places(size: int, taps: int, how: Settings) -> int:
    """Count the positions along one axis by trying them."""
    first, last, reach = -how["padding"], size + how["padding"] - 1, how["dilation"] * (taps - 1)
    return sum(start + reach <= last for start in range(first, last + 1, how["stride"]))


def settings(stride: int = 1, padding: int = 0, dilation: int = 1) -> Settings:
    """Name the three numbers."""
    return {"stride": stride, "padding": padding, "dilation": dilation}


def taps_inside(x: torch.Tensor, weight: torch.Tensor, how: Settings) -> list[tuple[int, ...]]:
    """List every pair of an output pixel and a tap that sees a pixel of the image: (i, j, a, b, row, column)."""
    (h, w), (kh, kw) = x.shape[2:], weight.shape[2:]
    stride, padding, dilation = how["stride"], how["padding"], how["dilation"]
    found = []
    for i in range(places(h, kh, how)):
        for j in range(places(w, kw, how)):
            for a in range(kh):
                for b in range(kw):
                    row, column = i * stride + a * dilation - padding, j * stride + b * dilation - padding
                    if 0 <= row < h and 0 <= column < w:
                        found.append((i, j, a, b, row, column))
    return found


def oracle(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None, how: Settings) -> torch.Tensor:
    """Sum pixel times weight, tap by tap."""
    x64, w64 = x.double(), weight.double()
    (h, w), (kh, kw) = x.shape[2:], weight.shape[2:]
    out = torch.zeros(x.shape[0], weight.shape[0], places(h, kh, how), places(w, kw, how), dtype=torch.float64)
    for i, j, a, b, row, column in taps_inside(x, weight, how):
        out[:, :, i, j] += x64[:, :, row, column] @ w64[:, :, a, b].T
    if bias is not None:
        out += bias.double().reshape(1, -1, 1, 1)
    return out.to(x.dtype)


def wanted_gradients(
    x: torch.Tensor, weight: torch.Tensor, up: torch.Tensor, how: Settings
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Send each output pixel's gradient back along the taps it came by."""
    x64, w64, up64 = x.double(), weight.double(), up.double()
    to_x, to_weight = torch.zeros_like(x64), torch.zeros_like(w64)
    for i, j, a, b, row, column in taps_inside(x, weight, how):
        to_x[:, :, row, column] += up64[:, :, i, j] @ w64[:, :, a, b]
        to_weight[:, :, a, b] += up64[:, :, i, j].T @ x64[:, :, row, column]
    return to_x.to(x.dtype), to_weight.to(x.dtype), up64.sum((0, 2, 3)).to(x.dtype)


def compare(
    trial: Trial,
    sizes: tuple[int, ...],
    how: Settings,
    *,
    with_bias: bool = False,
    dtype: torch.dtype = torch.float32,
) -> None:
    """Compare the output for some sizes and settings."""
    n, c_in, h, w, c_out, kh, kw = sizes
    x, weight = trial.normal(n, c_in, h, w, dtype=dtype), trial.normal(c_out, c_in, kh, kw, dtype=dtype)
    bias = trial.normal(c_out, scale=2.0, dtype=dtype) if with_bias else None
    given = {name: value for name, value in how.items() if value != settings()[name]}
    label = ", ".join(f"{name}={value}" for name, value in given.items()) or "the defaults"
    with trial.case(label):
        out = trial.call("conv2d", x, weight, bias, **given) if with_bias else trial.call("conv2d", x, weight, **given)
        trial.same(out, oracle(x, weight, bias, how), terms=c_in * kh * kw + 1)


@check
def slides_the_kernel_over_the_image(trial: Trial) -> None:
    """With the defaults: every place where the kernel fits, channels summed, kernel not flipped."""
    for sizes in PLAIN:
        compare(trial, sizes, settings())


@check
def adds_the_bias_per_channel(trial: Trial) -> None:
    """Each output channel gets its own bias, the same at every pixel."""
    compare(trial, (1, 1, 2, 4, 3, 2, 2), settings(), with_bias=True)
    compare(trial, (2, 3, 5, 4, 4, 3, 2), settings(), with_bias=True)


@check
def moves_by_the_stride(trial: Trial) -> None:
    """The kernel moves by the stride along both axes; pixels that are left over at the end are not used."""
    for stride in (2, 3):
        for sizes in ((1, 1, 5, 6, 1, 2, 3), (2, 2, 8, 7, 3, 3, 2)):
            compare(trial, sizes, settings(stride=stride))


@check
def pads_with_zeros_on_all_sides(trial: Trial) -> None:
    """Padding adds zeros above, below, left and right."""
    for padding in (1, 2):
        for sizes in ((1, 1, 2, 3, 1, 2, 3), (2, 2, 4, 3, 3, 3, 2)):
            compare(trial, sizes, settings(padding=padding))


@check
def spreads_the_taps_by_the_dilation(trial: Trial) -> None:
    """Neighbouring taps are `dilation` pixels apart, and the output is as large as that leaves room for."""
    for dilation in (2, 3):
        for sizes in ((1, 1, 5, 7, 1, 2, 3), (2, 2, 8, 7, 3, 3, 2)):
            compare(trial, sizes, settings(dilation=dilation))


@check
def stride_padding_and_dilation_work_together(trial: Trial) -> None:
    """All three at once, with bias, for images and kernels that are not square."""
    for how in (settings(2, 1, 2), settings(3, 2, 1), settings(2, 3, 3), settings(1, 1, 2)):
        n, c_in, c_out = trial.size(1, 2), trial.size(2, 3), trial.size(2, 4)
        compare(trial, (n, c_in, trial.size(8, 9), trial.size(10, 11), c_out, 3, 2), how, with_bias=True)


@check
def works_at_the_edges_of_its_range(trial: Trial) -> None:
    """A kernel of one pixel, a kernel as large as the image, and a padding wider than the kernel."""
    compare(trial, (2, 3, 4, 5, 2, 1, 1), settings(), with_bias=True)
    compare(trial, (2, 3, 4, 5, 2, 4, 5), settings())
    compare(trial, (1, 2, 1, 2, 2, 2, 1), settings(padding=3))
    compare(trial, (1, 2, 6, 5, 2, 1, 1), settings(stride=3, dilation=4))


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach x, weight and bias and are those of the formula."""
    for sizes, how in (((1, 1, 3, 4, 1, 2, 3), settings()), ((2, 3, 6, 7, 2, 3, 2), settings(2, 1, 2))):
        n, c_in, h, w, c_out, kh, kw = sizes
        x, weight, bias = trial.normal(n, c_in, h, w), trial.normal(c_out, c_in, kh, kw), trial.normal(c_out)
        up = trial.normal(n, c_out, places(h, kh, how), places(w, kw, how))
        found = trial.gradients("conv2d", x, weight, bias, wrt=(0, 1, 2), cotangent=up, **how)
        wanted = wanted_gradients(x, weight, up, how)
        for name, got, want in zip(("x", "weight", "bias"), found.inputs, wanted, strict=True):
            trial.same(got, want, what=f"the gradient of {name}", terms=60, scale=3.0)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 and bfloat16 images and weights give an output of the same dtype and of its accuracy."""
    for dtype in (torch.float64, torch.bfloat16):
        compare(trial, (2, 3, 5, 4, 2, 3, 2), settings(padding=1), with_bias=True, dtype=dtype)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Channels-last and otherwise non-contiguous arguments are fine, and they are left as they were."""
    x = trial.normal(2, 5, 4, 3).permute(0, 3, 1, 2)  # (2, 3, 5, 4)
    weight, bias = trial.normal(3, 2, 3, 2).permute(3, 2, 0, 1), trial.normal(2)  # (2, 3, 3, 2)
    how = settings(stride=2, padding=1)
    out = trial.call("conv2d", x, weight, bias, **how)
    trial.same(out, oracle(x, weight, bias, how), terms=19)
    after = trial.after("conv2d", x, weight, bias, **how)
    for name, now, before in zip(("x", "weight", "bias"), after, (x, weight, bias), strict=True):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)
