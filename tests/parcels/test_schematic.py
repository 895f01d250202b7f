"""Schematic outlines leave geokit only where that is asked for, and never without what says so beside them."""

from __future__ import annotations

import pytest

import geokit as gk
from geokit.errors import OutputError
from geokit.land.schematic import is_circle
from geokit.parcels.formats._base import known_formats
from geokit.parcels.schematic import is_schematic
from geokit.testing import make_parcels, make_park, ring, square
from tests.programme.traced import PARK, TRACED, schematic_zone

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
    ("column", "value"),
    [
        ("依据", "示意"),
        ("Basis", " Schematic "),
        ("边界依据", "示意边界"),
        ("basis", "示意图（位置不详）"),
        ("basis", "schematic outline"),
    ],
)
def test_a_column_says_it_in_either_language(column, value):
    frame = make_parcels([square(0, 0, 100)]).assign(**{column: [value]})
    assert is_schematic(frame).all()


@pytest.mark.parametrize("value", ["surveyed", "非示意", "not schematic", "non-schematic", None, 0])
def test_what_is_no_sketch_says_otherwise(value):
    assert not is_schematic(make_parcels([square(0, 0, 100)]).assign(basis=[value])).any()


@pytest.mark.filterwarnings("ignore::geokit.DataLossWarning")
@pytest.mark.parametrize("suffix", KEEPING)
def test_a_traced_outline_is_written_as_a_circle_of_its_area(tmp_path, suffix):
    path = tmp_path / f"out{suffix}"
    frame = make_parcels([square(0, 0, 100), TRACED]).assign(basis=["surveyed", "schematic"])
    notices = gk.write_parcels(frame, path, schematic=True)
    assert [each.code for each in notices][:2] == ["drawn_as_circles", "uncertainty_unknown"]
    assert "uncertainty_m is blank: B" in notices[1].localize("en")
    back = gk.read_parcels(path).to_crs(4548)
    assert [is_circle(shape) for shape in back.geometry] == [False, True]
    areas = gk.measure_area(back.geometry, 4548)
    assert areas == pytest.approx(gk.measure_area(frame.geometry, 4548), rel=1e-6)
    # What is blank everywhere stands nowhere in a KML.
    assert suffix == ".kml" or any(str(name).startswith("uncertaint") for name in back.columns)


def test_a_circle_stays_to_the_last_digit(tmp_path):
    frame = gk.load_catalog().outline_frame(schematic=True)
    gk.write_parcels(frame, tmp_path / "out.parquet", schematic=True)
    back = gk.read_parcels(tmp_path / "out.parquet")
    assert all(one.equals_exact(other) for one, other in zip(frame.geometry, back.geometry, strict=True))


def test_what_no_circle_can_be_drawn_of_is_refused(tmp_path):
    bow = ring((0, 0), (100, 50), (100, 0), (0, 60))
    frame = make_parcels([bow, square(0, 0, 2)]).assign(basis="schematic")
    with pytest.raises(OutputError, match=r"no circle of equal area can be drawn \(A, B\)"):
        gk.write_parcels(frame, tmp_path / "out.gpkg", schematic=True)


@pytest.mark.filterwarnings("ignore::geokit.DataLossWarning")
@pytest.mark.parametrize("suffix", [".dxf", ".txt", ".shp", ".geojson"])
def test_an_outline_that_park_toml_calls_schematic_is_one_by_itself(tmp_path, suffix):
    toml = PARK.replace("outline.geojson", f"gis/outline{suffix}") + schematic_zone("built", "surveyed")
    folder = tmp_path / "park"
    (folder / "gis").mkdir(parents=True)
    (folder / "park.toml").write_text(toml, encoding="utf-8")
    for name in (f"gis/outline{suffix}", "built.geojson"):
        gk.write_parcels(make_parcels([TRACED]), folder / name)
    crs = "EPSG:4548" if suffix == ".dxf" else None
    found = gk.read_parcels(folder / f"gis/outline{suffix}", crs=crs)
    assert found[["basis", "uncertainty_m"]].values.tolist() == [["schematic", 5000.0]]
    assert "schematic_beside" in [notice.code for notice in gk.notices_of(found)]
    assert "basis" not in gk.read_parcels(folder / "built.geojson")
    with pytest.raises(OutputError, match="1 outline is schematic"):
        gk.write_parcels(folder / f"gis/outline{suffix}", tmp_path / "out.gpkg", crs=crs)


def test_a_park_toml_that_begins_with_a_byte_order_mark_calls_it_schematic_too(tmp_path):
    gk.write_parcels(make_parcels([TRACED]), tmp_path / "outline.geojson")
    (tmp_path / "park.toml").write_text(PARK, encoding="utf-8-sig")
    assert gk.read_parcels(tmp_path / "outline.geojson")["basis"].tolist() == ["schematic"]


@pytest.mark.parametrize(
    "toml",
    ["no toml at all [", "a = " + "[" * 5000, "boundary = 3\nzones = 4", '[boundary]\nbasis = "schematic"'],
)
def test_a_park_toml_that_says_nothing_of_a_file_changes_nothing(tmp_path, toml):
    gk.write_parcels(make_parcels([TRACED]), tmp_path / "outline.geojson")
    (tmp_path / "park.toml").write_text(toml, encoding="utf-8")
    assert "basis" not in gk.read_parcels(tmp_path / "outline.geojson")


def test_a_column_that_is_taken_for_another_still_says_it(tmp_path):
    gk.write_parcels(
        make_parcels([TRACED]).assign(basis="schematic"), tmp_path / "out.geojson", schematic=True
    )
    found = gk.read_parcels(tmp_path / "out.geojson", columns={"basis": "name"})
    assert found["name"].tolist() == ["schematic"]
    assert is_schematic(found).all()


def test_a_file_that_says_it_is_a_sketch_is_no_survey(tmp_path):
    park = make_park(
        tmp_path, PARK.replace('"schematic"', '"surveyed"'), outlines={"outline.geojson": TRACED}
    )
    gk.write_parcels(
        make_parcels([TRACED]).assign(basis="schematic"), park.folder / "outline.geojson", schematic=True
    )
    with pytest.raises(gk.CatalogError, match=r'says of itself that it is schematic.*"surveyed"'):
        _ = gk.load_catalog(park.folder.parent)["park"].boundary


def test_sheets_of_others_are_drawn_without_it(tmp_path):
    frame = make_parcels([square(0, 0, 100), square(100, 0, 100)]).assign(basis=["surveyed", "schematic"])
    with pytest.warns(gk.DataLossWarning, match=r"schematic \(B\), place not known") as said:
        gk.save_parcel_sheets(frame, tmp_path / "a.pdf", ids=["A"])
    assert said[0].filename == __file__
    alone = gk.save_parcel_sheets(frame.iloc[:1], tmp_path / "b.pdf", ids=["A"])
    with pytest.warns(gk.DataLossWarning, match="not drawn as neighbours"):
        gk.save_parcel_sheets(frame.iloc[:1], tmp_path / "c.pdf", ids=["A"], neighbours=frame.iloc[1:])
    assert {path.read_bytes() for path in tmp_path.glob("*.pdf")} == {alone.read_bytes()}
    with pytest.raises(OutputError, match="there are no boundary points"):
        gk.save_parcel_sheets(frame, tmp_path / "d.pdf", ids=["A", "B"])


def test_what_ships_is_refused(tmp_path):
    catalog = gk.load_catalog()
    for path in catalog.folder.rglob("*.geojson"):
        with pytest.raises(OutputError, match="1 outline is schematic"):
            gk.write_parcels(path, tmp_path / "out.gpkg")
