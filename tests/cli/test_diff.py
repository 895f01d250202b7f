"""``geokit diff``: sentences, a CSV file, and the exit status."""

from __future__ import annotations

import pytest

from geokit.auditing.differences.land import land_change
from geokit.cli._program import run
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square


@pytest.fixture
def geokit(capsys):
    def call(*arguments):
        status = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def files(tmp_path):
    old, new = tmp_path / "旧.geojson", tmp_path / "新.geojson"
    write_parcels(make_parcels([square(0, 0, 100)], village=["=1"]), old)
    write_parcels(make_parcels([square(0, 0, 102, 100)], village=["=1"]), new)
    return old, new


def test_no_difference_leaves_with_nothing(geokit, files):
    assert geokit("diff", files[0], files[0])[0] == 0


def test_a_difference_leaves_with_one(geokit, files, tmp_path):
    status, out, _ = geokit("diff", *files, "-o", tmp_path / "差别.csv")
    assert status == 1
    assert out.startswith("A: redrawn, 15.000 mu before, 15.300 mu after; land gained 0.300 mu\n")
    rows = (tmp_path / "差别.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[1].startswith("changed,,,A,10000.0,10200.0,0.300,")
    assert geokit("diff", *files, "--lang", "zh")[1].startswith(
        "A：界线调整，原 15.000 亩，现 15.300 亩；新增土地 0.300 亩\n"
    )


@pytest.mark.parametrize(
    ("audience", "suffixes"), [("internal", ("html", "xlsx", "gpkg")), ("public", ("html", "xlsx"))]
)
def test_the_land_of_a_difference_is_compared_once(geokit, tmp_path, monkeypatch, audience, suffixes):
    """What is printed and every file that is written are of one comparison: two could differ, and take twice as long."""
    compared = []

    def counted(*given):
        compared.append(given)
        return land_change(*given)

    for room in ("geokit.auditing.differences.parcels", "geokit.maps.change"):
        monkeypatch.setattr(f"{room}.land_change", counted)
    outputs = [each for suffix in suffixes for each in ("-o", tmp_path / f"差别.{suffix}")]
    announced = [tmp_path / f"{name}.geojson" for name in ("5月", "6月")]
    for path, width in zip(announced, (100, 102), strict=True):
        write_parcels(make_parcels([square(0, 0, width, 100)], stage=["approved"]), path)
    assert geokit("diff", *announced, *outputs, "--audience", audience)[0] == 1
    assert len(compared) == 1


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [(["-o", "x.doc"], "differences are written as .csv"), (["--crs", "nowhere"], "nowhere")],
)
def test_a_mistake_is_one_sentence_and_leaves_with_two(geokit, files, extra, sentence):
    status, out, err = geokit("diff", *files, *extra)
    assert status == 2
    assert sentence in err
    assert "Traceback" not in out + err


def test_a_split_is_said_as_the_page_says_it(geokit, tmp_path):
    old, new = tmp_path / "5月.geojson", tmp_path / "6月.geojson"
    write_parcels(make_parcels([square(0, 0, 100)], id=["12"]), old)
    halves = [square(0, 0, 50, 100), square(50, 0, 50, 100)]
    write_parcels(make_parcels(halves, id=["12-1", "12-2"]), new)
    status, out, _ = geokit("diff", old, new, "--lang", "zh")
    assert (status, out.splitlines()) == (
        1,
        [
            "12 拆分为 12-1、12-2：原 15.000 亩，现 15.000 亩",
            "与5月相比：1 宗拆分为 2 宗",
            "5月 15.000 亩＋新增 0.000 亩－减少 0.000 亩＝6月 15.000 亩；土地只计一次，平面面积。",
        ],
    )


def test_many_new_parcels_are_one_line(geokit, tmp_path):
    old, new = tmp_path / "a.geojson", tmp_path / "b.geojson"
    shapes = [square(200 * at, 0, 100) for at in range(7)]
    write_parcels(make_parcels(shapes[:1]), old)
    write_parcels(make_parcels(shapes), new)
    assert geokit("diff", old, new)[1].startswith("added, 6: B, C, D, E, F, G\n")
    assert geokit("diff", old, new, "--all")[1].count(": added, 15.000 mu") == 6


def test_a_missing_file(geokit, files):
    status, _, err = geokit("diff", files[0], "nothing.json")
    assert status == 2
    assert "nothing.json: there is no such file" in err


@pytest.fixture
def submission(tmp_path):
    parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)], declared_m2=[10_000, 10_000])
    files = [tmp_path / f"一期.{suffix}" for suffix in ("txt", "shp", "xlsx")]
    for file in files:
        write_parcels(parcels, file)
    return files


def test_three_files_are_one_submission(geokit, submission):
    status, out, _ = geokit("diff", *submission)
    assert (status, out) == (0, "files: 3, parcels: 2; all agree.\n")


