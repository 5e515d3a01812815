"""An array as a PNG: what a lab shows of filters, attention maps and images."""

import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LARGEST", "encoded", "pixels", "tiles"]

LARGEST = 512
"""Pixels on a side: an experiment shows little images, which the page enlarges."""

_BLUE, _WHITE, _RED = np.array([33, 102, 172.0]), np.array([247, 247, 247.0]), np.array([178, 24, 43.0])


def pixels(
    array: Any, *, low: float | None = None, high: float | None = None, signed: bool = False
) -> NDArray[np.uint8]:
    """Give the bytes of an image, (height, width) or (height, width, 3).

    Args:
        array: (height, width) of values, or (height, width, 3) of red, green and blue from 0 to 1; of numpy, torch
            or lists.
        low: What is black; the smallest value by default.
        high: What is white; the largest value by default.
        signed: Zero is white, negative values are blue, positive ones red.
    """
    values = np.asarray(array.detach().cpu() if hasattr(array, "detach") else array, dtype=np.float64)
    if values.ndim not in (2, 3) or (values.ndim == 3 and values.shape[2] != 3):  # noqa: PLR2004  red, green, blue
        raise ValueError(f"an image has the shape (height, width) or (height, width, 3), not {values.shape}")
    if not 0 < min(values.shape[:2]) <= max(values.shape[:2]) <= LARGEST:
        raise ValueError(f"an image has 1 to {LARGEST} pixels on a side, not {values.shape[:2]}")
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    if values.ndim == 3:  # noqa: PLR2004
        return _bytes(values)
    if signed:
        span = max(abs(low or 0.0), abs(high or 0.0)) or float(np.abs(values).max()) or 1.0
        return _signed(np.clip(values / span, -1, 1))
    bottom = float(values.min()) if low is None else low
    top = float(values.max()) if high is None else high
    return _bytes((values - bottom) / ((top - bottom) or 1.0))


def tiles(images: Any, *, columns: int = 8) -> NDArray[np.float64]:
    """Lay images (N, height, width) out in a grid with a line of the lowest value between them."""
    stack = np.asarray(images.detach().cpu() if hasattr(images, "detach") else images, dtype=np.float64)
    count, height, width = stack.shape
    columns = min(columns, count)
    rows = -(-count // columns)
    grid = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), stack.min())
    for index, image in enumerate(stack):
        top, left = index // columns * (height + 1), index % columns * (width + 1)
        grid[top : top + height, left : left + width] = image
    return grid


def encoded(image: NDArray[np.uint8]) -> bytes:
    """Write pixels as a PNG (W3C recommendation, third edition: a filter byte 0 before each row, then deflate)."""
    height, width = image.shape[:2]
    colour_type = 0 if image.ndim == 2 else 2  # noqa: PLR2004  grey or red, green, blue
    rows = np.ascontiguousarray(image).reshape(height, -1)
    filtered = np.concatenate([np.zeros((height, 1), dtype=np.uint8), rows], axis=1).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(filtered)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _bytes(shares: NDArray[np.float64]) -> NDArray[np.uint8]:
    whole: NDArray[np.uint8] = (np.clip(shares, 0, 1) * 255).round().astype(np.uint8)
    return whole


def _signed(shares: NDArray[np.float64]) -> NDArray[np.uint8]:
    size = np.abs(shares)[..., None]
    ends = np.where(shares[..., None] < 0, _BLUE, _RED)
    whole: NDArray[np.uint8] = (_WHITE + size * (ends - _WHITE)).round().astype(np.uint8)
    return whole
