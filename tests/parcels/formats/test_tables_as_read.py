"""Every parcel and every remark of odd tables of boundary points, held against tables_as_read.txt."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from odd_blocks import BLOCKS, FIGURES, SORTED
from odd_gaps import GAPS, TITLES
from odd_parcels import PARCELS, RINGS

import geokit as gk
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats.points.table import collect, reading_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TABLES = GAPS | TITLES | PARCELS | RINGS | BLOCKS | SORTED | FIGURES


def as_read(lines: Sequence[str], options: ReadOptions) -> Iterator[str]:
    """Yield what is read of a table: its parcels, what was noticed, what could not be read; or why it is refused."""
    rows = list(csv.reader(lines))
    try:
        reading = reading_of([collect(rows, range(1, len(rows) + 1))], options)
    except gk.GeokitError as error:
        yield f"refused: {error.localize('en')}"
        return
    # Also where no parcel is left.
    assert reading.record.dtype == reading.line.dtype == np.int64
    assert reading.geometry.dtype == object
    yield f"in {reading.crs and reading.crs.name}, {reading.decimals} decimals"
    for at, shape in enumerate(shapely.to_wkt(reading.geometry, rounding_precision=8, trim=True)):
        held = {name: values[at] for name, values in reading.columns.items() if values[at] is not None}
        yield f"{reading.record[at]} line {reading.line[at]} {held} {shape}"
    for notice in reading.notices:
        yield f"  {notice.code}: {notice.localize('en')}"
    for each in reading.unreadable:
        yield f"  unread {each.record} ring {each.ring}: {each.code}: {each.localize('zh')}"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_read_as_it_is_written_down(name, facts):
    facts.hold(name, as_read(TABLES[name], ReadOptions()))
