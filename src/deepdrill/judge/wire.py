"""How a checker and a learner process talk: bounded frames, plain data, no pickle.

A frame is 12 bytes (header length, body length), a MessagePack header and the raw buffers of its tensors. The reader
trusts nothing: every length, dtype and shape is bounded before memory is taken for it, and what comes out is numbers,
text, containers, tensors, arrays, and handles to what lives in the other process.
"""

import math
import select
import socket
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import torch

__all__ = ["Channel", "Closed", "Garbled", "Handle", "Interrupted", "Late", "Lent", "Unsendable"]

MAX_HEADER = 1 << 20
MAX_BODY = 256 << 20
MAX_BUFFERS = 4096
MAX_RECEIVED = 1 << 30  # by one end in its life: a checker keeps what came back until its diagnosis
HEADER_WEIGHT = 64  # bytes of memory that one byte of header may become as Python objects
READ_AHEAD = 1 << 20  # memory is taken as bytes come, never for what a prefix claims
MAX_DIMENSIONS = 16
ALIGNMENT = 64  # bytes; torch wants aligned memory for vector loads

PREFIX = struct.Struct("<IQ")

DTYPES: dict[str, torch.dtype] = {
    "float32": torch.float32, "float64": torch.float64, "float16": torch.float16, "bfloat16": torch.bfloat16,
    "int64": torch.int64, "int32": torch.int32, "int16": torch.int16, "int8": torch.int8, "uint8": torch.uint8,
    "bool": torch.bool, "complex64": torch.complex64, "complex128": torch.complex128,
}  # fmt: skip
NAMES = {dtype: name for name, dtype in DTYPES.items()}
ARRAY_DTYPES = {name: np.dtype(name) for name in DTYPES if name != "bfloat16"} | {
    name: np.dtype(name) for name in ("uint16", "uint32", "uint64")
}


class Closed(Exception):  # noqa: N818  not an error of ours: the other side is gone
    """The other process ended or closed the channel."""


class Late(Exception):  # noqa: N818
    """The deadline passed before a whole frame had come."""


class Interrupted(Exception):  # noqa: N818
    """Whoever asked does not want the answer any more."""


class Garbled(Exception):  # noqa: N818
    """What came is no frame, or a frame beyond the bounds."""


class Unsendable(Exception):  # noqa: N818
    """A value that has no plain form."""


@dataclass(frozen=True)
class Handle:
    """An object that lives in the learner's process."""

    id: int
    kind: str
    """Name of its class, for messages."""


@dataclass(frozen=True)
class Lent:
    """A callable of the checker's that the learner's process may call while it answers."""

    function: Callable[..., Any]


class TensorNode(msgspec.Struct, array_like=True, tag="t", frozen=True):
    """A torch tensor; its bytes are the next buffer, contiguous in the order `order` of its axes."""

    dtype: str
    shape: list[int]
    order: list[int] | None = None
    grad: bool = False


class ArrayNode(msgspec.Struct, array_like=True, tag="a", frozen=True):
    """A NumPy array or scalar; its bytes are the next buffer."""

    dtype: str
    shape: list[int]
    order: list[int] | None = None


class ListNode(msgspec.Struct, array_like=True, tag="l", frozen=True):
    """A list."""

    items: list["Node"]


class TupleNode(msgspec.Struct, array_like=True, tag="u", frozen=True):
    """A tuple."""

    items: list["Node"]


class DictNode(msgspec.Struct, array_like=True, tag="d", frozen=True):
    """A dict, in order."""

    keys: list["Node"]
    values: list["Node"]


class HandleNode(msgspec.Struct, array_like=True, tag="h", frozen=True):
    """A `Handle`."""

    id: int
    kind: str


class LentNode(msgspec.Struct, array_like=True, tag="f", frozen=True):
    """A `Lent` callable, by number."""

    id: int


Node = (
    None | bool | int | float | str
    | TensorNode | ArrayNode | ListNode | TupleNode | DictNode | HandleNode | LentNode
)  # fmt: skip


class Header(msgspec.Struct, array_like=True, frozen=True):
    """What a frame says before its buffers."""

    verb: str
    body: Node


HEADER_ENCODER = msgspec.msgpack.Encoder()
HEADER_DECODER = msgspec.msgpack.Decoder(Header)


