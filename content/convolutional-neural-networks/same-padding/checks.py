"""Checks of same padding: the padding by trying ever more zeros, the convolution by loops that never pad."""

from itertools import count

import torch

from deepdrill.judge.checks import Trial, check


def positions(size: int, taps: int, stride: int, dilation: int) -> int:
    """Count where a kernel fits, by trying."""
    return sum(start + dilation * (taps - 1) < size for start in range(0, size, stride))


def wanted_padding(size: int, taps: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Add zeros, one after the other: the first goes to the end, the second to the front, and so on."""
    outputs = len(range(0, size, stride))
    total = next(zeros for zeros in count() if positions(size + zeros, taps, stride, dilation) == outputs)
    return total // 2, (total + 1) // 2


def padding(trial: Trial, size: int, taps: int, **how: int) -> None:
    """Compare the padding of one axis."""
    with trial.case(", ".join(f"{name}={value}" for name, value in {"size": size, "taps": taps, **how}.items())):
        found = trial.call("same_padding", size, taps, **how)
        trial.same(found, wanted_padding(size, taps, **how), what="the padding (before, after)")


def links(x: torch.Tensor, weight: torch.Tensor, stride: int, dilation: int) -> list[tuple[int, ...]]:
    """List every output pixel and tap that sees a pixel of the image: (i, j, a, b, row, column)."""
    (h, w), (kh, kw) = x.shape[2:], weight.shape[2:]
    top, left = wanted_padding(h, kh, stride, dilation)[0], wanted_padding(w, kw, stride, dilation)[0]
    found = []
    for i in range(len(range(0, h, stride))):
        for j in range(len(range(0, w, stride))):
            for a in range(kh):
                for b in range(kw):
                    row, column = i * stride + a * dilation - top, j * stride + b * dilation - left
                    if 0 <= row < h and 0 <= column < w:
                        found.append((i, j, a, b, row, column))
    return found


def oracle(
    x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None, stride: int = 1, dilation: int = 1
) -> torch.Tensor:
    """Sum pixel times weight over what is inside of the image."""
    x64, w64 = x.double(), weight.double()
    sizes = [len(range(0, size, stride)) for size in x.shape[2:]]
    out = torch.zeros(x.shape[0], weight.shape[0], *sizes, dtype=torch.float64)
    for i, j, a, b, row, column in links(x, weight, stride, dilation):
        out[:, :, i, j] += x64[:, :, row, column] @ w64[:, :, a, b].T
    return (out if bias is None else out + bias.double().reshape(1, -1, 1, 1)).to(x.dtype)


def convolve(trial: Trial, sizes: tuple[int, ...], *, dtype: torch.dtype = torch.float32, **how: int) -> None:
    """Compare the convolution, without a bias and with one."""
    n, c_in, h, w, c_out, kh, kw = sizes
    x, weight = trial.normal(n, c_in, h, w, dtype=dtype), trial.normal(c_out, c_in, kh, kw, dtype=dtype)
    bias = trial.normal(c_out, scale=2.0, dtype=dtype)
    settings = ", ".join(f"{name} {value}" for name, value in how.items())
    with trial.case(f"an image of {h} × {w}, a kernel of {kh} × {kw} {settings}"):
        seen = trial.call("conv2d_same", x, weight, **how)
        trial.same(seen, oracle(x, weight, None, **how), terms=c_in * kh * kw)
        seen = trial.call("conv2d_same", x, weight, bias, **how)
        trial.same(seen, oracle(x, weight, bias, **how), terms=c_in * kh * kw + 1)


@check
def odd_kernels_pad_both_sides(trial: Trial) -> None:
    """At stride 1 a kernel of k taps gets (k − 1)/2 zeros on both sides, whatever the size."""
    for size, taps in ((4, 1), (5, 3), (8, 5), (2, 7), (1, 3)):
        padding(trial, size, taps)


@check
def even_kernels_get_one_more_zero_after(trial: Trial) -> None:
    """Where the number of zeros is odd, the one left over stands after the last pixel."""
    for size, taps in ((5, 2), (6, 4), (3, 6)):
        padding(trial, size, taps)


@check
def dilation_widens_the_padding(trial: Trial) -> None:
    """A dilated kernel spans dilation·(taps − 1) + 1 pixels, and the padding follows."""
    for size, taps, dilation in ((7, 3, 2), (9, 2, 3), (5, 4, 2), (6, 1, 4), (8, 4, 3)):
        padding(trial, size, taps, dilation=dilation)


@check
def a_stride_rounds_up_with_few_zeros(trial: Trial) -> None:
    """With a stride the output has ⌈size/stride⌉ entries, and no zero more than that takes."""
    for size, taps, stride in ((5, 3, 2), (6, 3, 2), (7, 2, 2), (8, 5, 3), (10, 4, 3), (4, 6, 3), (9, 3, 4)):
        padding(trial, size, taps, stride=stride)
    for _ in range(6):
        size, taps, stride = trial.size(1, 12), trial.size(1, 6), trial.size(1, 5)
        padding(trial, size, taps, stride=stride, dilation=trial.size(1, 3))


@check
def never_cuts_pixels_off(trial: Trial) -> None:
    """Where the stride is longer than the kernel there may be pixels left over: the padding is then (0, 0)."""
    for size, taps, stride in ((5, 1, 3), (6, 1, 2), (8, 2, 4), (4, 1, 4), (9, 2, 5), (12, 2, 6)):
        padding(trial, size, taps, stride=stride)


@check
def the_convolution_keeps_the_size(trial: Trial) -> None:
    """At stride 1 the output is as large as the image, for odd and even kernels that need not be square."""
    for sizes in ((1, 1, 2, 3, 1, 2, 2), (2, 1, 4, 3, 2, 3, 1), (2, 3, 3, 5, 2, 2, 5), (1, 2, 2, 2, 3, 5, 4)):
        convolve(trial, sizes)


@check
def each_axis_has_its_own_padding(trial: Trial) -> None:
    """With strides and dilations too, rows and columns are padded for their own size and kernel."""
    for sizes, stride, dilation in (
        ((1, 1, 5, 4, 1, 2, 3), 2, 1),
        ((2, 2, 4, 7, 3, 3, 2), 1, 2),
        ((1, 2, 7, 8, 2, 4, 3), 3, 2),
        ((2, 1, 5, 6, 2, 1, 2), 3, 1),
    ):
        convolve(trial, sizes, stride=stride, dilation=dilation)


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach x, weight and bias and are those of the formula."""
    x, weight, bias = trial.normal(2, 2, 5, 4), trial.normal(3, 2, 2, 3), trial.normal(3)
    up = trial.normal(2, 3, 3, 2)
    found = trial.gradients("conv2d_same", x, weight, bias, 2, 2, wrt=(0, 1, 2), cotangent=up)
    to_x, to_weight = torch.zeros(x.shape).double(), torch.zeros(weight.shape).double()
    for i, j, a, b, row, column in links(x, weight, 2, 2):
        to_x[:, :, row, column] += up.double()[:, :, i, j] @ weight.double()[:, :, a, b]
        to_weight[:, :, a, b] += up.double()[:, :, i, j].T @ x.double()[:, :, row, column]
    wanted = (to_x.float(), to_weight.float(), up.double().sum((0, 2, 3)).float())
    for name, got, want in zip(("x", "weight", "bias"), found.inputs, wanted, strict=True):
        trial.same(got, want, what=f"the gradient of {name}", terms=40, scale=3.0)


@check
def keeps_the_dtype_and_the_arguments(trial: Trial) -> None:
    """float64 stays float64, non-contiguous arguments are fine and are left as they were."""
    convolve(trial, (1, 2, 4, 5, 2, 2, 3), dtype=torch.float64, stride=2)
    x, bias = trial.normal(1, 5, 4, 3).permute(0, 3, 2, 1), trial.normal(2)  # (1, 3, 4, 5)
    weight = trial.normal(3, 3, 2, 2).transpose(0, 2)  # (2, 3, 3, 2)
    trial.same(trial.call("conv2d_same", x, weight, bias), oracle(x, weight, bias), terms=19)
    for name, now, before in zip(
        ("x", "weight", "bias"), trial.after("conv2d_same", x, weight, bias), (x, weight, bias), strict=True
    ):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)
