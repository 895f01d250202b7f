"""``geokit ledger``: tables, files, and the exit status."""

from __future__ import annotations

import csv
from decimal import Decimal

import pandas as pd
import pytest

from geokit.cli._program import run
from geokit.parcels.write import write_parcels
from geokit.programme.catalog import example_folder
from geokit.testing import make_parcels, square

PARK = ["ledger", str(example_folder()), "--park", "示例"]
EXAMPLE = [*PARK, "--as-of", "2026-06-01"]


@pytest.fixture
def geokit(capsys):
    def call(*arguments):
        status = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_the_ledger_of_a_park(geokit):
    status, out, err = geokit(*EXAMPLE)
    assert (status, err) == (0, "")
    assert out.startswith(
        "As of 1 June 2026, Example Park (invented) has 30 parcels on at least 742.879 mu of land"
    )
    assert "are approved and not supplied" in out
    assert geokit(*EXAMPLE, "--lang", "zh")[1].startswith("截至2026年6月1日，示例园区（虚构）共有地块 30 宗")


def test_parcels_of_a_file_by_several_columns(geokit):
    file = example_folder() / "example-park" / "phase-1.txt"
    status, out, _ = geokit(
        *EXAMPLE, "--parcels", file, "--by", "stage", "--by", "land_class", "--method", "statutory"
    )
    assert status == 0
    assert "statutory ellipsoidal area" in out
    assert "0601 industrial land" in out


def test_a_ledger_that_differs_leaves_with_one(geokit, tmp_path):
    book = tmp_path / "台账.csv"
    book.write_text("地块编号,面积（亩）\nP1-01,28.5\nP9-01,3\n", encoding="utf-8")
    file = example_folder() / "example-park" / "phase-1.txt"
    status, out, _ = geokit(*EXAMPLE, "--parcels", file, "--ledger", book)
    assert status == 1
    assert "rows without a polygon (1): P9-01." in out
    assert "P1-01: " in out


def test_a_ledger_that_agrees_leaves_with_nothing(geokit, tmp_path):
    book = tmp_path / "台账.xlsx"
    ids = [f"P1-{number:02d}" for number in range(1, 10)]
    pd.DataFrame({"编号": ids}).to_excel(book, index=False)
    file = example_folder() / "example-park" / "phase-1.txt"
    assert geokit(*EXAMPLE, "--parcels", file, "--ledger", book)[0] == 0


def test_files_by_their_suffix_and_the_same_in_every_run(geokit, tmp_path):
    names = [f"{number}.{suffix}" for number in "12" for suffix in ("csv", "xlsx")]
    outputs = [part for name in names for part in ("-o", tmp_path / name)]
    assert geokit(*EXAMPLE, *outputs)[0] == 0
    for suffix in ("csv", "xlsx"):
        assert (tmp_path / f"1.{suffix}").read_bytes() == (tmp_path / f"2.{suffix}").read_bytes()
    *rows, total = csv.DictReader((tmp_path / "1.csv").read_text(encoding="utf-8-sig").splitlines())
    assert sum(Decimal(row["land (mu)"]) for row in rows) == Decimal(total["land (mu)"]) == Decimal("742.879")
    sheets = pd.read_excel(tmp_path / "1.xlsx", sheet_name=None, engine="openpyxl")
    assert list(sheets) == ["Ledger", "Approved, not supplied"]
    assert sheets["Ledger"].loc[3, "land (mu)"] == pytest.approx(742.879)


def test_text_that_a_workbook_would_take_for_a_formula_is_marked(geokit, tmp_path):
    parcels = tmp_path / "a.geojson"
    write_parcels(make_parcels([square(0, 0, 100)], village=["=1+1"]), parcels)
    assert geokit(*EXAMPLE, "--parcels", parcels, "--by", "village", "-o", tmp_path / "a.csv")[0] == 0
    assert "'=1+1" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")


def test_a_picture(geokit, tmp_path):
    pytest.importorskip("matplotlib")
    assert geokit(*EXAMPLE, "-o", tmp_path / "进度.png")[0] == 0
    assert (tmp_path / "进度.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (["-o", "x.doc"], "a ledger is written as .csv, .xlsx, .png, not as “.doc”"),
        (["--by", "colour"], "“colour” is none of"),
        (["--ledger", "no such.xlsx"], "no such.xlsx: there is no such file"),
        (["--as-of", "soon"], "Invalid value for '--as-of'"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_with_two(geokit, extra, sentence):
    status, out, err = geokit(*PARK, *extra)
    assert status == 2
    assert sentence in err
    assert "Traceback" not in out + err
