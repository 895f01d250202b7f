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
# Of Ancient Egypt: shown as it is, and in none of the fonts that are looked into.
NO_LETTER = "\U00013000"


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
    assert "台账.csv: taken as the ledger, joined by “地块编号”; 1 of 11 parcels met" in err


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
    assert err.splitlines() == [
        "台账.xlsx: taken as the ledger, joined by “地块编号”; 1 of 1 parcels met",
        "wrote 汇总.xlsx",
    ]


@pytest.mark.usefixtures("phases")
def test_a_ledger_may_be_piped_in(geokit, ledger):
    err = geokit("ledger", "一期.geojson", "-", piped=ledger.read_bytes())[2]
    assert "stdin: taken as the ledger, joined by “地块编号”" in err


@pytest.mark.usefixtures("ledger")
def test_a_folder_without_park_toml_is_one_of_parcels(geokit, phases):
    status, out, err = geokit("ledger", phases)
    assert status == 1
    assert "2 parcels" in out
    assert "台账.xlsx: taken as the ledger, joined by “地块编号”; 1 of 2 parcels met" in err


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
        (
            ["ledger", "一期.geojson", "--ledger", "花名册.csv"],
            "no column of the ledger holds the parcels' ids or names",
        ),
        (["ledger", "一期.geojson", "花名册.csv"], "no column of the ledger holds the parcels' ids or names"),
        (["convert", "一期.geojson", "西安.geojson", "-o", "x.gpkg"], "cannot be read as one"),
        (["audit", "一期.geojson", "-o", "一期.geojson"], "it is a source and the output too"),
        (["audit", example_folder(), ".", "--boundaries", example_folder()], "are both boundaries folders"),
        (["map", "none.txt", "-o", "x.html"], "none.txt: there is no such file or folder"),
        (["map", "无系统.csv", "-o", "x.html"], "give --crs or --zone"),
        (["map", "prak", "-o", "x.html"], "there is no command “prak”. Did you mean park"),
        (["audit", "postgresql://u:secret@host/db"], "geokit: postgresql://…: geokit opens no address"),
        (["audit", "PG:dbname=db password=secret*"], "geokit: pg…: geokit opens no address"),
        (["audit", "host=db password=secret?"], "geokit: postgresql…: geokit opens no address"),
        (["audit", "一期.geojson", "--key", "编号"], "name the ledger too"),
        (["map", "audit", "-o", "x.html"], "name files, as in geokit map audit phase-1.txt"),
        (["map", "-o", "x.html"], "name files, as in geokit map phase-1.txt"),
    ],
)
def test_what_cannot_be_taken_is_one_sentence(geokit, phases, arguments, sentence):
    (phases / "空.txt").touch()
    wkt = "POLYGON ((0 0, 100 0, 100 100, 0 0))"
    (phases / "无系统.csv").write_text(f'id,wkt\nA,"{wkt}"\n', encoding="utf-8")
    (phases / "花名册.csv").write_text("姓名,电话\n甲,1\n", encoding="utf-8")
    write_parcels(make_parcels([square(0, 0, 100)], crs="EPSG:2384"), phases / "西安.geojson")
    status, out, err = geokit(*arguments)
    assert status == 2
    assert sentence in err
    assert len([line for line in err.splitlines() if line.startswith(("geokit:", "Error:"))]) == 1
    assert "Traceback" not in out + err
    assert "secret" not in err


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
    assert out.startswith("B: removed, ")
    assert err == "wrote 变化.csv\n"


def test_a_ledger_is_joined_to_an_audit_and_a_map(geokit, phases, ledger):
    pd.DataFrame({"地块编号": ["A", "C"], "阶段": ["供地", "收储"]}).to_excel(ledger, index=False)
    status, out, err = geokit("audit", "一期.geojson", "台账.xlsx")
    assert status == 0
    assert "ledger_mismatch" in out
    assert err == "台账.xlsx: taken as the ledger, joined by “地块编号”; 1 of 1 parcels met\n"
    assert geokit("map", "一期.geojson", "台账.xlsx", "-o", "图.svg")[::2] == (0, f"{err}wrote 图.svg\n")
    assert "joined by “编号”" in geokit("fix", "二期.gpkg", "--ledger", _ledger_of_b(phases))[2]


def _ledger_of_b(folder):
    (folder / "b.csv").write_text("编号,阶段\nB,供地\n", encoding="utf-8")
    return "b.csv"


@pytest.mark.parametrize("suffix", ["html", "pdf", "png", "svg"])
def test_parcels_of_no_park_are_drawn(geokit, phases, suffix):
    status, _, err = geokit("map", "一期.geojson", "二期.gpkg", "-o", f"图.{suffix}")
    assert (status, err) == (0, f"wrote 图.{suffix}\n")
    assert (phases / f"图.{suffix}").stat().st_size > 1000


