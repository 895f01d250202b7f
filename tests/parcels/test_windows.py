"""A file read in windows of rows says what it says as a whole: of every format, whatever is wrong with it."""

import pickle
import shutil
import sqlite3
import struct
from contextlib import closing, contextmanager
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

import geokit as gk
from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.apart import Apart, BareTable
from geokit.parcels.codes import unknown_terms
from geokit.parcels.diagnostics import Notice
from geokit.parcels.formats import geoparquet
from geokit.parcels.formats._base import detect_format
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats._rows import Rows, require_rows
from geokit.parcels.formats.gdal import rows as layer_rows
from geokit.parcels.formats.gdal.rows import LayerRows
from geokit.parcels.given import concat_parcels, given_parcels, given_tables

COUNT = 120
EAST, NORTH = 38_500_000.0, 2_540_000.0


def boxes(count=COUNT, *, in_degrees=False):
    if in_degrees:
        return [shapely.box(114 + n / 1000, 22, 114.0009 + n / 1000, 22.001) for n in range(count)]
    return [
        shapely.box(EAST + 100 * n, NORTH, EAST + 100 * n + 90 + n % 3, NORTH + 100) for n in range(count)
    ]


def survey(shapes=None, crs="EPSG:4526", **columns):
    shapes = boxes() if shapes is None else shapes
    numbers = range(len(shapes))
    named = {"DKBH": [f"D{n}" for n in numbers], "MJ": [round(shape.area / 10_000, 4) for shape in shapes]}
    return gpd.GeoDataFrame({**named, **columns}, geometry=shapes, crs=crs)


def rows_of(path):
    return detect_format(path).rows(path, ReadOptions())


def write(frame, path):
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False, row_group_size=50, write_covering_bbox=True)
    else:
        driver = "GPKG" if path.suffix == ".gpkg" else "OpenFileGDB"
        frame.to_file(path, driver=driver, layer="parcels")
    return path


def assert_same_in_windows(path, rows, **reading):
    """Assert that a file read in windows is what it is as a whole: table, attributes, polygons, boxes."""
    whole = BareTable.of(read := given_parcels(path, **reading))
    # A file of few rows is read at once, and of some formats no geometry is made of its polygons.
    at_once, apart = Apart(), Apart(rows=rows)
    for way in (at_once, apart):
        table = concat_parcels(given_tables(path, apart=way, **reading))
        layer = way.layer()
        # Texts are held as each file has them: once each, or as Arrow does.
        pd.testing.assert_frame_equal(without_shapes(table), without_shapes(whole.frame), check_dtype=False)
        assert table.attrs == read.attrs
        assert table.crs == layer.crs == read.crs
        shapes = layer.shapes[:]
        assert shapely.equals_exact(shapes, read.geometry.to_numpy()).all()
        assert np.array_equal(layer.bounds, shapely.bounds(read.geometry.to_numpy()))
        assert layer.polygonal.all()
        assert set(way.others) == set(whole.outlines.others)
    return apart


def without_shapes(frame):
    return pd.DataFrame(frame).drop(columns="geometry")


FORMATS = ("a.parquet", "a.gpkg", "a.gdb")
each_format = pytest.mark.parametrize("name", FORMATS)


