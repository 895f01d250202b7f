"""The door: whatever a planner has parcels in is taken, and what holds none is told what to do instead."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

import geokit as gk
from geokit.errors import CrsError, FormatError, InputError, UnknownNameError
from geokit.parcels.given import canonical_tables, given_parcels, given_tables
from geokit.testing import findings_of, make_parcels, square

PLOTS = [square(0, 0, 100), square(100, 0, 100)]
IN_39 = gpd.GeoDataFrame({"DKBH": ["A", "B"]}, geometry=PLOTS, crs=4548)


def written(folder: Path, name: str, frame: gpd.GeoDataFrame = IN_39) -> Path:
    gk.write_parcels(frame, folder / name)
    return folder / name


class Stream:
    """A table of a library that is not here: all that is known of it is Arrow's interface."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def wkb_table(kind: pa.DataType, name: str = "geom", **more: object) -> pa.Table:
    return pa.table({"id": ["A", "B"], name: pa.array(shapely.to_wkb(PLOTS), kind), **more})


def test_a_table_is_the_same_object_and_everything_else_becomes_one():
    series = IN_39.geometry
    for given in (
        series,
        series.array,
        series.to_numpy(),
        list(series),
        [IN_39],
        (IN_39, series),
        iter([IN_39]),
        [[IN_39]],
    ):
        for table in given_tables(given):
            assert isinstance(table, gpd.GeoDataFrame)
            assert list(table.geometry) == PLOTS
    own = IN_39.set_index(pd.Index(["r7", "r9"]))
    assert given_tables([own, own.geometry])[0] is own
    assert list(given_tables(own.geometry)[0].index) == ["r7", "r9"]
    assert len(given_tables(PLOTS[0])[0]) == 1


def test_files_and_tables_in_one_list_are_brought_into_the_first_system(tmp_path):
    path = written(tmp_path, "一期.txt", IN_39.to_crs(4527))
    frame = given_parcels([IN_39, path, IN_39.to_crs(4549).rename(columns={"DKBH": "宗地编码"})])
    assert frame.crs == IN_39.crs
    assert frame["id"].tolist() == ["A", "B"] * 3
    assert frame["source"].tolist()[2:4] == ["一期.txt"] * 2
    np.testing.assert_allclose(shapely.area(frame.geometry), 1e4, rtol=1e-4)
    said = [notice.localize("en") for notice in gk.notices_of(frame) if notice.code == "crs_brought_together"]
    assert said[0].startswith("一期.txt is in CGCS2000 / 3-degree Gauss-Kruger zone 39 and was brought into")
    assert said[1].startswith("table 3 is in")


def test_what_a_pattern_finds_beside_a_shapefile_belongs_to_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "二期.shp")
    written(tmp_path, "一期.gpkg")
    assert len(list(Path().glob("*期.*"))) > 3
    assert gk.ledger(Path().glob("*期.*")).to_frame()["phase"].tolist() == ["一期", "二期", "total"]
    with pytest.raises(InputError, match=r"Did you mean 一期\.gpkg"):
        gk.audit("一期")


def test_systems_of_two_datums_are_named_with_their_files(tmp_path):
    old = written(tmp_path, "old.gpkg", IN_39.set_crs(2384, allow_override=True))
    new = written(tmp_path, "new.gpkg")
    for call in (gk.ledger, gk.park_map, given_parcels):
        with pytest.raises(CrsError, match=r"new.gpkg is in CGCS2000.* and old.gpkg in Xian 1980"):
            call([new, old])
    # An audit is of what can be audited, and names the rest.
    report = gk.audit([new, old])
    assert [finding.subjects for finding in findings_of(report, "crs_mixed")] == [("old.gpkg",)]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    paths = []
    for month in ("5月", "6月"):
        (tmp_path / month).mkdir()
        paths.append(written(tmp_path / month, "地块.gpkg"))
    assert [table["source"].iloc[0] for table in given_tables(paths)] == [
        str(Path("5月", "地块.gpkg")),
        str(Path("6月", "地块.gpkg")),
    ]
    report = gk.audit(paths)
    assert {finding.subjects for finding in findings_of(report, "duplicate_id")} == {
        ("row:0", "row:2"),
        ("row:1", "row:3"),
    } or len(findings_of(report, "duplicate_id")) == 2
    assert len(gk.ledger(paths).parcels) == 4


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.binary_view()])
def test_arrow_with_wkb_alone_has_no_system_until_it_is_given(kind):
    stream = Stream(wkb_table(kind))
    assert given_parcels(stream).crs is None
    with pytest.raises(CrsError):
        gk.ledger(stream)
    assert gk.ledger(stream, crs=4548).net.mu == 30


