"""Says whether two values agree, with a tolerance that follows from the arithmetic.

A right float32 implementation may sum in another order than the oracle. Rounding errors of n terms grow like √n·ε
(Higham 2002, section 2.8, probabilistic bound), relative to the size of the terms. So the bound is
`SLACK[dtype] · ε(dtype) · √terms · (|expected| + scale)`, with `scale` the largest expected entry unless the author
knows better. SLACK covers the handful of operations around the sum; low precision gets less of it, since there one ε is
already visible in the result.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

__all__ = ["Difference", "agree", "compare", "describe_kind", "measuring", "tolerance"]

SLACK = {torch.float64: 1024.0, torch.float32: 64.0, torch.float16: 4.0, torch.bfloat16: 4.0}


_measured: ContextVar[Callable[[float], None] | None] = ContextVar("_measured", default=None)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How what was seen differs from what was expected."""

    message: str
    """A clause that follows "the output", such as "has the shape (2, 3)"."""
    largest: float | None = None
    tolerance: float | None = None


def tolerance(dtype: torch.dtype, terms: int) -> float:
    """Give the relative error that a right implementation stays below when each entry sums `terms` terms."""
    return SLACK[dtype] * torch.finfo(dtype).eps * math.sqrt(max(terms, 1))


@contextmanager
def measuring(tell: Callable[[float], None]) -> Iterator[None]:
    """Be told of every comparison how much of its tolerance it used: beyond 1 it fails."""
    before = _measured.set(tell)
    try:
        yield
    finally:
        _measured.reset(before)


def compare(
    seen: Any, expected: Any, *, terms: int = 1, scale: float | None = None, relative: float | None = None
) -> Difference | None:
    """Give the difference between two values, or None where they agree.

    Args:
        seen: what the submission returned: never trusted to be of any kind.
        expected: tensor, array, number, text, or tuple, list or dict of these. Its dtype is demanded.
        terms: how many terms each entry sums; widens the tolerance by its square root.
        scale: size of the terms; the largest finite expected entry where None.
        relative: the relative tolerance itself, instead of the one from dtype and terms.
    """
    if isinstance(expected, torch.Tensor | np.ndarray):
        return _compare_tensors(seen, expected, terms, scale, relative)
    if isinstance(expected, bool) or expected is None or isinstance(expected, str):
        same = type(seen) is type(expected) and seen == expected
        return None if same else Difference(message=f"is {_short(seen)} where {expected!r} is expected")
    if isinstance(expected, int | float):
        return _compare_numbers(seen, expected, terms, scale, relative)
    if isinstance(expected, list | tuple):
        return _compare_sequences(seen, expected, terms, scale, relative)
    if isinstance(expected, dict):
        return _compare_dicts(seen, expected, terms, scale, relative)
    raise TypeError(f"an author's expected value cannot be a {type(expected).__name__}")


def agree(first: Any, second: Any) -> bool:
    """Say whether two results are the same behaviour: equal up to a loose tolerance, whatever their dtype."""
    if isinstance(first, torch.Tensor | np.ndarray) and isinstance(second, torch.Tensor | np.ndarray):
        # The shape first: what came back may be huge, and would be converted.
        return tuple(first.shape) == tuple(second.shape) and torch.allclose(
            _as_float64(first), _as_float64(second), rtol=1e-3, atol=1e-5, equal_nan=True
        )
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(agree(first[key], second[key]) for key in first)
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(agree(a, b) for a, b in zip(first, second, strict=True))
    if isinstance(first, bool | str) or first is None:
        return type(first) is type(second) and bool(first == second)
    if isinstance(first, int | float) and isinstance(second, int | float):
        return math.isclose(first, second, rel_tol=1e-3, abs_tol=1e-6) or (math.isnan(first) and math.isnan(second))
    return type(first) is type(second)


def describe_kind(value: Any) -> str:
    """Name a value's kind as a learner would: "float32 (2, 3)", "list of 4", "None"."""
    if isinstance(value, torch.Tensor):
        return f"{str(value.dtype).removeprefix('torch.')} {tuple(value.shape)}"
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape}"
    if isinstance(value, list | tuple | dict):
        return f"{type(value).__name__} of {len(value)}"
    return "None" if value is None else type(value).__name__


def _compare_tensors(
    seen: Any, expected: Any, terms: int, scale: float | None, relative: float | None
) -> Difference | None:
    if expected.ndim == 0 and isinstance(seen, int | float) and not isinstance(seen, bool):
        seen = torch.tensor(seen, dtype=_torch_dtype(expected))
    if not isinstance(seen, torch.Tensor | np.ndarray):
        wanted = "a tensor" if isinstance(expected, torch.Tensor) else "an array"
        return Difference(message=f"is {_short(seen)} where {wanted} is expected")
    if tuple(seen.shape) != tuple(expected.shape):
        return Difference(
            message=f"has the shape {tuple(seen.shape)} where {tuple(expected.shape)} is expected"
            + _shape_symptom(seen, expected)
        )
    if _torch_dtype(seen) != _torch_dtype(expected):
        names = [str(_torch_dtype(value)).removeprefix("torch.") for value in (seen, expected)]
        return Difference(message=f"is {names[0]} where {names[1]} is expected")
    if not _torch_dtype(expected).is_floating_point:
        return _compare_exactly(seen, expected)
    return _compare_values(_as_float64(seen), _as_float64(expected), _torch_dtype(expected), terms, scale, relative)


def _compare_exactly(seen: Any, expected: Any) -> Difference | None:
    one, other = _as_tensor(seen), _as_tensor(expected)
    wrong = int((one != other).sum())
    if not wrong:
        return None
    return Difference(message=f"differs in {wrong} of {other.numel()} entries")


