"""What a PDF draws, in its own units."""

from __future__ import annotations

import re
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

POINTS_PER_MM = 72 / 25.4


def streams(path: Path) -> list[str]:
    """The drawing instructions of each page of a PDF."""
    found = re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.DOTALL)
    pages = []
    for data in found:
        try:
            pages.append(zlib.decompress(data).decode("latin-1"))
        except zlib.error:
            continue
    return [page for page in pages if " l\n" in page and "BT" in page]


def lengths_mm(page: str) -> list[float]:
    """The lengths of all straight lines of a page, in millimetres of paper."""
    found = []
    for path in re.findall(r"((?:[-\d.]+ [-\d.]+ [ml]\n)+)", page):
        points = np.array([[float(x), float(y)] for x, y, _ in (line.split() for line in path.splitlines())])
        found += [float(np.hypot(*(other - one))) / POINTS_PER_MM for one, other in pairwise(points)]
    return found
