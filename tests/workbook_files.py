"""Workbooks for the tests: sheets of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def write_workbook(
    path: Path, sheets: Mapping[str, Iterable[Iterable[object]]], merged: Iterable[str] = ()
) -> Path:
    """Write a workbook of some sheets, each by its title and with some cells merged, and return its path."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    book.save(path)
    return path
