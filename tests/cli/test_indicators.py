"""``geokit indicators``: what it prints and writes, and each mistake as one sentence."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

import geokit as gk
from geokit.cli._program import run

BUREAU = gk.example_folder() / "bureau"
AUDIT = (f"land={BUREAU / 'survey.gpkg'}", BUREAU / "park.xlsx", BUREAU / "supply.xlsx")


@pytest.fixture
def geokit(capsys):
    def call(*arguments):
        status = run([str(each) for each in ("indicators", *arguments, "--language", "en")])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_figures_are_printed_with_formula_and_source_and_written(geokit, tmp_path):
    status, out, err = geokit(*AUDIT, "-o", tmp_path / "a.xlsx")
    assert status == 0
    assert (
        "rate of approved land not supplied = approved, not supplied / approved area; source: a tool" in out
    )
    assert "practice, no document" in out
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Indicators", "Sheet to hand in"]
    values = {row[0]: row[2] for row in book["Indicators"].iter_rows(values_only=True) if row[0]}
    assert values["idle-rate"] == pytest.approx(4.62)
    assert "a.xlsx" in err


def test_settings_are_listed_and_shown_as_a_file_that_can_be_used(geokit, tmp_path):
    assert "park-evaluation" in geokit("--list")[1]
    own = tmp_path / "own.toml"
    own.write_text(geokit("--show", "tract")[1], encoding="utf-8")
    status, out, _ = geokit(BUREAU / "tract.xlsx", "--settings", own)
    assert (status, "40.24" in out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name the files of the tables"),
        (("--show", "parkaudit"), "Did you mean park-audit?"),
        (("no.xlsx",), "no.xlsx"),
        ((BUREAU / "park.xlsx", "--by", "colour"), "no table has a column “colour” to group by (--by)"),
        ((BUREAU / "park.xlsx", "-o", "a.pdf"), "such a table is written as"),
    ],
)
def test_a_mistake_is_one_sentence(geokit, arguments, said):
    status, out, err = geokit(*arguments)
    assert (status, out) == (2, "")
    assert said in err
