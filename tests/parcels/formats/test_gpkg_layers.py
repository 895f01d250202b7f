"""A GeoPackage by its mark, its views that are not read, and one that is written with styles."""

import datetime as dt
import sqlite3
from contextlib import closing

import geopandas as gpd
import pytest
import shapely

from geokit.errors import FormatError, OutputError
from geokit.parcels.formats._base import Opening
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats.gpkg import GeoPackage, StyledLayer, write_geopackage

BOXES = [shapely.box(0, 0, 9, 9), shapely.box(20, 0, 29, 9)]
FRAME = gpd.GeoDataFrame({"DKBH": ["a", "b"]}, geometry=BOXES, crs=4548)


def rows(path, query):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b"SQLite format 3\0" + bytes(52) + b"GPKG", True),
        (b"SQLite format 3\0" + bytes(52) + b"GP10", True),
        (b"SQLite format 3\0" + bytes(52) + b"GP11x", True),
        (b"SQLite format 3\0" + bytes(52) + b"GP12", False),
        (b"SQLite format 3\0" + bytes(51) + b"GPKG", False),
        (b"SQLite format 4\0" + bytes(52) + b"GPKG", False),
    ],
)
def test_a_geopackage_calls_itself_so(head, is_one):
    assert GeoPackage().sniff(Opening(head)) == is_one


@pytest.fixture
def gpkg(tmp_path):
    def make(*statements):
        FRAME.to_file(tmp_path / "x.gpkg", layer="parcels")
        with closing(sqlite3.connect(tmp_path / "x.gpkg")) as database, database:
            for statement in statements:
                database.execute(statement)
        return tmp_path / "x.gpkg"

    return make


VIEW = "CREATE VIEW v AS SELECT * FROM parcels"
UNLISTED = "DELETE FROM gpkg_contents"


def test_a_view_is_not_read_and_named(gpkg):
    path = gpkg(VIEW, "CREATE VIEW w AS SELECT 1")
    reading = GeoPackage().read(path, ReadOptions())
    assert reading.record.tolist() == [1, 2]
    (said,) = reading.notices
    assert said.en == "views, which are queries, were not read: v, w; save them as layers if they are needed"
    assert GeoPackage().rows(path, ReadOptions()) is None
    assert [each.name for each in GeoPackage().layers(path)] == ["parcels"]
    with pytest.raises(FormatError) as caught:
        GeoPackage().read(path, ReadOptions(layer="v"))
    assert caught.value.localize("en") == (
        "what is to be read is a view, a query, and not read: v, w; save it as a layer"
    )


def test_a_file_of_views_alone_is_refused_as_such(gpkg):
    statements = ("DROP TABLE rtree_parcels_geom", "DELETE FROM gpkg_extensions", "DELETE FROM gpkg_geometry_columns",
                  "DELETE FROM gpkg_ogr_contents", UNLISTED, "DROP TABLE parcels")  # fmt: skip
    listed = "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('v', 'features', 4548)"
    path = gpkg(*statements, "CREATE VIEW v AS SELECT 1", listed)
    for ask in (lambda: GeoPackage().read(path, ReadOptions()), lambda: GeoPackage().layers(path)):
        with pytest.raises(FormatError, match="is a view, a query, and not read: v;"):
            ask()


@pytest.mark.parametrize("count", [0, 1])
def test_a_file_that_has_no_views_says_nothing_of_them(gpkg, count):
    reading = GeoPackage().read(gpkg(*["CREATE TABLE notes (a)"] * count), ReadOptions())
    assert reading.notices == []
    assert GeoPackage().rows(gpkg(), ReadOptions()).count == 2


def styled(name, frame=FRAME, kind="MultiPolygon"):
    return StyledLayer(name, f"{name} 题", f"{name}\x1b 说", kind, frame, f"<qgis {name}/>")


def test_layers_have_their_style_title_and_system(tmp_path):
    path = tmp_path / "x.gpkg"
    points = FRAME.set_geometry(FRAME.centroid).set_crs(None, allow_override=True)
    write_geopackage([styled("b"), styled("a", points, "Point")], path, day=dt.date(2025, 3, 7))
    stamp = "2025-03-07T00:00:00.000Z"
    assert rows(
        path, "SELECT table_name, data_type, identifier, description, last_change, srs_id FROM gpkg_contents"
    ) == [
        ("b", "features", "b 题", "b␛ 说", stamp, 4548),
        ("a", "features", "a 题", "a␛ 说", stamp, -1),
        ("layer_styles", "attributes", "layer_styles", "", stamp, None),
    ]
    assert rows(path, "SELECT * FROM layer_styles") == [
        (1, "", "", "b", "geom", "b", "<qgis b/>", None, 1, None, "", None, stamp),
        (2, "", "", "a", "geom", "a", "<qgis a/>", None, 1, None, "", None, stamp),
    ]
    assert rows(path, "SELECT table_name, geometry_type_name, srs_id FROM gpkg_geometry_columns") == [
        ("b", "MULTIPOLYGON", 4548),
        ("a", "POINT", -1),
    ]
    assert rows(path, "SELECT count(*) FROM b UNION ALL SELECT count(*) FROM a") == [(2,), (2,)]
    again = tmp_path / "y.gpkg"
    write_geopackage([styled("b"), styled("a", points, "Point")], again, day=dt.date(2025, 3, 7))
    assert again.read_bytes() == path.read_bytes()


def test_a_name_of_the_styles_own_is_refused(tmp_path):
    with pytest.raises(OutputError, match=r"x\.gpkg|layer_styles"):
        write_geopackage([styled("layer_styles")], tmp_path / "x.gpkg", day=dt.date(2025, 3, 7))
