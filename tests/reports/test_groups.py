"""Many findings of one cause stand as one group, their number first, in every report for people."""

import io
import json
from collections import Counter

import openpyxl
import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.i18n import speaking_to
from geokit.reports import find_format
from geokit.reports.html import report_data
from geokit.terminal import display_width
from geokit.testing import make_parcels, square

MANY = 56


@pytest.fixture(scope="module")
def report():
    shapes = [square(200 * at, 0, 100) for at in range(MANY)]
    ids = [f"P{at:02d}" for at in range(MANY)]
    return gk.audit(parcels=make_parcels(shapes, id=ids, declared_m2=[150_000.0] * MANY))


def text(report, language, **how):
    return find_format("text").terminal(report, language, **how)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("is_whole", [True, False])
def test_no_line_of_a_group_is_wider_than_a_terminal(monkeypatch, language, is_whole):
    monkeypatch.setenv("NO_COLOR", "1")
    shapes = [square(200 * at, 0, 100) for at in range(MANY)]
    ids = [f"深汕特别合作区鹅埠镇上北村集体留用地 {at:02d} 号" for at in range(MANY)]
    made = gk.audit(parcels=make_parcels(shapes, id=ids, declared_m2=[150_000.0] * MANY))
    assert max(map(display_width, text(made, language, is_whole=is_whole).splitlines())) <= 80


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_terminal_shows_the_number_and_the_first_few(report, monkeypatch, language):
    monkeypatch.setenv("NO_COLOR", "1")
    with speaking_to("terminal"):
        shown = text(report, language, is_whole=False)
    assert f"{MANY} × area_mismatch" in shown
    lines = shown.splitlines()
    [at] = [number for number, line in enumerate(lines) if f"{MANY} ×" in line]
    # The cause, then whom it concerns; none of the fifty-six sentences.
    assert ("factor of about 15" if language == "en" else "约 15 倍") in lines[at + 1]
    assert "P00" in lines[at + 2] + lines[at + 3]
    assert shown.count("P07") == 1
    assert "P08" not in shown
    assert "--all" in shown
    assert max(map(display_width, shown.splitlines())) <= 80


def test_a_file_holds_all_of_them(report):
    written = find_format("text").render(report, "en").decode()
    assert written.count("    - P") == MANY
    assert f"{MANY} × area_mismatch" in written


def test_four_are_shown_as_they_are(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    shapes = [square(200 * at, 0, 100) for at in range(4)]
    few = gk.audit(parcels=make_parcels(shapes, declared_m2=[150_000.0] * 4))
    shown = text(few, "en", is_whole=False)
    assert shown.count("[error] area_mismatch") == 4
    assert "×" not in shown


def test_markdown_has_a_row_that_opens(report):
    written = find_format("markdown").render(report, "en").decode()
    (row,) = [line for line in written.splitlines() if "area differ" in line]
    assert f"<details><summary>{MANY} × all differ by a factor of about 15" in row
    assert f"+{MANY - 20} more</details>" in row


@pytest.mark.parametrize(("language", "sheet"), [("en", "Causes"), ("zh", "问题归类")])
def test_the_workbook_lists_causes_and_the_findings_name_theirs(report, language, sheet):
    book = openpyxl.load_workbook(io.BytesIO(find_format("xlsx").render(report, language)))
    # Beneath a cause its findings are folded, without a number of their own.
    causes = [row for row in book[sheet].iter_rows(min_row=2, values_only=True) if row[0]]
    assert causes[0][0] == MANY
    assert sum(row[0] for row in causes) == len(report.findings)
    findings = list(book.worksheets[2].iter_rows(min_row=2, values_only=True))
    assert len(findings) == len(report.findings)
    assert [row[-1] for row in findings].count(causes[0][-1]) == MANY


def test_machines_get_each_finding(report):
    data = json.loads(find_format("json").render(report, "en"))
    assert len(data["findings"]) == len(report.findings)
    sarif = json.loads(find_format("sarif").render(report, "en"))
    assert len(sarif["runs"][0]["results"]) == len(report.findings)


def test_the_command_shows_few_or_all(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    shapes = [square(200 * at, 0, 100) for at in range(MANY)]
    folder = tmp_path / "boundaries"
    assert run(["init", str(folder)]) == 0
    frame = make_parcels(shapes, id=[f"P{at:02d}" for at in range(MANY)], declared_m2=[150_000.0] * MANY)
    gk.write_parcels(frame, tmp_path / "x.gpkg")
    capsys.readouterr()
    command = ["audit", str(folder), "--park", "my-park", "--parcels", str(tmp_path / "x.gpkg")]
    assert run(command) == 1
    few = capsys.readouterr().out
    assert run([*command, "--all"]) == 1
    everything = capsys.readouterr().out
    assert (few.count("- P"), everything.count("- P")) == (0, MANY)


def test_the_sheet_of_causes_says_why_and_the_page_has_the_same_groups(report):
    book = openpyxl.load_workbook(io.BytesIO(find_format("xlsx").render(report, "en")))
    heads, *rows = book["Causes"].iter_rows(values_only=True)
    causes = [dict(zip(heads, row, strict=True)) for row in rows if row[0]]
    assert [cause["findings"] for cause in causes] == [group.count for group in report.grouped()]
    assert "factor of about 15" in causes[0]["cause in common"]
    page = report_data(report, is_public=False)
    counts = Counter(page["columns"]["group"])
    assert [counts[group["number"]] for group in page["groups"]] == [cause["findings"] for cause in causes]
    assert page["groups"][0]["why"]["en"] == causes[0]["cause in common"]
    assert page["groups"][0]["lead"]["zh"] == report.grouped()[0].lead("zh")


def test_the_findings_of_a_cause_are_folded_beneath_it(report):
    sheet = openpyxl.load_workbook(io.BytesIO(find_format("xlsx").render(report, "en")))["Causes"]
    assert not sheet.sheet_properties.outlinePr.summaryBelow
    folds = [
        (sheet.row_dimensions[row].outlineLevel, sheet.row_dimensions[row].hidden)
        for row in range(1, MANY + 4)
    ]
    assert folds == [(0, False)] * 2 + [(1, True)] * MANY + [(0, False)]
    assert sheet.row_dimensions[2].collapsed
    first = [cell.value for cell in sheet[3]]
    assert first[5] == report.grouped()[0].first.message("en")
    assert first[0] is None
    # Sorting would tear them from their cause.
    assert sheet.auto_filter.ref is None
    assert sheet.freeze_panes == "C2"


def test_of_very_many_the_list_of_findings_is_named(monkeypatch, report):
    monkeypatch.setattr("geokit.reports.xlsx._MOST_MEMBERS", 10)
    sheet = openpyxl.load_workbook(io.BytesIO(find_format("xlsx").render(report, "en")))["Causes"]
    assert sheet.cell(13, 6).value == f"{MANY - 10} more in Findings, cause no. 1"
