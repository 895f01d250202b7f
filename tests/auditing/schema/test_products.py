"""What is written of a database speaks of a database, and of no park and no parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

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
