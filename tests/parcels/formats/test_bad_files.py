"""What comes in the wild, for every format: one sentence or parcels come out, and no record goes missing."""

import errno
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import ezdxf
import openpyxl
import pytest
import shapely
from pyogrio.errors import FeatureError

import geokit as gk
from geokit.errors import CrsError, FormatError, GeokitError, InputError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.read import read_parcels

FOLDER = Path(__file__).parent / "samples"
LAYERS = ["parcels.shp", "parcels.shp.zip", "parcels.gpkg", "parcels.gdb", "parcels.gdb.zip", "parcels.geojson",
          "parcels.fgb", "parcels.parquet", "parcels.gml", "parcels.tab", "parcels.mif", "wkt.csv"]  # fmt: skip
IN_DEGREES = ["parcels.geojsonl", "parcels.kml", "parcels.kmz"]
BY_POINTS = ["parcels.txt", "points.xlsx", "points.csv", "points.dat", "parcels.dxf"]
ALL = [*LAYERS, *IN_DEGREES, *BY_POINTS]
FILES = [name for name in ALL if name != "parcels.gdb"]
IN_GBK = ["parcels.txt", "points.csv", "points.dat", "parcels.shp"]
WITHOUT_SYSTEM = {"points.xlsx", "points.csv", "points.dat", "parcels.dxf"}


def read(path, **options):
    crs = 4548 if path.name in WITHOUT_SYSTEM else None
    return read_parcels(path, **{"crs": crs, **options})


def sample(name):
    (path,) = (path for path in FOLDER.glob(f"*/{name}"))
    return path


@pytest.fixture
def write(maker, tmp_path):
    """Write parcels in the format of a name, and return the file."""

    def call(frame, name):
        maker.write(frame.to_crs(4326) if name in IN_DEGREES and frame.crs else frame, tmp_path / name)
        return tmp_path / name

    return call


def one_sentence(error, name):
    for language in ("zh", "en"):
        said = error.localize(language)
        assert name in said
        assert "\n" not in said


@pytest.mark.parametrize("name", ALL)
def test_empty(tmp_path, name):
    path = tmp_path / name
    path.mkdir() if name.endswith(".gdb") else path.write_bytes(b"")
    with pytest.raises(FormatError) as caught:
        read(path)
    one_sentence(caught.value, name)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
@pytest.mark.parametrize("name", FILES)
def test_cut_short(tmp_path, name, share):
    for beside in sample(name).parent.iterdir():
        if beside.is_file():
            shutil.copy(beside, tmp_path)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with suppress(GeokitError):
        frame = read(path)
        assert len(frame) + len(unreadable_of(frame)) <= 3


@pytest.mark.parametrize("name", FILES)
def test_another_suffix_than_its_content(tmp_path, name):
    path = tmp_path / ("x.parquet" if name == "parcels.gpkg" else "x.gpkg")
    shutil.copy(sample(name), path)
    with pytest.raises(FormatError, match=r"suffix") as caught:
        read(path)
    one_sentence(caught.value, path.name)


@pytest.mark.parametrize("name", ALL)
def test_another_encoding_than_was_said(name):
    if name in IN_GBK[:3]:
        with pytest.raises(FormatError, match="not in the encoding utf-16"):
            read(sample(name), encoding="utf-16")
    with suppress(GeokitError):
        read(sample(name), encoding="utf-16")
    try:
        read(sample(name), encoding="klingon")
    except InputError as error:
        assert "klingon" in error.localize("en")  # noqa: PT017 - formats whose text says what it is do not ask


@pytest.mark.parametrize(
    "name", ["parcels.geojson", "parcels.geojsonl", "parcels.kml", "parcels.gml", "wkt.csv"]
)
def test_utf8_by_its_rules_and_gbk_in_truth(tmp_path, name):
    data = sample(name).read_bytes().replace("甲地块".encode(), "甲地块".encode("gbk"))
    (tmp_path / name).write_bytes(data)
    try:
        frame = read(tmp_path / name)
    except FormatError as error:
        one_sentence(error, name)
    else:
        assert len(frame) + len(unreadable_of(frame)) == 3


@pytest.mark.parametrize("name", [*LAYERS, *BY_POINTS])
def test_no_coordinate_system(maker, write, name):
    path = write(maker.table(maker.SHAPES, crs=None), name)
    if name == "parcels.txt":
        with pytest.raises(CrsError, match="zone is unknown"):
            read_parcels(path)
        return
    frame = read_parcels(path)
    assert frame.crs is None
    # A GeoJSON that says nothing says WGS 84.
    code = "crs_unusable" if "geojson" in name else "crs_missing"
    assert code in [notice.code for notice in notices_of(frame)]
    assert read_parcels(path, zone=39).crs.to_epsg() == 4548


