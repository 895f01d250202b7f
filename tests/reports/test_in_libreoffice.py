"""Workbooks opened in LibreOffice, which calculates them anew: run by ``make office``.

It takes seconds to start, and is no dependency.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from decimal import Decimal

import openpyxl
import pytest
from office_template import write_template

import geokit as gk
from geokit.testing import make_parcels, square

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (OFFICE and os.environ.get("GEOKIT_OFFICE")), reason="run by make office"),
]
PARCELS = make_parcels(
    [square(110 * at, 0, 100, 33.3 + at / 7) for at in range(23)],
    id=[f"4405070010010000{at:03}" for at in range(23)],
    name=["=1+1", "+2", "-3", "@x", *["甲"] * 19],
    declared_m2=[3333.3 + at / 7 for at in range(23)],
)


def converted(path, suffix, folder):
    """Return what LibreOffice makes of a workbook, with settings of its own that are new each time."""
    folder.mkdir(exist_ok=True)
    profile = (folder / "profile").as_uri()
    command = [OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix, "--outdir"]
    subprocess.run([*command, str(folder), str(path)], check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{suffix.partition(':')[0]}"


def values_of(path, sheet, folder):
    """Return the cells of a sheet as LibreOffice has calculated them."""
    again = converted(path, "xlsx:Calc MS Excel 2007 XML", folder)
    return openpyxl.load_workbook(again, data_only=True)[sheet]


def test_a_filled_template_calculates_to_the_sums_that_were_printed(tmp_path):
    template = write_template(tmp_path / "模板.xlsx")
    fields = {"园区名称": "岭海园区", "编制单位": "=cmd|' /c calc'!A0", "日期": "2026-06-01"}
    gk.fill_template(template, tmp_path / "成果.xlsx", parcels=PARCELS, fields=fields)
    sheet = values_of(tmp_path / "成果.xlsx", "成果", tmp_path / "out")
    rows = list(sheet.iter_rows(min_row=5, max_row=28, values_only=True))
    assert [row[1] for row in rows[:-1]] == PARCELS["id"].tolist()
    assert [row[2] for row in rows[:4]] == ["=1+1", "+2", "-3", "@x"]
    written = openpyxl.load_workbook(tmp_path / "成果.xlsx", data_only=True)["成果"]
    for column in "DE":
        whole = sum(row["ABCDEF".index(column)] for row in rows[:-1])
        assert sheet[f"{column}28"].value == pytest.approx(whole, abs=1e-9)
        assert sheet[f"{column}28"].value == pytest.approx(written[f"{column}28"].value, abs=1e-9)
    assert sum(row[5] for row in rows[:-1]) == pytest.approx(1)
    assert sheet["A2"].value == "编制单位：=cmd|' /c calc'!A0（盖章）"
    assert f"{sheet['E28'].value:,.3f} 亩" in sheet["A3"].value
    pdf = converted(tmp_path / "成果.xlsx", "pdf", tmp_path / "out")
    assert pdf.read_bytes().startswith(b"%PDF")


def test_the_summary_of_another_sheet_follows(tmp_path):
    template = write_template(tmp_path / "模板.xlsx")
    gk.fill_template(
        template, tmp_path / "x.xlsx", parcels=PARCELS, fields={"园区名称": 1, "编制单位": 2, "日期": 3}
    )
    summary = values_of(tmp_path / "x.xlsx", "汇总", tmp_path / "out")
    whole = openpyxl.load_workbook(tmp_path / "x.xlsx", data_only=True)["成果"]["D28"].value
    assert [summary["B1"].value, summary["B2"].value] == pytest.approx([whole * 0.0015, whole])


def test_rows_of_parcels_add_up_and_text_stays_text(tmp_path):
    gk.write_parcels(PARCELS, tmp_path / "x.xlsx", layout="parcels")
    table = converted(
        tmp_path / "x.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false", tmp_path / "out"
    )
    head, *rows, total = csv.reader(table.read_text("utf-8").splitlines())
    assert len(rows) == 23
    assert [row[0] for row in rows] == PARCELS["id"].tolist()
    assert [row[1] for row in rows[:4]] == ["=1+1", "+2", "-3", "@x"]
    for at in (2, 3):
        shown = [Decimal(row[at].replace(",", "")) for row in (*rows, total)]
        assert sum(shown[:-1]) == shown[-1], head[at]
