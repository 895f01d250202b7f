"""Shapefiles written byte by byte, as no library would write them."""

import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.workbook_files import write_workbook

Ring = list[tuple[float, float]]
FIELDS = ((b"DKBH", "C", 10, 0), (b"DKMJ", "N", 12, 2))


def _content(rings: Sequence[Ring] | None) -> bytes:
    if rings is None:
        return struct.pack("<i", 0)
    points = [point for ring in rings for point in ring]
    starts = [sum(map(len, rings[:at])) for at in range(len(rings))]
    xs, ys = zip(*points, strict=True)
    head = struct.pack("<i4d2i", 5, min(xs), min(ys), max(xs), max(ys), len(rings), len(points))
    return head + struct.pack(f"<{len(rings)}i", *starts) + b"".join(struct.pack("<2d", *at) for at in points)


def _header(size: int) -> bytes:
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, size // 2) + struct.pack(
        "<2i8d", 1000, 5, 0, 0, 1e8, 1e8, *[0] * 4
    )


def _write_shapes(path: Path, shapes: Sequence[Sequence[Ring] | None]) -> None:
    body, index = b"", b""
    for number, rings in enumerate(shapes, start=1):
        content = _content(rings)
        index += struct.pack(">2i", (100 + len(body)) // 2, len(content) // 2)
        body += struct.pack(">2i", number, len(content) // 2) + content
    path.write_bytes(_header(100 + len(body)) + body)
    path.with_suffix(".shx").write_bytes(_header(100 + len(index)) + index)


def _write_table(path: Path, fields, rows, driver: int, deleted: Sequence[int]) -> None:
    size = 1 + sum(width for _, _, width, _ in fields)
    head = struct.pack("<4BIHH20x", 3, 126, 1, 1, len(rows), 33 + 32 * len(fields), size)
    data = head[:29] + bytes([driver]) + head[30:]
    for name, kind, width, decimals in fields:
        data += name[:11].ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([width, decimals]) + bytes(14)
    data += b"\r"
    for at, row in enumerate(rows):
        data += b"*" if at in deleted else b" "
        for value, (_, kind, width, _) in zip(row, fields, strict=True):
            data += (value.rjust(width) if kind in "NF" else value.ljust(width))[:width]
    path.write_bytes(data + b"\x1a")


@pytest.fixture
def raw_shapefile(tmp_path: Path) -> Callable[..., Path]:
    """Write a shapefile of rings and of rows of bytes; the two need not go together."""

    def write(shapes, rows, fields=FIELDS, *, driver=0, deleted=(), cpg=None) -> Path:
        path = tmp_path / "x.shp"
        _write_shapes(path, shapes)
        _write_table(path.with_suffix(".dbf"), fields, rows, driver, deleted)
        if cpg is not None:
            path.with_suffix(".cpg").write_text(cpg)
        return path

    return write


@pytest.fixture
def ring() -> Callable[..., Ring]:
    """Draw the ring of a box in zone 39, clockwise or not, by its corner's distance from a point."""

    def draw(east: float, north: float, width: float, height: float, *, clockwise: bool = True) -> Ring:
        west, south = 39_462_000 + east, 2_580_000 + north
        points = [
            (west, south),
            (west, south + height),
            (west + width, south + height),
            (west + width, south),
        ]
        return [*points, points[0]] if clockwise else [*points, points[0]][::-1]

    return draw


@pytest.fixture
def xlsx(tmp_path):
    """Return what writes a workbook of some sheets, each of rows."""

    def write(**sheets):
        return write_workbook(tmp_path / "成果表.xlsx", sheets)

    return write