@pytest.mark.parametrize("command", ["map", "ledger", "sheets"])
def test_a_letter_that_no_font_has_is_said_and_stops_no_picture(geokit, tmp_path, command):
    file = f"图.{'png' if command == 'ledger' else 'pdf'}"
    odd = {column: [f"厂{NO_LETTER}"] for column in ("id", "name", "phase")}
    gk.write_parcels(make_parcels([square(0, 0, 100)], **odd), tmp_path / "怪.geojson")
    status, _, err = geokit(command, "怪.geojson", "-o", file)
    assert status == 0
    assert err.count(f"the picture has a box for each of “{NO_LETTER}”: no font here has them") == 1
    assert err.endswith(f"wrote {file}\n")


def test_the_map_of_a_park_takes_files_in_the_place_of_a_command(geokit):
    arguments = ["--boundaries", example_folder(), "--park", "示例", PARK / "phase-1.txt"]
    assert geokit("map", *arguments, "-o", "图.html")[0] == 0
    assert geokit("map", *arguments[2:4], *arguments[:2], "-o", "图.html")[0] == 0
    assert geokit("map", "--lang", "zh", example_folder(), "-o", "图.html")[2] == "已写入 图.html\n"


def test_a_size_of_a_picture(geokit, phases):
    for size, pixels in (("4:3", (1920, 1440)), ("1280x720", (1280, 720)), ("a4", (3508, 2480))):
        assert geokit("map", "一期.geojson", "-o", "图.png", "--size", size)[0] == 0
        head = (phases / "图.png").read_bytes()[16:24]
        assert (int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")) == pixels


@pytest.mark.usefixtures("phases")
def test_what_is_written_into_a_folder_is_none_of_its_sources(geokit):
    for _ in range(2):
        status, out, _ = geokit("audit", ".", "-o", "核查.gpkg", "-o", "核查.geojson")
        assert status == 1
        assert "parcels: 2" in out


@pytest.mark.usefixtures("phases")
def test_what_the_public_does_not_see_is_counted(geokit):
    write_parcels(make_parcels([square(200, 0, 100)], id=["C"], stage=["approved"]), "三期.geojson")
    err = geokit("map", "一期.geojson", "三期.geojson", "-o", "图.html", "--audience", "public")[2]
    assert "left out of the public edition: 1 parcel" in err


def test_an_audit_of_parcels_in_no_system_is_drawn_without_them(geokit, phases):
    (phases / "无系统.csv").write_text('id,wkt\nA,"POLYGON ((0 0, 100 0, 100 100, 0 0))"\n', encoding="utf-8")
    assert geokit("map", "audit", "无系统.csv", "-o", "图.png")[::2] == (0, "wrote 图.png\n")


def test_a_system_is_that_of_the_files_that_name_none(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    own = make_parcels([square(300, 0, 100)], id=["B1"], crs=4549)
    (tmp_path / "a.csv").write_text(
        'id,WKT\nA1,"POLYGON ((500000 2500000, 500000 2500100, 500100 2500100, 500000 2500000))"\n'
    )
    for name in ("b.gpkg", "c.gpkg"):
        write_parcels(own, name)
    assert run(["--lang", "en", "audit", "b.gpkg", "c.gpkg", "--crs", "EPSG:4548"]) == 2
    assert "each of the files names its own coordinate system" in capsys.readouterr().err
    assert run(["convert", "a.csv", "b.gpkg", "-o", "all.gpkg", "--crs", "EPSG:4548"]) == 0
    capsys.readouterr()
    table = gk.read_parcels("all.gpkg").set_index("id")
    # Set down in its own system, a degree and a half or three from the other's.
    assert table.crs == 4548
    assert table.bounds.loc["A1", "minx"] == 500_000
    assert table.bounds.loc["B1", "minx"] > 700_000
    # What is named for one file puts that one right.
    assert run(["convert", "b.gpkg", "right.gpkg", "--crs", "EPSG:4548"]) == 0
    assert gk.read_parcels("right.gpkg").crs == 4548


ADDRESSES = (
    "postgresql://li:{}@127.0.0.1:5/db", "PG:host=127.0.0.1 password={} dbname=x", "/vsicurl/http://li:{}@127.0.0.1/x.shp",
    "http:/li:{}@127.0.0.1/x.shp", "host=127.0.0.1 password='{} b'", "MSSQL:server=x;pwd={}", "server=h;uid=sa;pwd={}",
    "li:{}@host:/x.txt", "oracle/{}@//h:1/x",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_password_in_an_address_is_never_shown(geokit, address):
    given = address.format("s3cret")
    for arguments in (["audit", given], ["inspect", given], ["audit", "--boundaries", given]):
        status, out, err = geokit(*arguments)
        assert status == 2
        assert "s3cret" not in out + err
    with pytest.raises(gk.InputError) as refused:
        gk.read_parcels(given)
    assert "s3cret" not in refused.value.localize("zh")


def test_of_a_thousand_tables_in_an_archive_a_few_are_named(geokit, tmp_path, phases):
    path = tmp_path / "报件.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(phases / "一期.geojson", "a.geojson")
        for number in range(60):
            archive.writestr(f"{number:02}/台账.csv", "地块编号,面积\nA,2\n")
    _, _, err = geokit("audit", path)
    note = next(line for line in err.splitlines() if "台账.csv" in line)
    assert note.count("台账.csv") < 12
    assert "0台账" not in note
