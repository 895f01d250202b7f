"""Many findings of one cause stand as one group, their number first, in every report for people."""

import io
import json
import re

import openpyxl
import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.reports import find_format
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
def test_a_terminal_shows_the_number_and_the_first_few(report, monkeypatch, language):
    monkeypatch.setenv("NO_COLOR", "1")
    shown = text(report, language, is_whole=False)
    assert f"{MANY} × area_mismatch" in shown
    assert len(re.findall(r"^    - P\d\d", shown, re.MULTILINE)) == 3
    assert f"+{MANY - 3} " in shown
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
    causes = list(book[sheet].iter_rows(min_row=2, values_only=True))
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
    assert (few.count("- P"), everything.count("- P")) == (3, MANY)