def test_arrow_with_its_system_in_the_metadata(tmp_path):
    for encoding in ("WKB", "geoarrow"):
        table = pa.table(IN_39.to_arrow(geometry_encoding=encoding))
        frame = given_parcels(Stream(table))
        assert frame.crs.to_epsg() == 4548
        assert list(frame.geometry) == PLOTS
        IN_39.to_parquet(tmp_path / "x.parquet", geometry_encoding=encoding)
        # The file's metadata stand above the columns, not beside them.
        frame = given_parcels(pq.read_table(tmp_path / "x.parquet"))
        assert (frame.crs.to_string(), frame["id"].tolist()) == ("EPSG:4548", ["A", "B"])


def test_arrow_without_a_column_that_can_hold_shapes():
    blobs = pa.array([b"abc", b"def"])
    for table, words in (
        (pa.table({"id": ["A"], "mu": [1.0]}), "no column of shapes .* its columns: id, mu"),
        (wkb_table(pa.binary(), "one", two=blobs), "several binary columns: one, two"),
        (pa.table({"photo": blobs}), "the shapes in “photo” cannot be read"),
    ):
        with pytest.raises(FormatError, match=words):
            given_tables(Stream(table))
    assert list(given_tables(Stream(wkb_table(pa.binary(), "Geometry", photo=blobs)))[0].geometry) == PLOTS
    with pytest.raises(FormatError, match="a whole table is needed"):
        given_tables(pa.chunked_array([shapely.to_wkb(PLOTS)]))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://planner:secret@host/db", r"database \(postgresql\).*read_postgis"),
        ("postgresql+psycopg://planner:secret@host/db", "database"),
        ("PG:dbname=park password=secret", "database"),
        ("host=db.example dbname=park password=secret", "database"),
        ("https://host.example/secret.zip", "download the file first"),
        ("s3://secret/parcels.parquet", "download the file first"),
        (Path("https://host.example/secret.zip"), "download the file first"),
        ("/vsicurl/https://host.example/x.gpkg", "virtual paths are not accepted"),
    ],
)
def test_no_connection_is_made_and_no_password_shown(address, words):
    for call in (gk.audit, gk.read_parcels):
        with pytest.raises(InputError, match=words) as raised:
            call(address)
        assert "vsi" in str(address) or "secret" not in str(raised.value)


def test_a_connection_is_told_what_to_hand_over():
    with (
        closing(sqlite3.connect(":memory:")) as database,
        pytest.raises(InputError, match=r"a Connection is a connection to a database.*read_postgis"),
    ):
        gk.audit(database)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"id": ["A"], "wkt": ["POLYGON ((0 0, 1 0, 1 1, 0 0))"]}, r"“wkt” holds WKT: .*from_wkt\(frame\["),
        ({"id": ["A"], "g": [shapely.to_wkb(PLOTS[0])]}, r"“g” holds WKB: .*from_wkb\(frame\["),
        ({"id": ["A"], "geometry": PLOTS[:1]}, r"“geometry” holds shapes: .*geometry=\"geometry\""),
        (
            {"点号": ["J1"], "X": [2_590_000.0], "Y": [470_000.0]},
            "boundary points.* save it as .xlsx or .csv",
        ),
        ({"id": ["A"]}, "merge it with a table that has them by id"),
    ],
)
def test_a_plain_table_is_told_how_it_gets_shapes(table, words):
    with pytest.raises(InputError, match=words):
        gk.audit(pd.DataFrame(table))


@pytest.mark.parametrize("crs", [None, 4548])
def test_a_table_of_no_parcels_is_an_empty_answer(crs):
    empty = gpd.GeoDataFrame({"DKBH": [], "bz": []}, geometry=[], crs=crs)
    report = gk.audit(empty)
    assert (report.parcels, report.findings) == (0, ())
    made = gk.ledger(empty, as_of="2026-06-01")
    assert made.sentence("en") == "As of 1 June 2026, the table has no parcels."
    assert made.to_frame()["parcels"].tolist() == [0]
    page = gk.park_map(empty).page
    assert [note["en"] for note in page.data["notes"]] == ["There are no parcels."]
    assert gk.compare_parcels(empty, empty).same
    assert len(gk.propose_fixes(empty).changes) == 0
    # Beside others it is in their system.
    assert len(given_parcels([IN_39, empty])) == 2


def test_a_name_of_columns_has_to_be_in_one_of_the_tables(tmp_path):
    other = IN_39.assign(MJ2=[15.0, 15.0])
    named = {"MJ2": "declared_mu"}
    path = written(tmp_path, "other.gpkg", other)
    for given in ([IN_39, other], [other, IN_39], [IN_39, path], given_parcels([IN_39, other])):
        declared = given_parcels(given, columns=named)["declared_m2"]
        assert sorted(declared.dropna()) == [1e4, 1e4]
    for given in (IN_39, [IN_39, IN_39], path):
        with pytest.raises(UnknownNameError, match="MJ3"):
            given_parcels(given, columns={"MJ3": "declared_mu"})
    assert gk.ledger(other, columns=named).to_frame()["declared_mu"].iloc[-1] == 30
    assert not gk.compare_parcels(IN_39, other, columns=named).same


