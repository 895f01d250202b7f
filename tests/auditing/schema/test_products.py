"""What is written of a database speaks of a database, and of no park and no parcels."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import openpyxl
import pytest

import geokit as gk

if TYPE_CHECKING:
    from pathlib import Path


def test_a_workbook_and_a_page_speak_of_a_database(tmp_path: Path) -> None:
    lines = gk.example_folder() / "bureau" / "control-lines.gpkg"
    report = gk.check_schema(lines, "control-lines-2021", today="2026-06-01")
    book = openpyxl.load_workbook(report.save(tmp_path / "a.xlsx", language="zh"))
    rows = [[cell for cell in row if cell is not None] for row in book["汇总"].iter_rows(values_only=True)]
    assert rows[0] == ["数据库核查报告"]
    assert ["数据库", "坐标系", "记录数"] in [row[:3] for row in rows]
    assert ["control-lines.gpkg", "EPSG:4527", report.database.records] in [row[:3] for row in rows]  # type: ignore[union-attr]
    texts = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert not texts & {"园区", "地块数"}
    page = report.save(tmp_path / "a.html", language="zh").read_text("utf-8")
    assert "数据库核查" in page
    assert "数据库核查：发现" in report.save(tmp_path / "a.md", language="zh").read_text("utf-8")


def test_a_submission_with_planted_faults_is_told_what_stands_where() -> None:
    report = gk.check_schema(gk.example_folder() / "bureau" / "submission.gpkg", "control-lines-2021")
    planted = {
        "value_outside_domain": 3, "missing_value": 2, "column_type": 1, "duplicate_value": 1, "invalid_shape": 1,
        "layer_name": 1, "layer_overlap": 1, "missing_column": 1, "value_too_long": 1, "extra_layer": 1,
        "not_checked": 1,
    }  # fmt: skip
    assert Counter(each.rule for each in report.findings) == planted
    said = {language: [each.message(language) for each in report.findings] for language in ("zh", "en")}
    zh, en = "\n".join(said["zh"]), "\n".join(said["en"])
    assert "值不在值域“三调地类编码”内：9999990000000000012 = 0110" in zh
    assert "is outside “the classes of the third survey” in 1 record: 9999990000000000012 = 0110" in en
    # A number that two records have names neither: the record's own number is said with it.
    assert "HXMC 有 1 条记录为空（必填）：999999000000000002#2" in zh
    assert "HXMC of STBHHX is empty in 1 record (mandatory): 999999000000000002#2" in en


@pytest.mark.parametrize("suffix", ["html", "xlsx", "sarif", "json", "md", "txt"])
def test_a_database_has_no_edition_for_the_public_that_reads_as_if_nothing_were_found(
    tmp_path: Path, suffix: str
) -> None:
    report = gk.check_schema(gk.example_folder() / "bureau" / "submission.gpkg", "control-lines-2021")
    with pytest.raises(gk.OptionError, match="no edition for the public"):
        report.save(tmp_path / f"a.{suffix}", audience="public", review_number="A")
    assert not list(tmp_path.iterdir())
