"""A GeoPackage that holds, or computes, far more than its size: refused before GDAL opens it, and read without it."""

import sqlite3
import time
from contextlib import closing, nullcontext

import geopandas as gpd
import pytest
import shapely

from geokit.errors import FormatError
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.formats import _sqlite
from geokit.parcels.formats._sqlite import refuse_unbounded
from geokit.parcels.inspection import inspect_file
from geokit.parcels.read import read_parcels

ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n"
)
REGISTER = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('v', 'attributes', 'v', 0)"
)


@pytest.fixture
def gpkg(tmp_path):
    boxes = [shapely.box(467_000 + 10 * at, 2_583_000, 467_010 + 10 * at, 2_583_010) for at in range(3)]
    frame = gpd.GeoDataFrame({"DKBH": ["a", "b", "c"]}, geometry=boxes, crs=4548)

    def make(*statements):
        path = tmp_path / "地块 #1?.gpkg"
        frame.to_file(tmp_path / "plain.gpkg", layer="parcels")
        (tmp_path / "plain.gpkg").rename(path)
        with closing(sqlite3.connect(path)) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()
        return path

    return make


def refused(path, words):
    for read in (read_parcels, inspect_file):
        start = time.process_time()
        with pytest.raises(FormatError, match=words) as caught:
            read(path)
        assert time.process_time() - start < 20
    assert caught.value.localize("zh").startswith(path.name)


@pytest.mark.parametrize("registered", [True, False])
@pytest.mark.parametrize(
    "query",
    [
        ENDLESS,
        "SELECT 1 AS fid, zeroblob(1000000000) AS geom",
        "SELECT 1 AS fid, value AS geom FROM json_each('[1]')",
        "SELECT a.fid, a.geom FROM parcels a, parcels b, parcels c",
        "SELECT * FROM nowhere",
    ],
)
def test_the_parcels_are_read_without_the_view_beside_them(gpkg, query, registered):
    path = gpkg(f"CREATE VIEW v AS {query}", *[REGISTER] * registered)
    start = time.process_time()
    frame = read_parcels(path)
    assert time.process_time() - start < 20
    assert frame["id"].tolist() == ["a", "b", "c"]
    assert [notice.code for notice in notices_of(frame)] == ["view_not_read"]


def test_a_generated_column(gpkg):
    path = gpkg("ALTER TABLE parcels ADD COLUMN big GENERATED ALWAYS AS (zeroblob(1000000000))")
    refused(path, "“parcels” is virtual or has computed columns")


def test_a_long_default(gpkg):
    long = "a" * 1_000_000
    path = gpkg(f"ALTER TABLE parcels ADD COLUMN big TEXT DEFAULT '{long}'")
    refused(path, "“big” of “parcels” has a default")


@pytest.mark.parametrize("table", ["gpkg_contents", "gpkg_geometry_columns"])
def test_its_own_tables_are_tables(gpkg, table):
    view = f"CREATE VIEW {table} AS SELECT * FROM aside"  # noqa: S608 - names of the format
    with pytest.raises(FormatError):
        read_parcels(gpkg(f"ALTER TABLE {table} RENAME TO aside", view))


def test_a_virtual_table_of_another_kind(gpkg):
    path = gpkg(
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING dbstat(main)')",
    )
    refused(path, "“v” is virtual")


def test_a_table_made_by_words_that_no_program_writes(gpkg):
    path = gpkg(
        "CREATE TABLE t (a)",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE/**/TABLE t (a)' WHERE name = 't'",
    )
    refused(path, "“t” is virtual")


def test_records_that_say_they_are_larger_than_the_file(gpkg, monkeypatch):
    monkeypatch.setattr(_sqlite, "_FREE_BYTES", 1000)
    monkeypatch.setattr(_sqlite, "_BYTES_PER_BYTE", 0)
    path = gpkg("CREATE TABLE t (a)", "INSERT INTO t VALUES (zeroblob(5000))")
    refused(path, "far more than a file of this size")