def test_a_system_is_given_to_what_names_none_and_contradicts_nothing(tmp_path):
    bare = IN_39.set_crs(None, allow_override=True)
    assert given_tables([bare, IN_39], crs=4548)[0].crs == IN_39.crs
    path = written(tmp_path, "b.gpkg")
    for given in (IN_39, path, [IN_39, path]):
        with pytest.raises(CrsError, match=r"the parcels are in .* CM 114E was given.*reproject_frame"):
            gk.audit(given, crs=4547)
    # What names another keeps it, beside what names none.
    written(tmp_path, "c.dxf")
    prefixed = written(tmp_path, "d.txt", IN_39.to_crs(4527))
    frame = given_parcels([prefixed, tmp_path / "c.dxf", bare], crs=4548)
    assert frame.crs.to_epsg() == 4527
    np.testing.assert_allclose(frame.geometry.bounds["minx"][::2], 39_470_000, atol=1e-3)
    with pytest.raises(InputError, match="have been read"):
        gk.propose_fixes(gk.audit(IN_39), crs=4548)


def test_files_are_read_as_the_caller_says_and_tables_have_no_such_options(tmp_path):
    IN_39.to_file(tmp_path / "x.gpkg", layer="one")
    IN_39.iloc[:1].to_file(tmp_path / "x.gpkg", layer="two")
    with pytest.raises(InputError, match="layer="):
        gk.ledger(tmp_path / "x.gpkg")
    made = gk.ledger(tmp_path / "x.gpkg", layer="two", phase="二期")
    assert made.to_frame()["phase"].tolist() == ["二期", "total"]
    written(tmp_path, "bare.dxf")
    for bare in (tmp_path / "bare.dxf", IN_39.set_crs(None, allow_override=True)):
        assert given_parcels(bare, zone=39).crs.to_epsg() == 4548
        assert gk.ledger(bare, zone=39).net.mu == 30
    for call in (gk.ledger, gk.park_map, gk.audit):
        with pytest.raises(InputError, match="“phase” is for files"):
            call(IN_39, phase="一期")
        with pytest.raises(InputError, match="Did you mean layer"):
            call(IN_39, layr="x")