def _compare_values(
    seen: torch.Tensor,
    expected: torch.Tensor,
    dtype: torch.dtype,
    terms: int,
    scale: float | None,
    relative: float | None,
) -> Difference | None:
    odd = _compare_non_finite(seen, expected)
    if odd is not None:
        return odd
    finite = torch.isfinite(expected)
    if not bool(finite.any()):
        return None
    seen, expected = seen[finite], expected[finite]
    size = float(expected.abs().max()) if scale is None else scale
    bound = tolerance(dtype, terms) if relative is None else relative
    allowed = bound * (expected.abs() + size)
    distance = (seen - expected).abs()
    tell = _measured.get()
    if tell is not None:
        tell(float((distance / allowed).nan_to_num(nan=0.0).max()))  # 0 of 0 is no difference
    if bool((distance <= allowed).all()):
        return None
    largest = float(distance.max())
    return Difference(
        message=f"differs by up to {largest:.3g}" + _value_symptom(seen, expected, bound),
        largest=largest,
        tolerance=float(allowed[distance.argmax()]),
    )


def _compare_non_finite(seen: torch.Tensor, expected: torch.Tensor) -> Difference | None:
    nan = int((torch.isnan(seen) & ~torch.isnan(expected)).sum())
    if nan:
        return Difference(message=f"holds NaN in {nan} of {seen.numel()} entries")
    same = (
        (seen == expected) | torch.isfinite(seen) & torch.isfinite(expected) | torch.isnan(seen) & torch.isnan(expected)
    )
    wrong = int((~same).sum())
    if wrong:
        return Difference(message=f"is infinite, or fails to be, in {wrong} of {seen.numel()} entries")
    return None


def _value_symptom(seen: torch.Tensor, expected: torch.Tensor, bound: float) -> str:
    """Name a simple relation between what was seen and what was expected, where there is one."""
    if expected.numel() < 3 or float(expected.abs().max()) == 0:  # noqa: PLR2004  two points always fit
        return ""
    if float(seen.abs().max()) == 0:
        return "; every entry is zero"
    factor = float((seen * expected).sum() / (expected * expected).sum())
    if factor != 0 and bool(((seen - factor * expected).abs() <= 10 * bound * seen.abs().max()).all()):
        return f"; every entry is {factor:.4g} times what is expected"
    offset = float((seen - expected).mean())
    if bool(((seen - expected - offset).abs() <= 10 * bound * expected.abs().max()).all()):
        return f"; every entry is {offset:+.4g} off"
    return ""


def _shape_symptom(seen: Any, expected: Any) -> str:
    if seen.ndim == expected.ndim and sorted(seen.shape) == sorted(expected.shape):
        return "; its axes are in another order"
    if seen.ndim < expected.ndim:
        return "; an axis is missing"
    return "; there is an axis too many" if seen.ndim > expected.ndim else ""


def _compare_numbers(
    seen: Any, expected: float, terms: int, scale: float | None, relative: float | None
) -> Difference | None:
    if isinstance(seen, torch.Tensor | np.ndarray) and seen.ndim == 0:
        seen = seen.item()
    if isinstance(seen, bool) or not isinstance(seen, int | float):
        return Difference(message=f"is {_short(seen)} where the number {expected:.6g} is expected")
    if isinstance(expected, int):
        return None if seen == expected else Difference(message=f"is {seen:.6g} where {expected} is expected")
    one, other = (torch.tensor([float(value)], dtype=torch.float64) for value in (seen, expected))
    bound = tolerance(torch.float32, terms) if relative is None else relative
    return _compare_values(one, other, torch.float32, terms, scale, bound)


def _compare_sequences(
    seen: Any, expected: Any, terms: int, scale: float | None, relative: float | None
) -> Difference | None:
    if not isinstance(seen, list | tuple):
        return Difference(message=f"is {_short(seen)} where {len(expected)} values are expected")
    if len(seen) != len(expected):
        return Difference(message=f"holds {len(seen)} values where {len(expected)} are expected")
    for index, (one, other) in enumerate(zip(seen, expected, strict=True)):
        found = compare(one, other, terms=terms, scale=scale, relative=relative)
        if found:
            return Difference(
                message=f"at index {index} {found.message}", largest=found.largest, tolerance=found.tolerance
            )
    return None


def _compare_dicts(
    seen: Any, expected: dict[Any, Any], terms: int, scale: float | None, relative: float | None
) -> Difference | None:
    if not isinstance(seen, dict):
        return Difference(message=f"is {_short(seen)} where a dict is expected")
    for key, other in expected.items():
        if key not in seen:
            return Difference(message=f"has no key {key!r}")
        found = compare(seen[key], other, terms=terms, scale=scale, relative=relative)
        if found:
            return Difference(message=f"at {key!r} {found.message}", largest=found.largest, tolerance=found.tolerance)
    return None


def _torch_dtype(value: Any) -> torch.dtype:
    return value.dtype if isinstance(value, torch.Tensor) else torch.as_tensor(np.empty(0, value.dtype)).dtype


def _as_tensor(value: Any) -> torch.Tensor:
    # np.array copies: torch takes no negative strides, and would share memory with what came over the wire.
    return value.detach() if isinstance(value, torch.Tensor) else torch.as_tensor(np.array(value))


def _as_float64(value: Any) -> torch.Tensor:
    tensor = _as_tensor(value)
    return tensor.to(torch.complex128 if tensor.is_complex() else torch.float64)


def _short(value: Any) -> str:
    if isinstance(value, bool | int | float) or value is None:
        return repr(value)
    kind = getattr(value, "kind", None)
    return f"a {kind}" if kind else f"a {describe_kind(value)}"
