"""When two values agree, and what is said when they do not."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from deepdrill.judge.compare import agree, compare, measuring, tolerance


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16])
def test_rounding_of_a_right_answer_is_tolerated(dtype: torch.dtype) -> None:
    """Summing in another order, in the same dtype, is no mistake."""
    x = torch.randn(20, 64, generator=torch.Generator().manual_seed(1), dtype=torch.float64).to(dtype)
    forwards = x.sum(-1)
    backwards = x.flip(-1).cumsum(-1)[..., -1]
    expected = x.double().sum(-1).to(dtype)

    assert compare(forwards, expected, terms=64, scale=8.0) is None
    assert compare(backwards, expected, terms=64, scale=8.0) is None


def test_a_real_difference_is_found_just_above_the_tolerance() -> None:
    """The bound is sharp: three times the tolerance is refused, a third of it is not."""
    expected = torch.ones(5)
    bound = tolerance(torch.float32, terms=4) * 2  # |expected| + scale

    assert compare(expected + bound / 3, expected, terms=4) is None
    assert compare(expected + bound * 3, expected, terms=4) is not None


@pytest.mark.parametrize(
    ("seen", "expected", "says"),
    [
        (None, torch.ones(2), "is None where a tensor is expected"),
        ([1.0, 1.0], torch.ones(2), "is a list of 2 where a tensor is expected"),
        (torch.ones(3, 2), torch.ones(2, 3), "its axes are in another order"),
        (torch.ones(3), torch.ones(1, 3), "an axis is missing"),
        (torch.ones(2, dtype=torch.float64), torch.ones(2), "is float64 where float32 is expected"),
        (torch.tensor([1.0, math.nan]), torch.ones(2), "holds NaN in 1 of 2"),
        (torch.tensor([1.0, math.inf]), torch.ones(2), "is infinite, or fails to be, in 1 of 2"),
        (torch.arange(1.0, 6) * 0.5, torch.arange(1.0, 6), "every entry is 0.5 times"),
        (torch.arange(1.0, 6) + 2, torch.arange(1.0, 6), "every entry is +2 off"),
        (torch.zeros(5), torch.arange(1.0, 6), "every entry is zero"),
        (torch.tensor([1, 2]), torch.tensor([1, 3]), "differs in 1 of 2"),
        ((1, 2), (1, 2, 3), "holds 2 values where 3 are expected"),
        ({"a": 1}, {"b": 1}, "has no key 'b'"),
        (True, 1.0, "is True where the number 1 is expected"),
        (2, 3, "is 2 where 3 is expected"),
        (1, True, "is 1 where True is expected"),
        ("no", None, "is a str where None is expected"),
        ([torch.ones(2)], [torch.zeros(2)], "at index 0 differs"),
    ],
)
def test_a_difference_is_put_into_words(seen: Any, expected: Any, says: str) -> None:
    """The message names the kind, shape, dtype or relation that is wrong."""
    found = compare(seen, expected)

    assert found is not None
    assert says in found.message


def test_a_scalar_may_come_as_a_number_or_without_axes() -> None:
    """A loss may be returned as a float or as a tensor without axes: both are right styles."""
    assert compare(2.5, torch.tensor(2.5)) is None
    assert compare(torch.tensor(2.5), 2.5) is None
    assert compare(np.float64(2.5), 2.5) is None


def test_expected_infinities_must_be_there_with_their_sign() -> None:
    """-inf where -inf is expected is right; +inf is not."""
    expected = torch.tensor([-math.inf, 1.0])

    assert compare(torch.tensor([-math.inf, 1.0]), expected) is None
    assert compare(torch.tensor([math.inf, 1.0]), expected) is not None


def test_arrays_compare_as_tensors_do() -> None:
    """NumPy answers are held to the same rules."""
    assert compare(np.ones(3), np.ones(3)) is None
    assert compare(np.ones(3, dtype=np.float32), np.ones(3)) is not None
    assert compare(np.array(2.0), np.array(2.0)) is None


def test_a_reversed_array_is_an_array() -> None:
    """NumPy views with negative strides, which torch cannot hold, compare like any other."""
    for dtype in ("float64", "int64", "bool"):
        backwards = np.arange(5).astype(dtype)[::-1]

        assert compare(backwards, backwards.copy()) is None
        assert agree(backwards, backwards.copy())


def test_behaviour_agrees_across_dtypes_but_not_across_values() -> None:
    """For diagnosis, the same wrong numbers in another dtype are the same mistake."""
    assert agree(torch.ones(2), torch.ones(2, dtype=torch.float64))
    assert agree({"a": [1.0, None]}, {"a": [1.0, None]})
    assert agree(math.nan, math.nan)
    assert not agree(torch.ones(2), torch.zeros(2))
    assert not agree(torch.ones(2), torch.ones(3))
    assert not agree("trouble: ValueError", "trouble: TypeError")


def test_the_use_of_a_tolerance_can_be_measured() -> None:
    """Whoever listens is told what part of its tolerance each comparison used; beyond 1 it fails."""
    expected = torch.ones(3)
    parts: list[float] = []

    with measuring(parts.append):
        near = compare(expected * (1 + 1e-3), expected, relative=1e-2)
        far = compare(expected * 1.1, expected, relative=1e-2)
    compare(expected, expected)

    assert near is None
    assert far is not None
    assert parts == pytest.approx([0.05, 5.0], rel=1e-3)
