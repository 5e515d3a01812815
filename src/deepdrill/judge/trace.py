"""Records the operators of one call with their data flow, as plain data that can be run again.

In the learner's process a trace is a claim: the code that it records could meddle with it. In a clean process (see
`replay`) it is evidence. Nothing here judges what a trace shows.

Values are numbered as they appear. What was given is an input; what appears unannounced (a NumPy detour, another
thread, a global table) is a constant and travels with the trace.
"""

import weakref
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

__all__ = [
    "Argument",
    "Extent",
    "Many",
    "Recorder",
    "Step",
    "Trace",
    "Value",
    "Word",
    "leaves",
    "read_trace",
    "record",
    "to_array",
    "values_of",
]

MAX_STEPS = 20_000
MAX_TRACE = 16 << 20  # bytes; a step takes about a hundred
MAX_CONSTANTS = 16 << 20  # bytes of all constants together
WORDS = (torch.dtype, torch.layout, torch.device, torch.memory_format)


class Value(msgspec.Struct, array_like=True, tag="v", frozen=True, gc=False):
    """A tensor, by number."""

    number: int


class Word(msgspec.Struct, array_like=True, tag="w", frozen=True, gc=False):
    """A dtype, layout, device or memory format, such as ("dtype", "float32")."""

    kind: str
    name: str


class Many(msgspec.Struct, array_like=True, tag="l", frozen=True, gc=False):
    """A list or tuple."""

    items: list["Argument"]


Argument = None | bool | int | float | str | Value | Word | Many