class Channel:
    """One end of the line between a checker and a learner process.

    Args:
        line: a connected stream socket.
        borrow: how this end turns a number of a `Lent` callable into something to call.
        max_body: the most bytes of tensors that one frame may carry.
        max_received: the most memory that all frames together may take here.
        interrupt: when this socket has something to say, waiting ends with `Interrupted`.
    """

    def __init__(
        self,
        line: socket.socket,
        *,
        borrow: Callable[[int], Callable[..., Any]] | None = None,
        max_body: int = MAX_BODY,
        max_received: int = MAX_RECEIVED,
        interrupt: socket.socket | None = None,
    ) -> None:
        self._line = line
        self._borrow = borrow
        self._interrupt = interrupt
        self._max_body = max_body
        self._allowance = max_received
        self.lent: dict[int, Callable[..., Any]] = {}

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def send(self, verb: str, body: Any, *, deadline: float = math.inf) -> None:
        """Send one frame; raises `Unsendable`, `Closed` or `Late`."""
        buffers: list[memoryview] = []
        header = HEADER_ENCODER.encode(Header(verb, self._pack(body, buffers)))
        size = sum(_padded(buffer.nbytes) for buffer in buffers)
        if len(header) > MAX_HEADER or size > self._max_body or len(buffers) > MAX_BUFFERS:
            raise Unsendable(f"the value is too large to hand over ({size + len(header):,} bytes)")
        parts = bytearray(PREFIX.pack(len(header), size) + header)
        for buffer in buffers:
            parts += buffer
            parts += bytes(_padded(buffer.nbytes) - buffer.nbytes)
        try:
            self._line.settimeout(_left(deadline))
            self._line.sendall(parts)
        except TimeoutError:
            raise Late from None
        except OSError:
            raise Closed from None

    def receive(self, *, deadline: float = math.inf) -> tuple[str, Any]:
        """Wait for one frame; raises `Closed`, `Late` or `Garbled`."""
        header_size, body_size = PREFIX.unpack(self._read(PREFIX.size, deadline))
        if header_size > MAX_HEADER or body_size > self._max_body:
            raise Garbled(f"a frame claims {header_size:,} + {body_size:,} bytes")
        self._allowance -= header_size * HEADER_WEIGHT + body_size
        if self._allowance < 0:
            raise Garbled("too much came back altogether")
        raw_header = self._read(header_size, deadline)
        body = self._read(body_size, deadline)
        try:
            header = HEADER_DECODER.decode(raw_header)
            reader = _Buffers(body)
            value = self._unpack(header.body, reader)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, TypeError, ValueError, OverflowError) as error:
            raise Garbled(str(error)) from None
        return header.verb, value

    def _read(self, size: int, deadline: float) -> bytearray:
        data = bytearray()
        while len(data) < size:
            came = len(data)
            data += bytes(min(size - came, max(came, READ_AHEAD)))  # doubles, so that it is copied twice at most
            with memoryview(data) as room:
                self._fill(room[came:], deadline)
        return data

    def _fill(self, view: memoryview, deadline: float) -> None:
        while view:
            self._watch(deadline)
            try:
                self._line.settimeout(_left(deadline))
                count = self._line.recv_into(view)
            except TimeoutError:
                raise Late from None
            except OSError:
                raise Closed from None
            if not count:
                raise Closed
            view = view[count:]

    def _watch(self, deadline: float) -> None:
        """Wait until there is something to read, unless the interrupt speaks first."""
        if self._interrupt is None:
            return
        try:
            spoke = select.select([self._line, self._interrupt], [], [], _left(deadline))[0]
        except TimeoutError:
            raise Late from None
        if self._interrupt in spoke:
            raise Interrupted

    def _pack(self, value: Any, buffers: list[memoryview]) -> Node:  # noqa: PLR0911  one line per kind
        if value is None or type(value) in (bool, float, str):
            return value  # type: ignore[no-any-return]
        if isinstance(value, torch.Tensor):
            return _pack_tensor(value, buffers)
        if isinstance(value, np.ndarray | np.generic):
            return _pack_array(np.asarray(value), buffers)
        if isinstance(value, int):
            if not -(2**63) <= value < 2**63:
                raise Unsendable("the integer does not fit 64 bits")
            return int(value)
        if isinstance(value, float | str):
            return float(value) if isinstance(value, float) else str(value)
        if isinstance(value, Handle):
            return HandleNode(value.id, value.kind)
        if isinstance(value, Lent):
            number = len(self.lent)
            self.lent[number] = value.function
            return LentNode(number)
        return self._pack_container(value, buffers)

    def _pack_container(self, value: Any, buffers: list[memoryview]) -> Node:
        if isinstance(value, tuple | list):
            items = [self._pack(item, buffers) for item in value]
            return TupleNode(items) if isinstance(value, tuple) else ListNode(items)
        if isinstance(value, Mapping):
            keys = [self._pack(key, buffers) for key in value]
            return DictNode(keys, [self._pack(item, buffers) for item in value.values()])
        raise Unsendable(f"a {type(value).__name__} has no plain form")

    def _unpack(self, node: Node, buffers: "_Buffers") -> Any:  # noqa: PLR0911  one line per kind
        match node:
            case TensorNode():
                return _unpack_tensor(node, buffers)
            case ArrayNode():
                return _unpack_array(node, buffers)
            case ListNode():
                return [self._unpack(item, buffers) for item in node.items]
            case TupleNode():
                return tuple(self._unpack(item, buffers) for item in node.items)
            case DictNode():
                if len(node.keys) != len(node.values):
                    raise Garbled("a dict with more keys than values")
                keys = [self._unpack(key, buffers) for key in node.keys]
                return dict(zip(keys, (self._unpack(item, buffers) for item in node.values), strict=True))
            case HandleNode():
                return Handle(node.id, node.kind[:80])
            case LentNode():
                if self._borrow is None:
                    raise Garbled("only the checker lends callables")
                return self._borrow(node.id)
            case _:
                return node


