"""Schematic outlines leave geokit only where that is asked for, and never without what says so beside them."""

from __future__ import annotations

import pytest

import geokit as gk
from geokit.errors import OutputError
from geokit.parcels.formats._base import known_formats
from geokit.parcels.schematic import is_schematic
from geokit.testing import make_parcels, square

WRITERS = {each.suffixes[0]: each for each in known_formats().values() if each.can_write}
# A row a parcel in its own columns; a workbook has no shapes then.
KEEPING = [*(suffix for suffix, each in WRITERS.items() if each.keeps_columns), ".csv"]
POINTS = [(".txt", None), (".dxf", None), (".xlsx", None), (".xlsx", "point-tables"), (".csv", "points")]


@pytest.fixture
def frame():
    shapes = [square(0, 0, 100), square(200, 0, 100)]
    return make_parcels(shapes).assign(basis=["surveyed", "示意"], uncertainty_m=[None, 5000.0])


def test_every_format_is_one_or_the_other():
    assert {*KEEPING, *(suffix for suffix, _ in POINTS)} == {*WRITERS}


@pytest.mark.parametrize("suffix", KEEPING)
def test_a_schematic_outline_is_written_where_asked_with_its_columns(frame, tmp_path, suffix):
    path = tmp_path / f"out{suffix}"
    with pytest.raises(OutputError, match=r"1 outline is schematic \(B\): .* say so \(schematic=\)"):
        gk.write_parcels(frame, path)
    assert not path.exists()
    gk.write_parcels(frame.iloc[:1], path)
    if suffix == ".shp":
        with pytest.warns(gk.DataLossWarning, match="uncertainty_m → uncertaint"):
            gk.write_parcels(frame, path, schematic=True)
    else:
        gk.write_parcels(frame, path, schematic=True)
    back = gk.read_parcels(path)
    assert back["basis"].tolist() == ["surveyed", "示意"]
    [column] = [name for name in back.columns if str(name).startswith("uncertaint")]
    assert float(back[column].iloc[1]) == 5000
    assert is_schematic(back).tolist() == [False, True]


@pytest.mark.parametrize(("suffix", "layout"), POINTS)
@pytest.mark.parametrize("schematic", [False, True])
def test_a_format_without_columns_takes_none(frame, tmp_path, suffix, layout, schematic):
    path = tmp_path / f"out{suffix}"
    with pytest.raises(OutputError, match="cannot say so beside them"):
        gk.write_parcels(frame, path, layout=layout, schematic=schematic)
    assert not path.exists()


def test_a_table_of_rows_without_shapes_is_asked_for_too(frame, tmp_path):
    with pytest.raises(OutputError, match="1 outline is schematic"):
        gk.write_parcels(frame, tmp_path / "out.xlsx", layout="parcels")
    gk.write_parcels(frame, tmp_path / "out.xlsx", layout="parcels", schematic=True)


def test_parcel_sheets_have_no_corners_of_a_schematic_outline(frame, tmp_path):
    with pytest.raises(OutputError, match="there are no boundary points"):
        gk.save_parcel_sheets(frame, tmp_path / "out.pdf")


@pytest.mark.parametrize(
    ("column", "value"), [("依据", "示意"), ("Basis", " Schematic "), ("边界依据", "示意")]
)
def test_a_column_says_it_in_either_language(column, value):
    frame = make_parcels([square(0, 0, 100)]).assign(**{column: [value]})
    assert is_schematic(frame).all()


def test_what_ships_is_refused(tmp_path):
    catalog = gk.load_catalog()
    for path in catalog.folder.rglob("*.geojson"):
        with pytest.raises(OutputError, match="1 outline is schematic"):
            gk.write_parcels(path, tmp_path / "out.gpkg")
