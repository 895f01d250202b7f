"""Files in the place of a boundaries folder: what each is taken for, and what is said where it cannot be taken."""

from __future__ import annotations

import io
import shutil
import sys
import zipfile

import pandas as pd
import pyarrow as pa
import pytest

import geokit as gk
from geokit.cli import _stdin
from geokit.cli._program import run
from geokit.parcels.write import write_parcels
from geokit.programme.catalog import example_folder
from geokit.testing import make_parcels, square

PARK = example_folder() / "example-park"


@pytest.fixture
def geokit(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object, piped: bytes | None = None) -> tuple[int, str, str]:
        if piped is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped)))
        status = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def phases(tmp_path):
    """Two files with an overlap of a parcel of the one and a parcel of the other."""
    write_parcels(make_parcels([square(0, 0, 100)], id=["A"], phase=["一期"]), tmp_path / "一期.geojson")
    write_parcels(make_parcels([square(98, 0, 100)], id=["B"], phase=["二期"]), tmp_path / "二期.gpkg")
    return tmp_path


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "台账.xlsx"
    pd.DataFrame({"地块编号": ["A", "C"], "面积（亩）": [15.0, 3.0]}).to_excel(path, index=False)
    return path


@pytest.mark.usefixtures("phases")
def test_a_file_is_audited_as_it_is(geokit):
    status, out, err = geokit("audit", "一期.geojson", "-o", "核查.json")
    assert (status, err) == (0, "wrote 核查.json\n")
    assert "parcels: 1" in out


@pytest.mark.parametrize(
    "typed", [("一期.geojson", "二期.gpkg"), ("*期.*",), (".",), ("?期.[gz]*", "一期.geojson")]
)
@pytest.mark.usefixtures("phases")
def test_files_patterns_and_folders_are_audited_together(geokit, typed):
    status, out, _ = geokit("audit", *typed)
    assert status == 1
    assert "A and B overlap" in out


def test_an_archive_of_anything_is_audited(geokit, phases):
    shutil.copy(PARK / "phase-1.txt", phases / "三期.txt")
    with zipfile.ZipFile(phases / "报件.zip", "w") as archive:
        for path in phases.glob("*期.*"):
            archive.write(path, path.name)
        archive.writestr("说明.txt", "本批报件共三期")
        archive.writestr("台账.csv", "地块编号,面积（亩）\nA,15\n")
    status, out, err = geokit("ledger", "报件.zip")
    assert status == 1
    assert "11 parcels" in out
    assert "台账.csv: holds no shapes, taken as the ledger" in err


def test_what_is_piped_in_is_read_by_its_first_bytes(geokit, phases):
    for name in ("一期.geojson", "二期.gpkg"):
        status, out, _ = geokit("audit", "-", piped=(phases / name).read_bytes())
        assert status == 0
        assert "parcels: 1" in out
    text = (PARK / "phase-1.txt").read_bytes()
    assert (
        "P1-01 and P1-02 overlap"
        in geokit("audit", "-", "--park", "示例", "--boundaries", example_folder(), piped=text)[1]
    )
    frame = gk.read_parcels(PARK / "phase-1.txt")[["id", "geometry"]]
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, (table := pa.table(frame.to_arrow(index=False))).schema) as stream:
        stream.write_table(table)
    assert "P1-01 and P1-02 overlap" in geokit("audit", "-", piped=sink.getvalue())[1]
    points = "地块编号,点号,X,Y\n" + "".join(
        f"A,J{at},{2_580_000 + north},{39_462_000 + east}\n"
        for at, (north, east) in enumerate([(0, 0), (0, 100), (100, 100), (100, 0)], start=1)
    )
    assert geokit("inspect", "-", piped=points.encode("gbk"))[1].startswith("format: CSV (csv)")
    assert geokit("convert", "-", "-o", "点.gpkg", piped=points.encode())[0] == 0


def test_a_pipe_that_is_empty_or_too_large_is_refused(geokit, monkeypatch):
    assert geokit("audit", "-", piped=b"")[::2] == (2, "geokit: standard input is empty\n")
    monkeypatch.setattr(_stdin, "MAX_BYTES", 10)
    status, _, err = geokit("audit", "-", piped=b"x" * 11)
    assert status == 2
    assert "standard input is larger" in err


@pytest.mark.usefixtures("phases", "ledger")
def test_a_table_without_shapes_is_the_ledger(geokit):
    status, out, err = geokit("ledger", "一期.geojson", "台账.xlsx", "-o", "汇总.xlsx")
    assert status == 1
    assert "rows without a polygon (1): C." in out
    assert err.splitlines() == ["台账.xlsx: holds no shapes, taken as the ledger", "wrote 汇总.xlsx"]