class _Buffers:
    """The buffers of one frame, taken in order."""

    def __init__(self, body: bytearray) -> None:
        self._body = memoryview(body)
        self._taken = 0

    def take(self, shape: list[int], itemsize: int) -> memoryview:
        if len(shape) > MAX_DIMENSIONS or any(size < 0 or size > MAX_BODY for size in shape):
            raise Garbled(f"a tensor claims the shape {shape[:MAX_DIMENSIONS]}")
        if math.prod(max(size, 1) for size in shape) > MAX_BODY:
            raise Garbled(f"a tensor claims the shape {shape}")  # one axis of 0 does not excuse the others
        size = math.prod(shape) * itemsize
        end = self._taken + size
        if end > len(self._body):
            raise Garbled(f"a tensor of shape {shape} claims more bytes than were sent")
        part = self._body[self._taken : end]
        self._taken += _padded(size)
        return part


def _left(deadline: float) -> float | None:
    if deadline == math.inf:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _padded(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def _memory_order(shape: tuple[int, ...], strides: tuple[int, ...]) -> list[int] | None:
    """Give the axes in the order in which memory holds them, or None where that is the plain order."""
    order = sorted(range(len(shape)), key=lambda axis: -strides[axis])
    return None if order == list(range(len(shape))) else order


def _pack_tensor(value: torch.Tensor, buffers: list[memoryview]) -> TensorNode:
    name = NAMES.get(value.dtype)
    if name is None or value.layout != torch.strided:
        raise Unsendable(f"a tensor of {value.dtype} and layout {value.layout} cannot be handed over")
    plain = value.detach().cpu().resolve_conj().resolve_neg()
    order = _memory_order(tuple(plain.shape), plain.stride())
    ordered = plain if order is None else plain.permute(order)
    flat = ordered.contiguous().reshape(-1)
    if flat.stride() != (1,):  # a single entry of a larger tensor counts as contiguous, whatever its stride
        flat = flat.clone(memory_format=torch.contiguous_format)
    buffers.append(flat.view(torch.uint8).numpy().data if flat.numel() else memoryview(b""))
    return TensorNode(name, list(plain.shape), order, value.requires_grad)


def _pack_array(value: np.ndarray[Any, Any], buffers: list[memoryview]) -> ArrayNode:
    name = value.dtype.name
    if name not in ARRAY_DTYPES:
        raise Unsendable(f"an array of {value.dtype} cannot be handed over")
    order = _memory_order(value.shape, value.strides)
    ordered = value if order is None else value.transpose(order)
    native = np.ascontiguousarray(ordered, dtype=ARRAY_DTYPES[name])
    buffers.append(native.reshape(-1).view(np.uint8).data if native.size else memoryview(b""))
    return ArrayNode(name, list(value.shape), order)


def _axes(node: TensorNode | ArrayNode) -> tuple[list[int], list[int] | None]:
    """Give the shape as memory holds it and the permutation back to the shape as it is read."""
    if node.order is None:
        return node.shape, None
    if sorted(node.order) != list(range(len(node.shape))):
        raise Garbled("a tensor names its axes wrongly")
    back = [node.order.index(axis) for axis in range(len(node.order))]
    return [node.shape[axis] for axis in node.order], back


def _unpack_tensor(node: TensorNode, buffers: _Buffers) -> torch.Tensor:
    dtype = DTYPES.get(node.dtype)
    if dtype is None:
        raise Garbled(f"unknown dtype {node.dtype[:40]!r}")
    shape, back = _axes(node)
    data = buffers.take(shape, dtype.itemsize)
    if not data.nbytes:
        flat = torch.empty(0, dtype=dtype)
    elif dtype is torch.bool:
        flat = torch.frombuffer(data, dtype=torch.uint8) != 0  # a byte other than 0 and 1 is no bool
    else:
        flat = torch.frombuffer(data, dtype=dtype)
    value = flat.reshape(shape)
    value = value if back is None else value.permute(back)
    return value.requires_grad_(node.grad and (dtype.is_floating_point or dtype.is_complex))


def _unpack_array(node: ArrayNode, buffers: _Buffers) -> np.ndarray[Any, Any]:
    dtype = ARRAY_DTYPES.get(node.dtype)
    if dtype is None:
        raise Garbled(f"unknown dtype {node.dtype[:40]!r}")
    shape, back = _axes(node)
    data = buffers.take(shape, dtype.itemsize)
    flat = np.frombuffer(data, dtype=np.uint8)
    value = (flat != 0) if dtype == np.bool_ else flat.view(dtype)
    value = value.reshape(shape)
    return value if back is None else value.transpose(back)
