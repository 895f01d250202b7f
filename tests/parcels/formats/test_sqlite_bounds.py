"""Both sides of every bound that an SQLite file is held to, and which of its tables are looked at."""

import sqlite3
from contextlib import closing

import pytest

from geokit.errors import FormatError
from geokit.parcels.formats import _sqlite
from geokit.parcels.formats._sqlite import _Look, bound, refuse_unbounded, without_views


@pytest.fixture
def database():
    with closing(sqlite3.connect(":memory:")) as made:
        yield made


@pytest.fixture
def file(tmp_path):
    def make(*statements):
        with closing(sqlite3.connect(tmp_path / "x.gpkg")) as made:
            for statement in statements:
                made.execute(statement)
            made.commit()
        return tmp_path / "x.gpkg"

    return make


@pytest.mark.parametrize(
    ("size", "most"),
    [
        (0, 1 << 20),
        (1 << 20, 1 << 20),
        ((1 << 20) + 1, (1 << 20) + 1),
        (1 << 29, 1 << 29),
        (1 << 40, 1 << 29),
    ],
)
def test_a_value_is_no_longer_than_its_file_or_a_megabyte(database, size, most):
    bound(database, size)
    assert database.getlimit(sqlite3.SQLITE_LIMIT_LENGTH) == most
    assert database.execute("PRAGMA trusted_schema").fetchone() == (0,)


def test_limits_of_files():
    assert (_sqlite._STEP, _sqlite._FREE_STEPS, _sqlite._STEPS_PER_BYTE) == (1000, 50_000_000, 10)
    assert (_sqlite._FREE_ROWS, _sqlite._FREE_BYTES, _sqlite._BYTES_PER_BYTE) == (100_000, 1 << 26, 8)
    assert (_sqlite._SCANNED_BYTES, _sqlite._MAX_VALUE_BYTES, _sqlite._MAX_DEFAULT) == (
        1 << 23,
        1 << 29,
        4096,
    )


@pytest.mark.parametrize(("size", "is_there"), [(None, False), (0, False), (1, True)])
def test_a_log_counts_where_something_is_in_it(tmp_path, size, is_there):
    if size is not None:
        (tmp_path / "x.gpkg-wal").write_bytes(bytes(size))
    assert _sqlite._has_log(tmp_path / "x.gpkg") == is_there
    assert not _sqlite._has_log(tmp_path / ("x" * 253))


def test_tables_and_indexes_of_places_are_told_apart(database):
    database.execute("CREATE TABLE a (x)")
    database.execute('create  virtual\ttable "b" USING\n RTREE (id, x, y)')
    database.execute("CREATE VIRTUAL TABLE c USING fts5 (x)")
    database.execute("CREATE VIEW v AS SELECT 1")
    database.execute("CREATE INDEX i ON a (x)")
    look = _Look(database, 0)
    look.sort()
    assert look.indexes == ["b"]
    assert {"a", "b_node", "b_rowid", "b_parent"} <= set(look.tables)
    assert not {"b", "c", "v", "i"} & set(look.tables)


@pytest.mark.parametrize(
    ("table", "definition", "is_refused"),
    [
        ("gpkg_spatial_ref_sys", "+proj=longlat +nadgrids=/a", True),
        ("GPKG_Spatial_Ref_Sys", "+init=/a:b", True),
        ("gpkg_spatial_ref_sys", "EPSG:4548", False),
        ("other", "+init=/a:b", False),
    ],
)
def test_a_system_that_names_a_file_is_refused(file, table, definition, is_refused):
    path = file(f"CREATE TABLE {table} (a, b)", f"INSERT INTO {table} VALUES (1, '{definition}')")  # noqa: S608 - ours
    if not is_refused:
        refuse_unbounded(path)
        return
    with pytest.raises(FormatError, match="would open another file"):
        refuse_unbounded(path)


@pytest.mark.parametrize(("length", "is_refused"), [(4094, False), (4095, True)])
def test_a_default_has_so_many_letters(file, length, is_refused):
    path = file("CREATE TABLE t (a DEFAULT 5)", f"ALTER TABLE t ADD COLUMN b TEXT DEFAULT '{'x' * length}'")
    if not is_refused:
        refuse_unbounded(path)
        return
    with pytest.raises(FormatError) as caught:
        refuse_unbounded(path)
    assert "the column “b” of “t” has a default without measure" in caught.value.localize("en")
    assert "表“t”的列“b”缺省值过长" in caught.value.localize("zh")


def test_lengths_are_those_that_records_say(database):
    database.execute('CREATE TABLE "t""x" (a, "b""c", d, e GENERATED ALWAYS AS (zeroblob(9)))')
    database.execute("""INSERT INTO "t""x" VALUES ('abc', x'0102', 5), (NULL, 1.5, zeroblob(70))""")
    query = _Look(database, 0).lengths_in('t"x')
    assert database.execute(query).fetchall() == [(3, 2, 0), (0, 0, 70)]


def steps_of(database, query):
    count = 0

    def step():
        nonlocal count
        count += 1

    database.set_progress_handler(step, 1)
    database.execute(query).fetchall()
    database.set_progress_handler(None, 0)
    return count