@each_format
@pytest.mark.parametrize("rows", [1, 7, 1000])
def test_windows_of_any_size_give_the_whole(tmp_path, name, rows):
    blank = [None if n % 11 == 0 else n for n in range(COUNT)]
    path = write(survey(bz=blank, 期次=["一期", "二期"] * (COUNT // 2)), tmp_path / name)
    apart = assert_same_in_windows(path, rows)
    assert len(apart._asked[0].encoded) == max(1, -(-COUNT // rows))


@each_format
def test_records_without_a_polygon_are_set_aside_and_units_found_among_the_others(tmp_path, name):
    shapes = boxes()
    shapes[0], shapes[63] = None, shapely.Polygon()
    if not name.endswith(".gdb"):
        shapes[7] = shapely.Point(0, 0)
        shapes[8] = shapely.GeometryCollection([shapes[8], shapely.Point(0, 0)])
        shapes[119] = shapely.GeometryCollection(
            [shapes[119], shapely.box(EAST, NORTH + 500, EAST + 9, NORTH + 509)]
        )
    areas = [
        f"{n}亩" if n % 40 == 3 else "约2公顷" if n == 5 else "不详" if n % 50 == 1 else "0.91"
        for n in range(COUNT)
    ]
    frame = gpd.GeoDataFrame(
        {"DKBH": np.arange(COUNT, dtype=np.int32), "MJ": areas}, geometry=shapes, crs="EPSG:4526"
    )
    frame["状态"] = ["收储" if n % 2 else f"谜{n}" for n in range(COUNT)]
    path = write(frame, tmp_path / name)
    apart = assert_same_in_windows(path, 7)
    assert sum(apart._asked[0].sizes) < COUNT


def every_form():
    shapes = boxes()
    shapes[3] -= shapes[3].buffer(-20)
    shapes[4] = shapely.MultiPolygon([shapes[4], shapely.box(EAST, NORTH + 500, EAST + 9, NORTH + 509)])
    shapes[5] = shapely.force_3d(shapes[5], 12.5)
    return shapes


def test_polygons_of_every_form_stay_as_they_are(tmp_path, monkeypatch):
    shapes = every_form()
    written = [shapely.to_wkb(shape, byte_order=n % 2) for n, shape in enumerate(shapes)]
    path = write(survey(shapes), tmp_path / "a.parquet")
    table = pq.read_table(path)
    at = table.schema.get_field_index("geometry")
    pq.write_table(
        table.set_column(at, table.schema.field(at), pa.array(written, table.schema.field(at).type)), path
    )
    # None of them is a fault for which geometries are made.
    monkeypatch.setattr(geoparquet.ParquetRows, "shapes", None)
    assert_same_in_windows(path, 7)


@pytest.mark.parametrize("name", ["a.gpkg", "a.gdb"])
def test_polygons_of_every_form_stay_as_a_database_has_them(tmp_path, monkeypatch, name):
    shapes = every_form()
    if name.endswith(".gdb"):  # in which all are of one form
        shapes = [shapely.MultiPolygon(shapely.get_parts(shapely.force_2d(shape))) for shape in shapes]
    path = write(survey(shapes), tmp_path / name)
    # Of a database, too, no geometry is made where all are sound.
    monkeypatch.setattr(LayerRows, "shapes", None)
    assert_same_in_windows(path, 7)


def test_where_gdal_remarks_on_a_window_its_shapes_are_made(tmp_path, monkeypatch):
    @contextmanager
    def remarking(*_):
        yield [Notice.of("gdal_remark", Words(zh="坏", en="odd"))]

    source = rows_of(write(survey(), tmp_path / "a.gpkg"))
    [window] = source.windows(source.columns(set).record, COUNT)
    assert len(source.encoded(window)) == COUNT
    monkeypatch.setattr(layer_rows, "remarks_of", remarking)
    assert source.encoded(window) is None
    assert [notice.code for notice in source.shapes(window).notices] == ["gdal_remark"]


@pytest.mark.parametrize("odd", [np.nan, np.inf, 1e200])
def test_coordinates_that_make_no_area_are_set_aside(tmp_path, odd):
    shapes = boxes()
    with np.errstate(invalid="ignore"):
        shapes[9] = shapely.Polygon([(EAST, NORTH), (odd, -odd), (odd, odd), (EAST, NORTH)])
    apart = assert_same_in_windows(write(survey(shapes), tmp_path / "a.parquet"), 7)
    assert sum(apart._asked[0].sizes) < COUNT


def test_broken_bytes_are_named_by_their_record(tmp_path):
    frame = survey()
    wkb = shapely.to_wkb(frame.geometry.to_numpy()).tolist()
    wkb[13] = struct.pack("<BIII6d", 1, 3, 1, 3, 0, 0, 9, 0, 0, 0)
    wkb[100] = wkb[100][:40]
    table = pq.read_table(write(frame, tmp_path / "a.parquet"))
    place = table.column_names.index("geometry")
    table = table.set_column(place, table.schema.field("geometry"), pa.array(wkb, pa.binary()))
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=50)
    assert_same_in_windows(tmp_path / "a.parquet", 7)


def test_a_geopackage_with_gaps_among_its_numbers_and_text_in_another_encoding(tmp_path):
    path = write(survey(ZL=["坐落"] * COUNT), tmp_path / "a.gpkg")
    with closing(sqlite3.connect(path)) as database, database:
        for trigger in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            database.execute(f'drop trigger "{trigger[0]}"')
        database.execute("delete from parcels where fid between 30 and 55 or fid = 1")
        database.execute(
            "update parcels set ZL = cast(? as text) where fid = 70", ("龙湖".encode("gb18030"),)
        )
        (blob,) = database.execute("select geom from parcels where fid = 80").fetchone()
        database.execute("update parcels set geom = ? where fid = 80", (blob[:60],))
    assert_same_in_windows(path, 7)


@each_format
def test_degrees_and_a_system_that_is_given(tmp_path, name):
    path = write(survey(boxes(in_degrees=True), "EPSG:4490"), tmp_path / name)
    assert_same_in_windows(path, 7)
    assert_same_in_windows(path, 7, crs="EPSG:4490")
    assert_same_error(path, crs="EPSG:4526")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@each_format
def test_a_system_that_the_file_does_not_name(tmp_path, name):
    path = write(survey(crs=None), tmp_path / name)
    assert_same_in_windows(path, 7)
    assert_same_in_windows(path, 7, crs="EPSG:4526")
    assert_same_in_windows(path, 7, zone=38)
    assert_same_error(path, crs="EPSG:4490")
    assert_same_error(path, gk.read_parcels, columns={"没有": "id"})


def assert_same_error(path, read=given_parcels, **reading):
    with pytest.raises(gk.GeokitError) as whole:
        read(path, **reading)
    with pytest.raises(type(whole.value)) as windows:
        given_tables(path, apart=Apart(rows=7), **reading)
    assert str(windows.value) == str(whole.value)


def test_a_phase_that_the_name_says_and_columns_of_each_kind(tmp_path):
    kinds = {
        "categories": pd.Categorical(["a", "b", None] * (COUNT // 3)),
        "days": pd.to_datetime(["2024-01-01", None] * (COUNT // 2)),
        "many": pd.array([None, *[2**60] * (COUNT - 1)], dtype="Int64"),
        "yes": pd.array([True, None] * (COUNT // 2), dtype="boolean"),
        "listed": [["x", n] if n == 60 else None for n in map(str, range(COUNT))],
        "用地代码": ["0601"] * (COUNT - 1) + ["100101"],
    }
    path = write(survey(**kinds), tmp_path / "一期.parquet")
    assert_same_in_windows(path, 7)


def test_a_folder_of_parts_one_of_which_is_no_file_of_parcels(tmp_path):
    frame = survey()
    for at in range(4):
        write(frame.iloc[at * 30 : (at + 1) * 30], tmp_path / f"part-{at}.parquet")
    write(frame.iloc[:0], tmp_path / "part-4.parquet")
    (tmp_path / "part-5.parquet").write_bytes(b"PAR1 cut short")
    assert_same_in_windows(tmp_path, 7)


def test_parts_in_another_system_are_brought_into_that_of_the_first(tmp_path):
    frame = survey()
    for at, crs in enumerate(("EPSG:4526", "EPSG:4526", "EPSG:4490", "EPSG:4526")):
        write(frame.iloc[at * 30 : (at + 1) * 30].to_crs(crs), tmp_path / f"part-{at}.parquet")
    assert_same_in_windows(tmp_path, 7)
    write(frame.set_crs("EPSG:4610", allow_override=True), tmp_path / "part-4.parquet")
    assert_same_error(tmp_path)


def test_a_dataset_in_folders_whose_names_say_a_column(tmp_path):
    frame = survey()
    for at, place in enumerate(
        ("qc=一期/part-0.parquet", "qc=二期/x=1/part-0.parquet", "qc=__HIVE_DEFAULT_PARTITION__/p.parquet")
    ):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        write(frame.iloc[at * 40 : (at + 1) * 40], tmp_path / place)
    (tmp_path / "_metadata").write_bytes(b"PAR1")
    assert_same_in_windows(tmp_path, 7)
    read = gk.read_parcels(tmp_path)
    assert read["phase"].value_counts().to_dict() == {"一期": 40, "二期": 40}
    assert read["source"].iloc[-1] == f"{'qc=二期/x=1/part-0.parquet'}"
    assert {notice.code for notice in gk.notices_of(read)} == {"declared_unit_inferred"}


def test_a_file_without_a_record_that_can_be_read_is_refused_with_the_same_words(tmp_path):
    path = write(
        survey([shapely.Point(0, 0)] * 20, DKBH=list("abcdefghijklmnopqrst")), tmp_path / "a.parquet"
    )
    assert_same_error(path)


@pytest.mark.parametrize("form", ["shapes", "encoded"])
def test_a_file_that_changes_meanwhile_is_refused(tmp_path, form):
    path = write(survey(), tmp_path / "a.gpkg")
    source = rows_of(path)
    windows = source.windows(source.columns(set).record, 50)
    shutil.copy(write(survey(boxes(60)), tmp_path / "b.gpkg"), path)
    with pytest.raises(gk.InputError, match="changed"):
        getattr(source, form)(windows[1])


@pytest.mark.parametrize("held", [[], [3], [3, 4, 5], [2, 4], [3, 5], [2, 5]])
def test_other_rows_than_were_asked_for_are_refused(held):
    reading = SimpleNamespace(record=np.array(held, dtype=np.int64))
    with pytest.raises(FormatError):
        require_rows(reading, Rows(3, 2, 3, 4))


def test_the_rows_that_were_asked_for_are_kept():
    for held in ([], [3, 4]):
        reading = SimpleNamespace(record=np.array(held, dtype=np.int64))
        assert require_rows(reading, Rows(3, len(held), 3, 4)) is reading


def travelled(table):
    return pickle.loads(pickle.dumps(table, protocol=5))  # noqa: S301 - it was made the line before


def test_a_table_without_its_polygons_travels_as_it_is(tmp_path):
    phases = [["一期", None, "二期", "一期"][n % 4] for n in range(COUNT)]
    names = [f"地块{n}" if n % 3 else None for n in range(COUNT)]
    unknown = ["不明" if n % 2 else "收储" for n in range(COUNT)]
    path = write(survey(phase=phases, name=names, stage=unknown), tmp_path / "a.parquet")
    bare = BareTable.of(given_parcels(path))
    again = travelled(bare)
    pd.testing.assert_frame_equal(without_shapes(again.frame), without_shapes(bare.frame))
    assert again.frame.attrs == bare.frame.attrs
    assert again.frame.crs == again.outlines.crs == bare.outlines.crs
    assert again.outlines.others == bare.outlines.others
    assert (again.outlines.bounds == bare.outlines.bounds).all()
    # What is missing is None there as here, not another nothing.
    for name in ("phase", "name", "stage"):
        assert list(map(type, again.frame[name])) == list(map(type, bare.frame[name]))


def test_what_a_table_does_not_say_does_not_travel(tmp_path):
    count = 5_000
    path = write(survey(boxes(count)), tmp_path / "a.parquet")
    bare = BareTable.of(given_parcels(path))
    text, numbers = ["id", "declared_text"], ["declared_m2", "declared_half_unit_m2", "record"]
    needed = bare.outlines.bounds.nbytes + sum(bare.frame[name].nbytes for name in [*text, *numbers])
    assert len(pickle.dumps(bare, protocol=5)) < 1.2 * needed


def test_a_dense_parquet_is_refused_in_windows_as_it_is_whole(tmp_path, monkeypatch):
    path = write(survey(), tmp_path / "a.parquet")

    def dense(*_):
        raise FormatError(Words(zh="过密", en="too dense"))

    monkeypatch.setattr(geoparquet, "refuse_dense", dense)
    for rows in (50, 10_000):
        with pytest.raises(FormatError, match="too dense"), gk.use_language("en"):
            given_tables(path, apart=Apart(rows=rows))


def test_a_parquet_is_checked_once_however_many_windows_it_has(tmp_path, monkeypatch):
    path = write(survey(), tmp_path / "a.parquet")
    checks = []
    monkeypatch.setattr(geoparquet, "refuse_dense", lambda *_: checks.append(1))
    given_tables(path, apart=Apart(rows=30))
    assert checks == [1]


@pytest.mark.parametrize("phases", [[n / 2 for n in range(COUNT)], [n % 3 == 0 for n in range(COUNT)]])
def test_numbers_where_terms_should_be_are_named_as_they_are(tmp_path, phases):
    path = write(survey(状态=phases), tmp_path / "a.parquet")
    (bare,) = given_tables(path, apart=Apart())
    whole = given_parcels(path)
    assert bare["状态"].dtype == whole["状态"].dtype
    named = [{column: list(texts) for column, texts in unknown_terms(each).items()} for each in (bare, whole)]
    assert named[0] == named[1] != {}