@pytest.mark.parametrize("name", ALL)
def test_no_polygons(maker, write, name):
    path = write(maker.table([shape.centroid for shape in maker.SHAPES]), name)
    with pytest.raises(InputError) as caught:
        read(path)
    one_sentence(caught.value, name)


@pytest.mark.parametrize("name", ALL)
def test_two_parcels_of_one_number(maker, write, name):
    table = maker.table([*maker.SHAPES[:2], shapely.box(467_400, 2_583_500, 467_450, 2_583_600)])
    table.loc[2, "DKBH"] = "DK-01"
    frame = read(write(table, name))
    assert sorted(frame["id"]) == ["DK-01", "DK-01", "DK-02"]
    assert "duplicate_id" in {finding.rule for finding in gk.audit(parcels=frame).findings}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("times", [1e5, 1e300])
@pytest.mark.parametrize("name", ALL)
def test_huge_coordinates(maker, write, name, times):
    table = maker.table(maker.SHAPES)
    table = table.to_crs(4326) if name in IN_DEGREES else table
    huge = shapely.transform(table.geometry[1], lambda points: points * times)
    try:
        path = write(table.set_geometry([table.geometry[0], huge, table.geometry[2]]), name)
    except FeatureError:
        pytest.skip("the format has no room for them")
    with suppress(GeokitError):
        frame = read(path)
        # A drawing draws the two parts of the third parcel as two.
        assert len(frame) + len(unreadable_of(frame)) == (4 if name == "parcels.dxf" else 3)
        gk.audit(parcels=frame)


@pytest.mark.parametrize("name", FILES)
def test_a_folder_of_that_name(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(InputError, match="folder") as caught:
        read(tmp_path / name)
    one_sentence(caught.value, name)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(errno.EACCES, "denied"), "permission"),
        (OSError(errno.EBUSY, "in use"), "cannot open"),
    ],
)
@pytest.mark.parametrize("name", ALL)
def test_what_the_system_does_not_let_open(monkeypatch, name, error, sentence):
    def refuse(*_, **__):
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(InputError) as caught:
        read(sample(name))
    one_sentence(caught.value, name)
    assert sentence in caught.value.localize("en") or name.endswith(".gdb")


@pytest.mark.slow
def test_a_geopackage_that_another_program_is_writing(tmp_path):
    path = shutil.copy(sample("parcels.gpkg"), tmp_path / "parcels.gpkg")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("pragma locking_mode = exclusive")
        other.execute("begin exclusive")
        # GDAL does not ask for the lock where it only reads; what is there is read whole.
        assert len(read(tmp_path / "parcels.gpkg")) == 3


@pytest.mark.parametrize("name", [*LAYERS, *IN_DEGREES])
def test_a_record_without_geometry_is_counted(maker, write, name):
    path = write(maker.table([*maker.SHAPES, None]), name)
    frame = read(path)
    assert (len(frame), [entry.id for entry in unreadable_of(frame)]) == (3, ["DK-04"])
    numbers = [*frame["record"], *(entry.record for entry in unreadable_of(frame))]
    assert len(set(numbers)) == 4


def spoil(path):
    """Make the first parcel of a table of points unreadable."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        book.active.cell(3, 5).value = "2583.6e3"
        book.save(path)
    elif path.suffix == ".dxf":
        drawing = ezdxf.readfile(path)
        drawing.modelspace().add_lwpolyline([(0, 0), (9, 0), (9, 9)], dxfattribs={"layer": "JZD"})
        drawing.saveas(path)
    else:
        path.write_bytes(path.read_bytes().replace(b"2583600", b"2583x600", 1))


@pytest.mark.parametrize("name", BY_POINTS)
def test_a_parcel_that_cannot_be_read_is_counted(tmp_path, name):
    path = tmp_path / name
    shutil.copy(sample(name), path)
    whole = len(read(path))
    spoil(path)
    frame = read(path)
    found = unreadable_of(frame)
    records = whole + (name == "parcels.dxf")
    assert (len(found), len(frame) + len(found)) == (1, records)
    assert {*frame["record"], found[0].record} == set(range(records))


@pytest.mark.parametrize("name", ALL)
def test_more_records_than_are_read(monkeypatch, name):
    monkeypatch.setattr("geokit.parcels.files.MAX_RECORDS", 2)
    with pytest.raises(FormatError, match="more than the 2 that are read") as caught:
        read(sample(name))
    one_sentence(caught.value, name)
