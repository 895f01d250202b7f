"""A template as an office has it: a logo, a form with borders, one row for the parcels, a total, a signature below."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path

ROW = 5  # as Excel counts it: the row that is repeated


def png() -> bytes:
    """Return a picture of one red point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
    )


def write_template(path: Path) -> Path:
    """Write the template: sheet 成果 with the form, 汇总 with formulas that refer to it, 说明 with neither."""
    with xlsxwriter.Workbook(path) as book:
        form, summary, notes = (book.add_worksheet(name) for name in ("成果", "汇总", "说明"))
        box = book.add_format({"border": 1})
        mu, m2 = (book.add_format({"border": 1, "num_format": code}) for code in ("0.000", "#,##0.00"))
        bold = book.add_format({"bold": True, "font_color": "red"})
        form.merge_range(
            "A1:F1", "{{园区名称}}地块成果表", book.add_format({"bold": True, "align": "center"})
        )
        form.write_rich_string("A2", "编制单位：", bold, "{{编制单位}}", "（盖章）")
        form.write("A3", "共 {{合计.宗数}} 宗，{{ 合计.量算面积.亩 }} 亩")
        form.write_row("A4", ["序号", "地块编号", "地块名称", "面积（平方米）", "面积（亩）", "占比"], box)
        form.write("A5", "{{地块.序号}}", box)
        form.write("B5", "{{地块.地块编号}}", box)
        form.write("C5", "｛｛地块.name｝｝", box)
        form.write("D5", "{{地块.量算面积.平方米}}", m2)
        form.write("E5", "{{parcel.measured.mu}}", mu)
        form.write_formula("F5", "=D5/D$6", book.add_format({"border": 1, "num_format": "0.00%"}), 7)
        form.set_row(4, 33)
        form.write("A6", "合计", box)
        form.write_formula("D6", "=SUM(D5:D5)", m2, 7)
        form.write_formula("E6", "=SUM(E5)", mu, 7)
        form.merge_range("B6:C6", "", box)
        form.merge_range("A8:C8", "审定：　　　　　日期：{{日期}}", box)
        form.insert_image("E1", "logo.png", {"image_data": io.BytesIO(png())})
        form.insert_image("E8", "stamp.png", {"image_data": io.BytesIO(png() + b"\0")})
        form.insert_textbox("H1", "负责人 {{编制单位}}")
        form.write_comment("A8", "盖章处")
        form.data_validation("C5", {"validate": "list", "source": ["甲", "乙"]})
        form.conditional_format("D5:D5", {"type": "cell", "criteria": ">", "value": 1e4, "format": bold})
        form.print_area("A1:F8")
        form.repeat_rows(3)
        form.set_header("&C{{园区名称}} & {{编制单位}}")
        form.set_h_pagebreaks([6])
        form.freeze_panes(4, 0)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=成果!$E$5:$E$5"})
        form.insert_chart("H10", chart)
        book.define_name("总面积", "=成果!$D$6")
        summary.write("A1", "总面积")
        summary.write_formula("B1", "=成果!D6*0.0015", None, 7)
        summary.write_formula("B2", "=总面积", None, 7)
        notes.write("A1", "填表说明")
        notes.set_column(0, 0, 55)
    return path
