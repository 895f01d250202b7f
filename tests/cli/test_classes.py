"""``geokit classes``: the table on the terminal and as a workbook, and what forbids it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Return a file of a parcel and one of a survey as an office has it."""
    survey = make_parcels([square(0, 0, 50, 100), square(50, 0, 50, 100)], land_class=["0101", "0601"])
    survey = survey.assign(KCXS=[0.1, 0.0], QSXZ=["30", "20"], ZLDWMC=["甲村", "乙村"], TBMJ=[4999.9, 4999.9])
    survey = survey.rename(columns={"land_class": "DLBM"})
    columns = ["DLBM", "KCXS", "QSXZ", "ZLDWMC", "TBMJ", "geometry"]
    survey[columns].to_file(tmp_path / "图斑.gpkg", layer="DLTB")
    gk.write_parcels(make_parcels([square(0, 0, 100)], declared_m2=[10000.0]), tmp_path / "地块.gpkg")
    gk.write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / "其他.gpkg")
    return [str(tmp_path / f"{name}.gpkg") for name in ("地块", "图斑", "其他")]


def test_a_table_is_printed_and_written(
    capsys: pytest.CaptureFixture[str], files: list[str], tmp_path: Path
) -> None:
    book = tmp_path / "地类.xlsx"
    assert run(["classes", *files[:2], "-o", str(book), "--lang", "zh"]) == 0
    assert "10,000.00 平方米 = 15.000 亩" in capsys.readouterr().out
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["地块地类面积表", "权属地类面积表"]
    rows = list(sheets["地块地类面积表"].iter_rows(min_row=3, max_row=5, values_only=True))
    assert rows[0][3:] == ("小计", "0101 水田", "1203 田坎", "小计", "0601 工业用地")
    assert rows[1][2:] == rows[2][2:] == (10000, 5000, 4500, 500, 5000, 5000)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{0}"], "give files of parcels and the survey"),
        (["{0}", "{2}"], "--survey-column DL=land_class"),
        (["{0}", "{1}", "-o", "a.pdf"], ".xlsx"),
    ],
)
def test_what_is_missing_is_said(
    capsys: pytest.CaptureFixture[str], files: list[str], arguments: list[str], said: str
) -> None:
    assert run(["classes", *(each.format(*files) for each in arguments), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


def test_a_terminal_gets_a_wide_table_in_parts_that_fit(
    capsys: pytest.CaptureFixture[str], files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    assert run(["classes", *files[:2], "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    tables = [line for line in lines if line.strip().startswith(("parcel ", "A ", "total "))]
    assert max(map(len, tables)) <= 60
    assert sum(line.strip().startswith("parcel ") for line in tables) > 1


def test_of_a_county_s_database_the_layer_of_survey_polygons_is_taken(
    capsys: pytest.CaptureFixture[str], files: list[str]
) -> None:
    make_parcels([square(0, 0, 500)]).to_file(files[1], layer="XZQ", mode="a")
    assert run(["classes", *files[:2], "--lang", "en"]) == 0
    assert "10,000.00 m²" in capsys.readouterr().out
