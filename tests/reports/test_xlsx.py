from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import shapely

import geokit as gk
from geokit.land.limits import SHARPEST_ANGLE
from geokit.reports import find_format
from geokit.testing import make_parcels, make_park, square

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from geokit.auditing.report import AuditReport


def content(report: AuditReport, language: Any = "en", **marks: Any) -> bytes:
    return find_format("xlsx").render(report, language, **marks)


def book(report: AuditReport, language: Any = "en", **marks: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content(report, language, **marks)))


def column(sheet: Worksheet, heading: str) -> list[Any]:
    heads = [cell.value for cell in sheet[1]]
    return [row[heads.index(heading)] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_sheets_and_headings_are_in_the_reports_language(planted: AuditReport) -> None:
    assert book(planted).sheetnames == ["Summary", "Causes", "Findings", "Phases"]
    chinese = book(planted, "zh")
    assert chinese.sheetnames == ["汇总", "问题归类", "问题清单", "分期面积"]
    assert chinese["问题清单"]["H1"].value == "问题"


def test_a_finding_has_three_units_side_by_side(planted: AuditReport) -> None:
    sheet = book(planted)["Findings"]
    at = column(sheet, "rule").index("overlap")
    row = [column(sheet, f"measured ({unit})")[at] for unit in ("m²", "ha", "mu")]
    assert row == [142.49, 0.0142, 0.214]
    assert column(sheet, "file")[at] == "phase-1.txt"
    assert column(sheet, "line")[at] == 13


def test_every_finding_is_listed_in_order(planted: AuditReport) -> None:
    sheet = book(planted)["Findings"]
    assert column(sheet, "fingerprint") == [finding.fingerprint for finding in planted.findings]
    assert column(sheet, "finding") == [finding.message("en") for finding in planted.findings]
    assert column(sheet, "fact")[0] == "1.500 mu larger than declared"


def test_an_angle_stands_in_degrees() -> None:
    thorn = shapely.Polygon(
        [
            (470_000, 2_590_000),
            (470_100, 2_590_000),
            (470_100, 2_590_100),
            (470_044.2, 2_590_100),
            (470_044.1, 2_590_160),
            (470_044, 2_590_100),
            (470_000, 2_590_100),
        ]
    )
    sheet = book(gk.audit(make_parcels([thorn])))["Findings"]
    at = column(sheet, "rule").index("spike")
    measured, allowed = (column(sheet, heading)[at] for heading in ("measured (°)", "allowed (°)"))
    assert 0 < measured < allowed == SHARPEST_ANGLE.value


def test_numbers_are_numbers(planted: AuditReport) -> None:
    sheet = book(planted)["Findings"]
    found = [value for value in column(sheet, "measured (m²)") if value is not None]
    assert found
    assert all(isinstance(value, int | float) for value in found)


@pytest.mark.parametrize("quantity", ["measured", "land"])
@pytest.mark.parametrize("unit", ["m²", "ha", "mu"])
def test_printed_totals_are_the_sums_of_the_printed_parts(
    planted: AuditReport, quantity: str, unit: str
) -> None:
    sheet = book(planted)["Phases"]
    parts = [Decimal(str(value)) for value in column(sheet, f"{quantity} ({unit})")[:3]]
    assert sum(parts) == Decimal(str(column(sheet, f"{quantity} ({unit})")[3]))


def test_what_is_declared_is_converted_and_never_balanced(planted: AuditReport) -> None:
    sheet = book(planted)["Phases"]
    assert column(sheet, "declared (m²)")[:4] == [170_051.0, 190_275.0, 174_773.0, 535_099.0]
    assert column(sheet, "declared (mu)")[:4] == [255.077, 285.413, 262.160, 802.649]


def test_a_phase_says_what_it_could_not_measure(planted: AuditReport) -> None:
    sheet = book(planted)["Phases"]
    assert column(sheet, "phase")[:3] == ["phase 1", "phase 2", "phase 3"]
    assert column(sheet, "not measured")[:4] == [0, 0, 1, 1]
    assert column(sheet, "parcels")[:4] == [9, 11, 10, 30]


def test_tables_have_filters_and_frozen_headings(planted: AuditReport) -> None:
    workbook = book(planted)
    assert workbook["Findings"].freeze_panes == "C2"
    assert workbook["Findings"].auto_filter.ref == f"A1:V{len(planted.findings) + 1}"
    assert workbook["Findings"].print_title_rows == "$1:$1"
    # The row of totals stays where it is when the phases are sorted.
    assert workbook["Phases"].auto_filter.ref == "A1:R4"


def test_no_cell_is_a_formula(hostile: AuditReport) -> None:
    cells = [
        cell for sheet in book(hostile) for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    parts = zipfile.ZipFile(io.BytesIO(content(hostile)))
    assert not any(
        b"<f>" in parts.read(name) or b"<hyperlink" in parts.read(name) for name in parts.namelist()
    )


def test_what_looks_like_a_formula_is_guarded(hostile: AuditReport) -> None:
    sheet = book(hostile)["Findings"]
    subjects = {row[5].value: row[5] for row in sheet.iter_rows(min_row=2)}
    assert subjects["=1+1"].quotePrefix
    assert not subjects["%s %(name)s \\n \\"].quotePrefix


def test_every_sheet_is_marked(planted: AuditReport) -> None:
    for sheet in book(planted, "zh", classification="机密&绝密"):
        assert sheet.oddHeader.left.text.startswith("内部资料  审图号：（未送审）  密级：机密&&绝密")


def test_nothing_tells_when_and_where_it_was_written(planted: AuditReport) -> None:
    parts = zipfile.ZipFile(io.BytesIO(content(planted)))
    assert {part.date_time[:3] for part in parts.infolist()} <= {(1980, 1, 1), (1980, 1, 31)}
    properties = book(planted).properties
    assert (properties.creator, str(properties.created.date())) == ("geokit", "2026-02-01")


def test_a_report_without_parks_can_be_written(planted: AuditReport) -> None:
    empty = type(planted)((), (), planted.today)
    assert book(empty)["Findings"].max_row == 1


def test_a_park_with_reference_layers_has_one_matrix_of_them(tmp_path: Path) -> None:
    (tmp_path / "park").mkdir()
    make_parcels([square(0, 0, 50)]).to_file(tmp_path / "park" / "red.geojson")
    toml = '[[references]]\nid = "red"\nname = {zh = "红线", en = "red"}\nfile = "red.geojson"\nrole = "forbid"\nas_of = "2024-06"\n'
    report = gk.audit(make_park(tmp_path, toml), make_parcels([square(0, 0, 100)]))
    sheet = book(report, "zh")["参考图层占用表"]
    assert [cell.value for cell in sheet[4]][3:7] == [1, 0.25, 0.75, "A"]
    assert "红线（2024-06）" in [cell.value for cell in sheet[2]]
    assert "Reference layers" not in book(report, "en", audience="public").sheetnames