@pytest.mark.parametrize(
    ("size", "rows", "of_bytes", "is_read"),
    [(5, 10, 0, True), (5, 11, 0, False), (12, 12, 0, True), (12, 13, 0, False), (5, 2, 70, True), (5, 2, 71, False)],
)  # fmt: skip
def test_a_file_holds_so_many_records_and_bytes_at_most(monkeypatch, size, rows, of_bytes, is_read):
    for name, value in {"_FREE_ROWS": 10, "_FREE_BYTES": 100, "_BYTES_PER_BYTE": 8}.items():
        monkeypatch.setattr(_sqlite, name, value)
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE t (a)")
        database.executemany("INSERT INTO t VALUES (?)", [(of_bytes,)] * rows)
        look = _sqlite._Look(database, size)
        with nullcontext() if is_read else pytest.raises(FormatError, match="“t” holds far more"):
            look.go_through("t", "SELECT a FROM t")


def test_records_without_end(gpkg, monkeypatch):
    monkeypatch.setattr(_sqlite, "_FREE_STEPS", 0)
    monkeypatch.setattr(_sqlite, "_STEPS_PER_BYTE", 0)
    many = "INSERT INTO t " + " UNION ALL ".join(["SELECT 'x'"] * 400)
    refused(gpkg("CREATE TABLE t (a)", many), "“t” holds far more")


def refuse_all(look, name, query):
    raise FormatError(_sqlite._ENDLESS, name=f"{name} of {len(look.database.execute(query).fetchall())}")


def test_the_index_is_gone_through_where_it_will_be_used(gpkg, monkeypatch):
    path = gpkg()
    monkeypatch.setattr(_sqlite._Look, "tables", property(lambda _: [], lambda *_: None), raising=False)
    monkeypatch.setattr(_sqlite._Look, "count", refuse_all)
    refuse_unbounded(path)
    with pytest.raises(FormatError, match="“rtree_parcels_geom of 3”"):
        refuse_unbounded(path, by_place=True)


def test_checks_and_partial_indexes_are_not_run(gpkg):
    path = gpkg(
        "CREATE TABLE t (a CHECK (length(zeroblob(1000000000)) > 0))",
        "CREATE INDEX i ON parcels (DKBH) WHERE DKBH > 'a'",
    )
    assert len(read_parcels(path, layer="parcels")) == 3


def test_an_index_of_what_is_computed_makes_no_more_than_the_file_holds(gpkg):
    computed = "CREATE INDEX i ON gpkg_contents (length(hex(zeroblob(20000000 * (table_name = 'v')))))"
    refused(gpkg("CREATE VIEW v AS SELECT 1", computed, REGISTER), "damaged")


def test_what_waits_in_a_log_is_looked_at_too(gpkg):
    path = gpkg("PRAGMA journal_mode = wal")
    long = "a" * 1_000_000
    database = sqlite3.connect(path)
    try:
        database.execute(f"ALTER TABLE parcels ADD COLUMN big TEXT DEFAULT '{long}'")
        database.commit()
        with pytest.raises(FormatError, match="default"):
            refuse_unbounded(path)
    finally:
        database.close()


def test_nothing_is_left_beside_the_file(gpkg):
    path = gpkg()
    refuse_unbounded(path)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("size", [100, 4096, 20_000])
def test_a_damaged_file(gpkg, size):
    path = gpkg()
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(FormatError, match="damaged"):
        refuse_unbounded(path)


@pytest.mark.parametrize("kind", ["table", "index", "trigger", "anything"])
@pytest.mark.parametrize("page", [0, 5])
def test_a_view_that_the_schema_calls_something_else(gpkg, kind, page):
    path = gpkg(
        f"CREATE VIEW v AS {ENDLESS}",
        REGISTER,
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET type = '{kind}', rootpage = {page} WHERE name = 'v'",  # noqa: S608 - ours
    )
    refused(path, "the table “v”|damaged|not what the file's type says")