@pytest.mark.usefixtures("ledger")
def test_a_folder_without_park_toml_is_one_of_parcels(geokit, phases):
    status, out, err = geokit("ledger", phases)
    assert status == 1
    assert "2 parcels" in out
    assert "台账.xlsx: holds no shapes, taken as the ledger" in err


def test_files_beside_a_boundaries_folder_are_parcels_of_its_only_park(geokit):
    status, out, err = geokit("audit", example_folder(), PARK / "phase-1.txt")
    assert status == 1
    assert "Example Park (invented) (9 parcels)" in out
    assert "taken as the boundaries folder, the files as parcels of Example Park" in err


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["audit", "一期.geojsn"],
            "一期.geojsn: there is no such file or folder. Did you mean 一期.geojson",
        ),
        (["audit", "*.shp"], "*.shp: no file matches"),
        (["audit", "空.txt"], "空.txt: the file is empty"),
        (["audit", "台账.xlsx"], "台账.xlsx: "),
        (
            ["ledger", "一期.geojson", "台账.xlsx", "花名册.csv"],
            "台账.xlsx and 花名册.csv both hold no shapes",
        ),
        (["ledger", "一期.geojson", "--ledger", "花名册.csv"], "has a column “id”"),
        (["ledger", "一期.geojson", "花名册.csv"], "has a column “id”"),
        (["convert", "一期.geojson", "西安.geojson", "-o", "x.gpkg"], "cannot be read as one"),
        (["audit", "一期.geojson", "-o", "一期.geojson"], "it is a source and the output too"),
        (["audit", example_folder(), ".", "--boundaries", example_folder()], "are both boundaries folders"),
        (["map", "none.txt", "-o", "x.html"], "none.txt: there is no such file or folder"),
        (["map", "audit", "-o", "x.html"], "name files, as in geokit map audit phase-1.txt"),
        (["map", "-o", "x.html"], "name files, as in geokit map phase-1.txt"),
    ],
)
def test_what_cannot_be_taken_is_one_sentence(geokit, phases, arguments, sentence):
    (phases / "空.txt").touch()
    (phases / "花名册.csv").write_text("姓名,电话\n甲,1\n", encoding="utf-8")
    write_parcels(make_parcels([square(0, 0, 100)], crs="EPSG:2384"), phases / "西安.geojson")
    status, out, err = geokit(*arguments)
    assert status == 2
    assert sentence in err
    assert len([line for line in err.splitlines() if line.startswith(("geokit:", "Error:"))]) == 1
    assert "Traceback" not in out + err


def test_systems_that_cannot_be_one_are_a_finding(geokit, phases):
    write_parcels(make_parcels([square(0, 0, 100)], crs="EPSG:2384"), phases / "西安.gpkg")
    status, out, _ = geokit("audit", "一期.geojson", "西安.gpkg")
    assert status == 1
    assert "crs_mixed" in out


def test_two_files_of_the_same_ids_are_told(geokit, phases):
    shutil.copy(phases / "一期.geojson", phases / "一期副本.geojson")
    status, out, _ = geokit("audit", "一期.geojson", "一期副本.geojson")
    assert status == 1
    assert "duplicate_id" in out


def test_many_files_become_one(geokit, phases):
    status, _, err = geokit("convert", "一期.geojson", "二期.gpkg", "-o", "全部.gpkg")
    assert status == 0
    assert err.splitlines()[-1] == "wrote 全部.gpkg: 2 parcels"
    assert list(gk.read_parcels(phases / "全部.gpkg")["id"]) == ["A", "B"]


def test_many_files_are_looked_at_one_by_one(geokit, phases):
    (phases / "空.txt").touch()
    status, out, err = geokit("inspect", "*期.*", "空.txt")
    assert status == 2
    assert [line for line in out.splitlines() if line.startswith("==")] == [
        "== 一期.geojson",
        "== 二期.gpkg",
        "== 空.txt",
    ]
    assert err == "geokit: 空.txt: the file is empty\n"


def test_states_of_several_files_are_compared(geokit, phases):
    (phases / "新").mkdir()
    shutil.copy(phases / "一期.geojson", phases / "新")
    status, out, err = geokit("diff", "*期.*", "新", "-o", "变化.csv")
    assert status == 1
    assert out.startswith("gone: parcel B")
    assert err == "wrote 变化.csv\n"