class Step(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One operator that ran."""

    operator: str
    """Such as "aten::add"."""
    overload: str
    args: list[Argument]
    kwargs: dict[str, Argument]
    results: list[int]
    """Numbers of the tensors it gave, in order; -1 for what is no tensor. An in-place operator gives a known number."""


class Extent(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """How large a tensor is, and in which memory it lies. A view shares its storage with what it looks at."""

    shape: list[int]
    itemsize: int
    storage: int
    storage_bytes: int


class Trace(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One call, operator by operator."""

    inputs: list[int]
    constants: list[int]
    outputs: list[int]
    steps: list[Step]
    extents: list[Extent]
    """Of every value, by number."""
    gap: str
    """Why the trace does not tell all, as a clause; empty where it does."""


@dataclass
class _Known:
    """A tensor that has a number, as long as it lives."""

    number: int
    death: weakref.ref[torch.Tensor] = field(repr=False)


class Recorder(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Writes down each operator below autograd that runs in this thread while it is entered.

    Args:
        inputs: the tensors that the call is given.
    """

    def __init__(self, inputs: Iterable[torch.Tensor]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._known: dict[int, _Known] = {}
        self._storages = 0
        self._extents: list[Extent] = []
        self._constants: dict[int, torch.Tensor] = {}
        self._constant_bytes = 0
        self._steps: list[Step] = []
        self._gap = ""
        self._inputs = [self._admit(tensor, ()) for tensor in inputs]

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run one operator and write it down."""
        del types
        named = kwargs or {}
        if _is_composite(func):  # under inference_mode these come whole: let its parts come
            with self:
                return func.decompose(*args, **named)
        given = leaves([args, named])
        # Before the call: an operator may write into a constant.
        written = [self._write(item) for item in args]
        written_by_name = {name: self._write(item) for name, item in named.items()}
        returned = func(*args, **named)
        results = [self._admit(item, given) if isinstance(item, torch.Tensor) else -1 for item in _flat(returned)]
        if len(self._steps) < MAX_STEPS:
            step = Step(func._schema.name, func._overloadname, written, written_by_name, results)  # noqa: SLF001
            self._steps.append(step)
        else:
            self._gap = f"it runs more than {MAX_STEPS:,} operators"
        return returned

    def tell(self, outputs: Sequence[torch.Tensor]) -> tuple[Trace, list[torch.Tensor]]:
        """Give the trace of what ran, and its constants, once the recorder is left."""
        numbers = [self._number(tensor) for tensor in outputs]
        trace = Trace(self._inputs, list(self._constants), numbers, self._steps, self._extents, self._gap)
        return trace, list(self._constants.values())

    def _write(self, value: Any) -> Argument:
        if isinstance(value, torch.Tensor):
            return Value(self._number(value))
        if isinstance(value, list | tuple):
            return Many([self._write(item) for item in value])
        if isinstance(value, WORDS):
            return Word(type(value).__name__, str(value).removeprefix("torch."))
        if value is None or isinstance(value, bool | int | float | str):
            return value
        self._gap = f"an operator takes a {type(value).__name__}"
        return None

    def _number(self, tensor: torch.Tensor) -> int:
        known = self._known.get(id(tensor))
        return self._adopt(tensor) if known is None else known.number

    def _adopt(self, tensor: torch.Tensor) -> int:
        """Take a tensor that no recorded operator made as a constant, as it is now."""
        number = self._admit(tensor, ())
        self._constant_bytes += tensor.nbytes
        if self._constant_bytes > MAX_CONSTANTS:
            self._gap = "it computes with large tensors that no recorded operator made"
            self._constants[number] = torch.empty(0)
        else:
            self._constants[number] = tensor.detach().clone()
        return number

    def _admit(self, tensor: torch.Tensor, relatives: Iterable[torch.Tensor]) -> int:
        """Give a tensor its number, and a new storage unless it shares that of a relative."""
        key = id(tensor)
        known = self._known.get(key)
        if known is not None:
            return known.number
        number = len(self._extents)
        self._known[key] = _Known(number, weakref.ref(tensor, lambda _: self._known.pop(key, None)))
        memory = tensor.untyped_storage()
        storage = self._storage_of(memory._cdata, relatives)  # noqa: SLF001  its address while it lives
        self._extents.append(Extent(list(tensor.shape), tensor.itemsize, storage, memory.nbytes()))
        return number

    def _storage_of(self, address: int, relatives: Iterable[torch.Tensor]) -> int:
        for relative in relatives:
            known = self._known.get(id(relative))
            if known is not None and relative.untyped_storage()._cdata == address:  # noqa: SLF001
                return self._extents[known.number].storage
        self._storages += 1
        return self._storages


@lru_cache(maxsize=4096)
def _is_composite(func: Any) -> bool:
    return bool(torch._C._dispatch_has_kernel_for_dispatch_key(func.name(), "CompositeImplicitAutograd"))  # noqa: SLF001


def leaves(value: Any) -> list[torch.Tensor]:
    """List the tensors in lists, tuples and dicts, in order."""
    if isinstance(value, torch.Tensor):
        return [value]
    inside = value if isinstance(value, list | tuple) else value.values() if isinstance(value, dict) else ()
    return [leaf for item in inside for leaf in leaves(item)]


def record(
    call: Callable[[], Any], inputs: Sequence[torch.Tensor], state: Sequence[torch.Tensor] = ()
) -> dict[str, Any]:
    """Run a call and give, as plain data, what it returned, its trace, and what the trace needs to be run again.

    Args:
        call: returns plain data.
        inputs: tensors that it is given.
        state: tensors that it owns, such as parameters; inputs too, after the given ones.
    """
    before = [tensor.detach().clone() for tensor in state]
    recorder = Recorder([*inputs, *state])
    with recorder:
        output = call()
    trace, constants = recorder.tell(leaves(output))
    return {"output": output, "trace": to_array(trace), "constants": constants, "state": before}


def to_array(trace: Trace) -> Any:
    """Pack a trace for the wire."""
    return np.frombuffer(msgspec.msgpack.encode(trace), dtype=np.uint8)


def read_trace(packed: Any) -> Trace:
    """Unpack a trace that may be anything; raises ValueError unless each number in it names a value."""
    if not isinstance(packed, np.ndarray) or packed.dtype != np.uint8 or packed.nbytes > MAX_TRACE:
        raise ValueError("the trace is no bytes, or too many")
    try:
        trace = _DECODER.decode(packed.tobytes())
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(f"the trace cannot be read: {error}") from None
    count = len(trace.extents)
    numbers = [*trace.inputs, *trace.constants, *trace.outputs]
    for step in trace.steps:
        numbers += [number for number in step.results if number != -1]
        numbers += [value.number for value in values_of([*step.args, *step.kwargs.values()])]
    if any(not 0 <= number < count for number in numbers):
        raise ValueError("the trace names a value that it does not have")
    if any(extent.storage_bytes < 0 or min(extent.shape, default=0) < 0 for extent in trace.extents):
        raise ValueError("the trace has a tensor of negative size")
    return trace


def values_of(arguments: Iterable[Argument]) -> list[Value]:
    """List the tensors among arguments."""
    found: list[Value] = []
    for argument in arguments:
        if isinstance(argument, Value):
            found.append(argument)
        elif isinstance(argument, Many):
            found += values_of(argument.items)
    return found


def _flat(returned: Any) -> list[Any]:
    if isinstance(returned, list | tuple):
        return [leaf for item in returned for leaf in _flat(item)]
    return [returned]


_DECODER = msgspec.msgpack.Decoder(Trace)
