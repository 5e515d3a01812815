"""Makes Triton's interpreter as strict as the language is.

Two things happen to work in the interpreter that Triton promises nobody: entries that a load's mask leaves out are zero
where `other` is not named, and memory outside every tensor of the launch can be read and written. Here the first
are NaN, and the second raises. It lives in the learner's process: a submission that undoes it deceives its author only.
"""

import contextlib
import sys
from types import ModuleType
from typing import Any

import numpy as np

__all__ = ["OutOfBounds", "be_strict"]

_Span = tuple[int, int]
_STRICT: list[ModuleType] = []  # what was patched in this process


class OutOfBounds(Exception):  # noqa: N818  what a learner reads
    """A kernel touches memory that no tensor of its launch has."""


def be_strict() -> None:
    """Do it, once, if this process has loaded the interpreter."""
    interpreter = sys.modules.get("triton.runtime.interpreter")
    if interpreter is None or interpreter in _STRICT:
        return
    _STRICT.append(interpreter)
    with contextlib.suppress(AttributeError):  # another Triton: it judges as it does
        _patch(interpreter)


def _patch(interpreter: ModuleType) -> None:
    builder, executor = interpreter.InterpreterBuilder, interpreter.GridExecutor
    launch, prepare = executor.__call__, executor._init_args_hst  # noqa: SLF001
    load, store = builder.create_masked_load, builder.create_masked_store
    spans: list[_Span] = []

    def launch_plainly(self: Any, *args: Any, **kwargs: Any) -> None:
        try:
            launch(self, *args, **kwargs)
        except interpreter.InterpreterError as error:
            if isinstance(error.__cause__, OutOfBounds):  # a name of its own, by which diagnosis knows it
                raise error.__cause__ from None
            raise

    def prepare_and_see(self: Any, args: Any, kwargs: Any) -> Any:
        hosted = prepare(self, args, kwargs)
        spans[:] = _spans([*hosted[0], *hosted[1].values()])
        return hosted

    def load_strictly(self: Any, ptrs: Any, mask: Any, other: Any, *rest: Any, **named: Any) -> Any:
        _require_inside(ptrs.data, mask.data, spans, "reads")
        if other is None:
            other = _undefined(interpreter, ptrs)
        return load(self, ptrs, mask, other, *rest, **named)

    def store_strictly(self: Any, ptrs: Any, value: Any, mask: Any, *rest: Any, **named: Any) -> Any:
        _require_inside(ptrs.data, mask.data, spans, "writes")
        return store(self, ptrs, value, mask, *rest, **named)

    executor.__call__, executor._init_args_hst = launch_plainly, prepare_and_see  # noqa: SLF001
    builder.create_masked_load, builder.create_masked_store = load_strictly, store_strictly


def _undefined(interpreter: ModuleType, ptrs: Any) -> Any:
    """Give what a load finds where its mask says no; None, the interpreter's zeros, for what knows no NaN."""
    kind = ptrs.get_element_ty()
    dtype = interpreter._get_np_dtype(kind)  # noqa: SLF001
    if not np.issubdtype(dtype, np.floating):
        return None
    return interpreter.TensorHandle(np.full_like(ptrs.data, np.nan, dtype=dtype), kind)


def _spans(values: list[Any]) -> list[_Span]:
    """Give the first address and the one behind the last of each tensor's storage: a view may be read around."""
    found: list[_Span] = []
    for value in values:
        tensor = getattr(value, "base", value)  # a descriptor has its tensor inside
        if isinstance(tensor, tuple):
            found += _spans(list(tensor))
        elif hasattr(tensor, "untyped_storage"):
            storage = tensor.untyped_storage()
            found.append((storage.data_ptr(), storage.data_ptr() + storage.nbytes()))
    return found


def _require_inside(addresses: Any, mask: Any, spans: list[_Span], does: str) -> None:
    where, kept = np.broadcast_arrays(addresses, mask)
    asked = where[kept]
    inside = np.zeros(asked.shape, dtype=bool)
    for first, end in spans:
        inside |= (asked >= first) & (asked < end)
    if not inside.all():
        raise OutOfBounds(
            f"the kernel {does} memory outside every tensor that it was given; a mask is missing or wrong"
        )