def test_so_many_steps_are_taken(database, monkeypatch):
    database.execute("CREATE TABLE t (a)")
    database.executemany("INSERT INTO t VALUES (?)", [(1,)] * 50)
    query = "SELECT a FROM t"
    needed = steps_of(database, query)
    monkeypatch.setattr(_sqlite, "_STEP", 1)
    monkeypatch.setattr(_sqlite, "_STEPS_PER_BYTE", 3)
    for size, free, is_read in (
        (0, needed, True),
        (0, needed - 1, False),
        (4, needed - 12, True),
        (4, needed - 13, False),
    ):
        monkeypatch.setattr(_sqlite, "_FREE_STEPS", free)
        if is_read:
            _Look(database, size).go_through("t", query)
        else:
            with pytest.raises(FormatError, match="“t” holds far more than a file of this size can"):
                _Look(database, size).go_through("t", query)
    # What is asked afterwards is not counted.
    assert len(database.execute(query).fetchall()) == 50
    monkeypatch.setattr(_sqlite, "_FREE_STEPS", 10**6)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        _Look(database, 0).go_through("t", "SELECT a FROM u")


@pytest.mark.parametrize(("more", "is_refused"), [(0, True), (-1, False)])
def test_large_files_are_not_gone_through(file, monkeypatch, more, is_refused):
    path = file("CREATE TABLE t (a)", "INSERT INTO t VALUES (zeroblob(5000))")
    monkeypatch.setattr(_sqlite, "_FREE_BYTES", 1000)
    monkeypatch.setattr(_sqlite, "_BYTES_PER_BYTE", 0)
    monkeypatch.setattr(_sqlite, "_SCANNED_BYTES", path.stat().st_size + more)
    if not is_refused:
        refuse_unbounded(path)
        return
    with pytest.raises(FormatError, match="“t” holds far more"):
        refuse_unbounded(path)


@pytest.mark.parametrize(
    ("sql", "is_computed"),
    [
        ('CREATE VIRTUAL TABLE "rtree_x_geom" USING rtree(id, minx, maxx, miny, maxy)', False),
        ("create virtual table a using rtree_i32(id)", False),
        ("CREATE VIRTUAL TABLE [a b] USING geopoly()", False),
        ("CREATE VIRTUAL TABLE `a` USING fts3(x)", False),
        ("CREATE VIRTUAL TABLE a USING fts5(x)", False),
        ("CREATE VIRTUAL TABLE a USING fts6(x)", True),
        ("CREATE VIRTUAL TABLE a USING rtreex(x)", True),
        ("CREATE VIRTUAL TABLE a USING csv(x)", True),
        ("CREATE TABLE a (x)", True),
        ("", True),
    ],
)
@pytest.mark.parametrize("page", [0, None])
def test_a_table_without_a_page_is_an_index_or_computed(database, sql, is_computed, page):
    assert _sqlite._is_computed(database, "a", page, sql) == is_computed


@pytest.mark.parametrize(
    ("column", "is_computed"),
    [
        ("b", False),
        ("b DEFAULT (1 + 1)", False),
        ("b GENERATED ALWAYS AS (1) VIRTUAL", True),
        ("b GENERATED ALWAYS AS (1) STORED", True),
    ],
)
def test_a_table_with_computed_columns_is_computed(database, column, is_computed):
    database.execute(f"CREATE TABLE t (a, {column})")
    assert _sqlite._is_computed(database, "t", 2, "CREATE TABLE t") == is_computed


OWN = (
    "CREATE TABLE gpkg_contents (table_name, data_type)",
    "CREATE TABLE gpkg_geometry_columns (table_name)",
    "CREATE TABLE t (a)",
    "CREATE UNIQUE INDEX i ON t (a)",
)


def test_a_file_without_views_is_given_as_it_is(file):
    path = file(*OWN, "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END")
    with without_views(path) as (plain, views):
        assert (plain, views) == (path, ())


def test_a_file_with_views_is_given_without_them(file):
    path = file(
        *OWN, "CREATE VIEW v AS SELECT * FROM t", "CREATE VIEW w AS SELECT * FROM v", "INSERT INTO t VALUES (1)",
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END",
        "INSERT INTO gpkg_contents VALUES ('v', 'features'), ('w', 'features'), ('t', 'features')",
        "INSERT INTO gpkg_geometry_columns VALUES ('v'), ('t')",
    )  # fmt: skip
    with without_views(path) as (plain, views):
        assert views == ("v", "w")
        assert plain != path
        with closing(sqlite3.connect(plain)) as database:
            kinds = database.execute("SELECT type, name FROM sqlite_master ORDER BY name").fetchall()
            told = [
                database.execute(f"SELECT table_name FROM {name}").fetchall()  # noqa: S608 - ours
                for name in ("gpkg_contents", "gpkg_geometry_columns")
            ]
            assert database.execute("SELECT a FROM t").fetchall() == [(1,)]
    assert kinds == [
        ("table", "gpkg_contents"),
        ("table", "gpkg_geometry_columns"),
        ("index", "i"),
        ("table", "t"),
    ]
    assert told == [[("t",)], [("t",)]]
    assert not plain.exists()


def test_what_is_no_database_is_damaged(tmp_path):
    (tmp_path / "x.gpkg").write_bytes(b"x" * 5000)
    with pytest.raises(FormatError) as caught, without_views(tmp_path / "x.gpkg"):
        pass
    assert caught.value.localize("en") == "x.gpkg: the GeoPackage's database is damaged"


def test_a_database_that_does_not_answer_is_closed(tmp_path, monkeypatch):
    opened, connect = [], sqlite3.connect

    def connected(*args, **kwargs):
        opened.append(connect(*args, **kwargs))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", connected)
    path = tmp_path / "x.gpkg"
    path.write_bytes(b"no database, whatever its name says " * 30)
    with pytest.raises(sqlite3.DatabaseError):
        _sqlite._connected(path)
    assert len(opened) == 1
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("select 1")