def test_an_archive_of_everything_is_one_source(tmp_path):
    frames = {"一期.txt": IN_39.to_crs(4527), "phase2.gpkg": IN_39, "三期.dxf": IN_39, "四期.shp": IN_39}
    for at, (name, frame) in enumerate(frames.items()):
        written(tmp_path, name, frame.set_geometry(frame.translate(0, 200 * at)))
    pd.DataFrame({"地块编号": ["A"], "批次": ["一"]}).to_excel(tmp_path / "台账.xlsx", index=False)
    (tmp_path / "readme.txt").write_text("说明", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in sorted(tmp_path.iterdir()):
            if path.suffix != ".zip":
                archive.write(path, path.name)
    made = gk.ledger(tmp_path / "all.zip", crs=4548)
    assert made.to_frame()["phase"].tolist()[:4] == ["一期", "phase2", "三期", "四期"]
    assert made.net.rounded("mu", 1) == 120
    assert any("台账.xlsx" in line and "readme.txt" in line for line in made.lines("en"))


def test_overlaps_gaps_and_fixes_read_files(tmp_path):
    path = written(tmp_path, "a.gpkg", IN_39.set_geometry([square(0, 0, 100), square(99.95, 0, 100)]))
    found = gk.find_overlaps(path)
    assert found[["left", "right"]].to_numpy().tolist() == [[0, 1]]
    assert found["area_m2"].tolist() == pytest.approx([5.0])
    assert gk.find_overlaps([path], path)["area_m2"].tolist() == pytest.approx([1e4, 5, 5, 1e4])
    assert gk.find_gaps(path).empty
    assert len(gk.propose_fixes(path).changes) == 1
    assert gk.compare_submission([path, IN_39]).files == ("a.gpkg", "table 2")


def test_what_could_not_be_read_is_said_where_nobody_saw_the_table(tmp_path):
    mixed = gpd.GeoDataFrame({"DKBH": ["A", "P"]}, geometry=[PLOTS[0], shapely.Point(0, 0)], crs=4548)
    mixed.to_file(tmp_path / "mixed.gpkg")
    path = tmp_path / "mixed.gpkg"
    assert gk.ledger(path).sentence("en").endswith("1 record left out because unreadable.")
    notes = gk.park_map(path).page.data["notes"]
    assert [note["en"] for note in notes] == ["1 record not on the map because unreadable"]
    (notice,) = gk.write_parcels(path, tmp_path / "out.gpkg")
    assert notice.code == "records_left_out"


def test_a_map_of_parcels_alone_is_called_by_their_files_and_saved(tmp_path):
    path = written(tmp_path, "一期.gpkg")
    m = gk.park_map(path)
    assert m.page.title.localize("zh") == "地块图：一期"
    assert gk.park_map([path, IN_39]).page.title.localize("zh") == "地块图"
    assert gk.park_map(path, audience="public").page.title.localize("zh") == "地块图"
    assert (m.page.data["parks"], m.page.data["outlines"], m.page.data["card"]) == ([], [], None)
    # Nobody has said how far this land has come: no sum says that there is none to acquire.
    assert [item["term"] for item in m.page.data["headlines"]] == ["parcels"]
    said = gk.park_map(IN_39.assign(stage="approved")).page.data["headlines"]
    assert [item["term"] for item in said] == ["parcels", "supplied", "approved", "to_acquire"]
    for suffix in (".html", ".svg"):
        m.save(tmp_path / f"map{suffix}")
        assert (tmp_path / f"map{suffix}").stat().st_size


def test_a_map_of_a_report_draws_what_was_audited():
    report = gk.audit(make_parcels([square(0, 0, 100), square(98, 0, 100)]))
    for m in (gk.park_map(report), gk.park_map(None, report=report), gk.park_map(IN_39, report=report)):
        assert len(m.page.data["findings"]) == len(report.findings)
    both = gk.AuditReport(report.findings, report.audited * 2, report.today)
    with pytest.raises(InputError, match="audit_map"):
        gk.park_map(both)


def test_sheets_of_a_file(tmp_path):
    path = written(tmp_path, "a.txt", IN_39.to_crs(4527))
    assert gk.save_parcel_sheets(path, tmp_path / "a.pdf", ids=["A"], language="en").stat().st_size


def test_what_a_pattern_finds_beside_a_shapefile_is_read_with_it(tmp_path):
    gk.write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / "二期.shp")
    found = sorted(tmp_path.glob("二期.*"))
    assert len(found) > 3
    assert len(gk.read_parcels(found)) == gk.audit(tmp_path.glob("二期.*")).parcels == 1
    assert len(gk.find_overlaps(tmp_path.glob("二期.*"))) == 0
    with pytest.raises(InputError, match="GeoDataFrame"):
        gk.measure_area([make_parcels([square(0, 0, 100)])], 4548)


@pytest.mark.parametrize("use", [gk.audit, gk.ledger, gk.number_parcels, gk.find_overlaps, gk.propose_fixes])
def test_a_table_without_a_geometry_is_told_how_it_gets_one(use):
    made = make_parcels([square(0, 0, 100)])
    with pytest.raises(InputError, match=r'\(shape\).*set_geometry\("shape"\)'):
        use(gpd.GeoDataFrame({"id": ["A"], "shape": made.geometry}))
    with pytest.raises(InputError, match="holds WKB: geopandas"):
        use(gpd.GeoDataFrame({"wkb": made.geometry.to_wkb()}))
    with pytest.raises(InputError, match=r'GeoDataFrame\(frame, geometry="geometry"'):
        use(pd.DataFrame(made))
    with pytest.raises(InputError, match="no shapes"):
        use(gpd.GeoDataFrame({"id": ["A"]}))


def test_a_table_of_nothing_holds_no_parcels():
    report = gk.audit(gpd.GeoDataFrame())
    assert (report.parcels, report.ok, len(report.to_parcels())) == (0, True, 0)


def test_a_column_named_for_several_files_is_in_one_of_them_and_tables_that_were_read_are_taken_as_they_are(
    tmp_path,
):
    for name, column in (("a", "MJ2"), ("b", "other")):
        make_parcels([square(0, 0, 100)]).rename(columns={"name": column}).to_parquet(
            tmp_path / f"{name}.parquet"
        )
    files = sorted(tmp_path.iterdir())
    named = {"columns": {"MJ2": "name"}}
    tables = given_tables(files, **named)
    assert canonical_tables(tables, named["columns"])[0] is tables[0]
    # In two threads as in one, whichever is read first.
    folder = gk.read_parcels(tmp_path, **named)
    assert folder["source"].tolist() == ["a.parquet", "b.parquet"]
    with pytest.raises(UnknownNameError, match="MJ3"):
        gk.read_parcels(tmp_path, columns={"MJ3": "name"})
    with pytest.raises(UnknownNameError, match="MJ3"):
        gk.audit(files, columns={"MJ3": "name"})
