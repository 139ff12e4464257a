"""Draws small pictures point by point, so that no picture of somebody else is needed."""

import struct
import zlib
from collections.abc import Callable

_FINE = 4
"""Points a pixel is measured at in each direction, so that edges are smooth."""
Colour = tuple[int, int, int, int]
Shape = Callable[[float, float], bool]


def png(size: int, colour: Callable[[float, float], Colour]) -> bytes:
    """Return a square picture whose points have the colours that a function says."""
    rows = bytearray()
    for row in range(size):
        rows.append(0)  # no filter
        for column in range(size):
            points = [
                colour(column + (x + 0.5) / _FINE, row + (y + 0.5) / _FINE) for x in range(_FINE) for y in range(_FINE)
            ]
            rows += bytes(round(sum(values) / len(points)) for values in zip(*points, strict=True))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bubble(left: float, top: float, right: float, bottom: float, round_by: float) -> Shape:
    """Return a rectangle with round corners and a tail below its left part."""
    tail = round_by * 1.1

    def inside(x: float, y: float) -> bool:
        across = max(left + round_by - x, 0, x - right + round_by)
        down = max(top + round_by - y, 0, y - bottom + round_by)
        body = left <= x <= right and top <= y <= bottom and across**2 + down**2 <= round_by**2
        below = y - bottom
        return body or (0 <= below <= tail and left + round_by <= x <= left + round_by + tail - below)

    return inside


def tick(x_corner: float, y_corner: float, step: float, thick: float) -> Shape:
    """Return a tick: down to the right, then up, twice as long."""
    low = (x_corner + step, y_corner + step)
    lines = (((x_corner, y_corner), low), (low, (low[0] + 2 * step, low[1] - 2 * step)))

    def near(x: float, y: float) -> bool:
        return any(_distance(x, y, start, end) <= thick for start, end in lines)

    return near


def _distance(x: float, y: float, start: tuple[float, float], end: tuple[float, float]) -> float:
    across, down = end[0] - start[0], end[1] - start[1]
    along = ((x - start[0]) * across + (y - start[1]) * down) / (across**2 + down**2)
    along = min(max(along, 0.0), 1.0)
    return float(((x - start[0] - along * across) ** 2 + (y - start[1] - along * down) ** 2) ** 0.5)
