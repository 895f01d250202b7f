"""Every parcel and every notice of the sample files, held against files_as_read.txt."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import shapely

import geokit as gk
from geokit.parcels.diagnostics import notices_of, unreadable_of

FOLDER = Path(__file__).parent
# GDAL reads the others, each version in its own manner.
OWN = ("arrow", "csv", "dat", "dxf", "geoparquet", "kml", "txt", "xlsx")
NAMES = [
    path.relative_to(FOLDER).as_posix()
    for path in sorted([*FOLDER.glob("txt/*.txt"), *FOLDER.glob("samples/*/*")])
    if path.parent.name in OWN
]


def read(name):
    """Yield what is read of a file: its parcels, what was noticed, what could not be read; or why it is refused."""
    try:
        frame = gk.read_parcels(FOLDER / name)
    except gk.GeokitError as error:
        yield f"refused: {error.localize('en').replace(str(FOLDER), '')}"
        return
    yield f"in {None if frame.crs is None else frame.crs.to_string()}"
    for row in frame.assign(geometry=drawn(frame)).drop(columns="source").to_dict("records"):
        yield "; ".join(f"{key} {value}" for key, value in row.items() if not pd.isna(value))
    yield from (f"  {each.code} {each.line} {each.localize('en')}" for each in notices_of(frame))
    yield from (f"  unread: {each}" for each in unreadable_of(frame))


def drawn(frame):
    return shapely.to_wkt(frame.geometry.to_numpy(), rounding_precision=4)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore")
def test_a_file_is_read_as_it_is_written_down(name, facts):
    facts.hold(name, read(name))


def test_nothing_is_written_down_that_is_no_file(facts):
    assert sorted(facts.known) == sorted(NAMES)
