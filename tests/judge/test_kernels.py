"""Triton's interpreter, made as strict as the language: what a kernel does wrong there by luck is seen."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from deepdrill.judge.kernels import OutOfBounds
from deepdrill.judge.workspace import Workspace

CODE = """
import triton
import triton.language as tl

@triton.jit
def copy(out, x, n, BLOCK: tl.constexpr, LOADS: tl.constexpr, STORES: tl.constexpr):
    places = tl.arange(0, BLOCK)
    if LOADS == "all":
        entries = tl.load(x + places)
    elif LOADS == "masked":
        entries = tl.load(x + places, mask=places < n)
    else:
        entries = tl.load(x + places, mask=places < n, other=5)
    if STORES == "all":
        tl.store(out + places, entries)
    else:
        tl.store(out + places, entries, mask=places < n)
"""
Copy = Callable[..., list[float]]


@pytest.fixture
def copy(monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Give a function that copies three numbers in a block of four, into `room` entries that were 9."""
    pytest.importorskip("triton")
    monkeypatch.setenv("TRITON_INTERPRET", "1")
    workspace = Workspace("kernels_under_test")
    workspace.execute(CODE)

    def run(loads: str, stores: str, *, room: int = 4, x: torch.Tensor | None = None) -> list[float]:
        given = torch.tensor([1.0, 2.0, 3.0]) if x is None else x
        out = torch.full((room,), 9.0).to(given.dtype)
        kernel: Any = workspace.names["copy"]
        kernel[(1,)](out, given, 3, BLOCK=4, LOADS=loads, STORES=stores)
        return out.tolist()

    return run


def test_a_kernel_with_masks_runs_as_ever(copy: Copy) -> None:
    """Where loads and stores are masked, every number is the kernel's own."""
    assert copy("masked", "masked", room=3) == [1, 2, 3]
    assert copy("named", "all") == [1, 2, 3, 5]


def test_what_a_mask_leaves_out_is_no_number(copy: Copy) -> None:
    """Without `other` it is NaN, and not the zero that the interpreter has for it."""
    *known, left_out = copy("masked", "all")
    assert known == [1, 2, 3]
    assert math.isnan(left_out)


def test_whole_numbers_know_no_nan(copy: Copy) -> None:
    """Of integers the interpreter's zero is left."""
    assert copy("masked", "all", x=torch.tensor([1, 2, 3])) == [1, 2, 3, 0]


@pytest.mark.parametrize(
    ("loads", "stores", "does"), [("all", "masked", "reads"), ("named", "all", "writes"), ("masked", "all", "writes")]
)
def test_memory_of_nobody_is_not_touched(copy: Copy, loads: str, stores: str, does: str) -> None:
    """A load or a store outside every tensor of the launch raises."""
    with pytest.raises(OutOfBounds, match=f"{does} memory outside every tensor"):
        copy(loads, stores, room=3)


def test_a_view_may_be_read_around(copy: Copy) -> None:
    """What lies behind a view, but in its storage, is memory of the launch."""
    assert copy("all", "all", x=torch.tensor([1.0, 2.0, 3.0, 4.0])[:3]) == [1, 2, 3, 4]
