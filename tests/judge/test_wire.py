"""What crosses the line between checker and learner, and what must not."""

import contextlib
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from deepdrill.judge.wire import MAX_HEADER, PREFIX, Channel, Closed, Garbled, Handle, Late, Unsendable


@pytest.fixture
def ends() -> Iterator[tuple[Channel, Channel]]:
    """Give two ends of one line."""
    here, there = socket.socketpair()
    yield Channel(here), Channel(there)
    here.close()
    there.close()


def cross(value: Any) -> Any:
    """Send a value over a line and give what arrives."""
    here, there = socket.socketpair()
    with here, there:
        Channel(here).send("ok", value)
        return Channel(there).receive()[1]


@pytest.mark.parametrize(
    "value",
    [None, True, 3, -(2**63), 2.5, float("inf"), "π", [1, [2]], (1, (2, None)), {"a": 1, 2: [3.0]}, Handle(4, "LSTM")],
    ids=repr,
)
def test_plain_values_arrive_as_they_were(value: Any) -> None:
    """Numbers, text, containers and handles keep their type and value."""
    arrived = cross(value)

    assert arrived == value
    assert type(arrived) is type(value)


@pytest.mark.parametrize(
    "dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.bool]
)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3, 5)], ids=str)
def test_tensors_keep_shape_dtype_and_bits(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    """A tensor of any supported dtype and shape arrives bit for bit."""
    value = (torch.randn(shape) * 3).to(dtype)

    arrived = cross(value)

    assert arrived.dtype == dtype
    assert arrived.shape == value.shape
    assert torch.equal(arrived, value)


def test_memory_layout_crosses() -> None:
    """A transposed tensor arrives transposed in memory, so that a submission meets non-contiguous inputs."""
    value = torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1)

    arrived = cross(value)

    assert torch.equal(arrived, value)
    assert arrived.stride() == value.stride()


def test_a_single_entry_of_a_larger_value_crosses() -> None:
    """One number cut out of a column counts as contiguous, whatever its stride, and is handed over all the same."""
    column = torch.arange(6, dtype=torch.float64).reshape(3, 2)[1:2, 1]
    array = np.arange(6.0).reshape(3, 2)[1:2, 1]

    assert torch.equal(cross(column), column)
    assert torch.equal(cross(column.reshape(1, 1).T), column.reshape(1, 1))
    assert np.array_equal(cross(array), array)


def test_requires_grad_crosses() -> None:
    """A leaf that requires gradients requires them over there."""
    assert cross(torch.ones(2, requires_grad=True)).requires_grad
    assert not cross(torch.ones(2)).requires_grad


def test_arrays_and_numpy_scalars_cross() -> None:
    """NumPy arrays keep dtype and shape; a NumPy scalar arrives as an array without axes, not as a Python float."""
    array = np.arange(6, dtype=np.int32).reshape(2, 3).T

    arrived, scalar = cross(array), cross(np.float64(1.5))

    assert arrived.dtype == np.int32
    np.testing.assert_array_equal(arrived, array)
    assert isinstance(scalar, np.ndarray)
    assert scalar.shape == ()


def test_a_tensor_subclass_arrives_as_plain_numbers() -> None:
    """A subclass that lies about equality loses its lies on the way."""

    class Liar(torch.Tensor):
        def __eq__(self, other: object) -> bool:  # type: ignore[override]
            return True

        __hash__ = torch.Tensor.__hash__

    arrived = cross(torch.zeros(2).as_subclass(Liar))

    assert type(arrived) is torch.Tensor


@pytest.mark.parametrize(
    "value", [object(), 2**70, torch.ones(2).to_sparse(), np.array(["a"])], ids=["object", "big", "sparse", "text"]
)
def test_what_has_no_plain_form_is_refused_by_the_sender(value: Any, ends: tuple[Channel, Channel]) -> None:
    """Objects, huge integers and odd layouts raise `Unsendable`; nothing is ever pickled."""
    with pytest.raises(Unsendable):
        ends[0].send("ok", value)


def test_a_bool_byte_that_is_no_bool_becomes_one() -> None:
    """A forged byte 7 in a bool tensor arrives as True, not as a value that breaks arithmetic."""
    header = msgspec.msgpack.encode(["ok", ["t", "bool", [2], None, False]])
    body = bytes([7, 0]).ljust(64, b"\0")

    arrived = receive(PREFIX.pack(len(header), len(body)) + header + body)

    assert arrived.tolist() == [True, False]


def receive(raw: bytes) -> Any:
    """Feed raw bytes to a channel whose sender then hangs up."""
    here, there = socket.socketpair()
    sender = threading.Thread(target=send_and_hang_up, args=(here, raw))
    sender.start()
    try:
        return Channel(there).receive()[1]
    finally:
        there.close()
        sender.join()


def send_and_hang_up(line: socket.socket, raw: bytes) -> None:
    """Send as much as the other side takes."""
    with line, contextlib.suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(raw)


def frame(header: Any, body: bytes = b"") -> bytes:
    """Make a frame of any header."""
    encoded = msgspec.msgpack.encode(header)
    return PREFIX.pack(len(encoded), len(body)) + encoded + body