def test_a_submission_that_disagrees_leaves_with_one(geokit, submission, tmp_path):
    text = submission[0].read_bytes().decode("gbk")
    submission[0].write_bytes(text.replace("2590100.000", "2590100.002", 1).encode("gbk"))
    status, out, _ = geokit("diff", *submission, "-o", tmp_path / "o.csv", "--lang", "zh")
    assert status == 1
    assert out.splitlines()[0].startswith(
        "A：一期.txt 与 一期.shp、一期.xlsx 不一致：1 个界址点不符，最大相差 0.002 米"
    )
    (row,) = (tmp_path / "o.csv").read_text("utf-8-sig").splitlines()[1:]
    assert row.startswith("A,一期.txt,一期.shp、一期.xlsx,0.002,,")
    status, out, _ = geokit("diff", "--submission", *submission[:2])
    assert (status, out.count("一期.shp disagrees with 一期.txt")) == (1, 1)


@pytest.mark.parametrize(("count", "sentence"), [(0, "two files"), (1, "two files")])
def test_too_few_files(geokit, submission, count, sentence):
    status, _, err = geokit("diff", *submission[:count])
    assert (status, sentence in err) == (2, True)


def test_a_file_named_twice(geokit, submission):
    status, _, err = geokit("diff", submission[0], *submission[:2])
    assert (status, "一期.txt: the file is named twice" in err) == (2, True)


def test_two_states_of_parcels_are_written_in_every_format_at_once(geokit, files, tmp_path):
    outputs = [tmp_path / f"对比.{suffix}" for suffix in ("html", "xlsx", "gpkg", "csv")]
    asked = [part for output in outputs for part in ("-o", output)]
    status, out, _ = geokit("diff", *files, *asked, "--lang", "zh", "--as-of", "2026-06-01")
    assert status == 1
    assert out.startswith("A：界线调整，原 15.000 亩，现 15.300 亩；新增土地 0.300 亩\n")
    assert all(output.is_file() for output in outputs)
    assert "与旧相比：新增 0.300 亩；1 宗界线调整" in outputs[0].read_text(encoding="utf-8")
    geokit("diff", *files, "-o", outputs[0], "--names", "5月", "6月", "--lang", "en")
    assert "Compared with 5月: 0.300 mu gained; 1 redrawn" in outputs[0].read_text(encoding="utf-8")


def test_a_page_is_for_parcels_alone(geokit, submission, tmp_path):
    status, out, err = geokit("diff", *submission, "-o", tmp_path / "x.html")
    assert (status, out) == (2, "")
    assert "only the difference of two tables of parcels is written as .html" in err


def test_the_public_edition_is_that_on_the_screen_too(geokit, tmp_path):
    old, new = tmp_path / "a.geojson", tmp_path / "b.geojson"
    write_parcels(make_parcels([square(0, 0, 100)], stage=["approved"]), old)
    write_parcels(make_parcels([square(0, 0, 100), square(200, 0, 77)], stage=["approved", "planned"]), new)
    assert geokit("diff", old, new)[0] == 1
    status, out, _ = geokit("diff", old, new, "--audience", "public")
    assert (status, out.splitlines()[0]) == (0, "No difference.")


@pytest.mark.parametrize(
    ("files", "asked", "names"),
    [
        (("一期.txt", "一期.gpkg"), None, ("一期.txt", "一期.gpkg")),
        (("5月/一期.gpkg", "6月/一期.gpkg"), None, ("5月/一期.gpkg", "6月/一期.gpkg")),
        (("甲/5月/一.gpkg", "乙/5月/一.gpkg"), None, ("甲/5月/一.gpkg", "乙/5月/一.gpkg")),
        (("甲/5月/一.gpkg", "乙/5月/一.gpkg"), ("甲/5月/*.gpkg", "乙/5月/*.gpkg"), ("甲/5月/*.gpkg", "乙/5月/*.gpkg")),
        (("5月/一.txt", "5月/一.gpkg"), ("5月/*.txt", "5月/../5月/*.gpkg"), ("*.txt", "*.gpkg")),
        (("一期.txt", "二期.gpkg"), None, ("一期", "二期")),
    ],
)  # fmt: skip
def test_states_of_one_name_are_told_apart(geokit, tmp_path, monkeypatch, files, asked, names):
    monkeypatch.chdir(tmp_path)
    for path, far in zip(files, (100, 102), strict=True):
        for more in range(2 if asked else 1):
            file = tmp_path / path
            file = file.with_stem(f"{file.stem}{more or ''}")
            file.parent.mkdir(parents=True, exist_ok=True)
            land = make_parcels([square(1000 * more, 0, far, 100)], id=[f"A{more}"])
            write_parcels(land, file)
    _, out, _ = geokit("diff", *(asked or files), "-o", "对比.html", "-o", "对比.xlsx")
    assert all(f"{name} " in out for name in names)
    page = (tmp_path / "对比.html").read_text(encoding="utf-8")
    assert all(name in page for name in names)