@pytest.mark.parametrize(
    "raw",
    [
        PREFIX.pack(MAX_HEADER + 1, 0),
        PREFIX.pack(10, 1 << 60),
        PREFIX.pack(4, 0) + b"\xc1\xc1\xc1\xc1",
        frame(["ok", ["t", "float32", [1 << 40], None, False]]),
        frame(["ok", ["t", "float32", [-1], None, False]]),
        frame(["ok", ["t", "float32", [4], None, False]], b"\0" * 8),
        frame(["ok", ["t", "object", [1], None, False]], b"\0" * 64),
        frame(["ok", ["t", "float32", [2, 2], [0, 0], False]], b"\0" * 64),
        frame(["ok", ["t", "float32", [1] * 40, None, False]], b"\0" * 64),
        frame(["ok", ["d", [1, 2], [3]]]),
        frame(["ok", ["d", [["l", []]], [3]]]),
        frame(["ok", ["f", 3]]),
        frame(["ok", ["z", 3]]),
        frame({"verb": "ok"}),
    ],
    ids=[
        "huge header", "huge body", "no msgpack", "huge tensor", "negative size", "too few bytes", "odd dtype",
        "axes twice", "many axes", "keys without values", "unhashable key", "lending to the checker", "odd node",
        "no list",
    ],
)  # fmt: skip
def test_lying_frames_are_garbled_not_fatal(raw: bytes) -> None:
    """Whatever a frame claims, the reader answers `Garbled` without taking memory for the claim."""
    with pytest.raises(Garbled):
        receive(raw)


def test_deep_nesting_is_garbled() -> None:
    """A header that nests a hundred thousand lists does not bring the reader down."""
    deep = b"\x92\xa1l\x91" * 100_000 + b"\x92\xa1l\x90"
    raw = b"\x92\xa2ok" + deep

    with pytest.raises(Garbled):
        receive(PREFIX.pack(len(raw), 0) + raw)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(header=st.binary(max_size=200), body=st.binary(max_size=200))
def test_random_bytes_never_raise_anything_else(header: bytes, body: bytes) -> None:
    """Fuzz: any bytes give a value, `Garbled` or `Closed`."""
    raw = PREFIX.pack(len(header), len(body)) + header + body
    with contextlib.suppress(Garbled, Closed):
        receive(raw)


NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.tuples(
        st.sampled_from(["t", "a", "l", "u", "d", "h", "f", "x"]), inner, st.lists(inner, max_size=3), inner, inner
    ),
    max_leaves=8,
)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(node=NODES, body=st.binary(max_size=100))
def test_random_nodes_never_raise_anything_else(node: Any, body: bytes) -> None:
    """Fuzz: well-formed MessagePack with wrong fields gives a value, `Garbled` or `Closed`."""
    try:
        encoded = msgspec.msgpack.encode(["ok", node])
    except OverflowError:
        return
    with contextlib.suppress(Garbled, Closed):
        receive(PREFIX.pack(len(encoded), len(body)) + encoded + body)


def test_a_slow_sender_is_late(ends: tuple[Channel, Channel]) -> None:
    """The deadline is for the whole frame: half a frame does not buy more time."""
    ends[0]._line.sendall(struct.pack("<I", 3))

    with pytest.raises(Late):
        ends[1].receive(deadline=time.monotonic() + 0.05)


def test_hanging_up_is_closed(ends: tuple[Channel, Channel]) -> None:
    """When the other side is gone, the reader is told so."""
    ends[0].close()

    with pytest.raises(Closed):
        ends[1].receive()


def test_memory_is_taken_as_bytes_come(ends: tuple[Channel, Channel]) -> None:
    """A prefix that claims the largest body, with nothing behind it, costs a megabyte and not what it claims."""
    ends[0]._line.sendall(PREFIX.pack(1, 256 << 20) + b"\xc0" + bytes(1000))
    tracemalloc.start()
    try:
        with pytest.raises(Late):
            ends[1].receive(deadline=time.monotonic() + 0.05)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 4 << 20


def test_all_frames_together_are_bounded() -> None:
    """A checker keeps what came back; a submission that sends frame after frame reaches an end."""
    here, there = socket.socketpair()
    sender, receiver = Channel(here), Channel(there, max_received=100_000)
    with here, there:
        sender.send("ok", torch.zeros(10_000))
        receiver.receive()
        for _ in range(2):
            sender.send("ok", torch.zeros(10_000))
        receiver.receive()
        with pytest.raises(Garbled, match="altogether"):
            receiver.receive()


def test_an_axis_of_zero_does_not_excuse_the_others() -> None:
    """A tensor without entries whose other axes are beyond counting is garbled, not an error of torch's."""
    with pytest.raises(Garbled):
        receive(frame(["ok", ["t", "float32", [0, 1 << 27, 1 << 27, 1 << 27], None, False]]))


def test_a_large_body_arrives_whole() -> None:
    """A body that is read in several steps keeps its bytes."""
    body = bytes(range(256)) * 20_000

    arrived = receive(frame(["ok", ["t", "uint8", [len(body)], None, False]], body))

    assert arrived.numpy().tobytes() == body
