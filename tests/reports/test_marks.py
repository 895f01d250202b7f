"""审图号 and 密级: from park.toml, or as given; in every format that people read, for either audience."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import geokit as gk
from geokit.reports import find_format
from geokit.testing import make_parcels, make_park, square

if TYPE_CHECKING:
    from pathlib import Path

READ_BY_PEOPLE = ["text", "markdown", "json", "junit", "sarif", "geojson", "gpkg", "xlsx", "html"]
TOML = 'review_number = "粤S(2026)001号"\nclassification = "秘密"\n'


@pytest.fixture
def report(tmp_path: Path) -> gk.AuditReport:
    shapes = [square(0, 0, 100), square(98, 0, 100)]
    return gk.audit(make_park(tmp_path / "boundaries", TOML), make_parcels(shapes, stage=["approved"] * 2))


def said(report: gk.AuditReport, name: str, folder: Path, **marks: Any) -> str:
    content = find_format(name).render(report, "zh", **marks)
    if name == "xlsx":
        cells = openpyxl.load_workbook(BytesIO(content)).worksheets[0].values
        return "\n".join(str(cell) for row in cells for cell in row)
    if name == "gpkg":
        (folder / "a.gpkg").write_bytes(content)
        with closing(sqlite3.connect(folder / "a.gpkg")) as database:
            return "\n".join(row[0] for row in database.execute("select description from gpkg_contents"))
    # Markdown keeps nothing active, and a page escapes nothing but the sign that opens a tag.
    return content.decode().replace("\\", "")


@pytest.mark.parametrize("name", READ_BY_PEOPLE)
@pytest.mark.parametrize("audience", ["internal", "public"])
def test_the_marks_of_park_toml_stand_in_it(report, tmp_path, name, audience):
    text = said(report, name, tmp_path, audience=audience)
    assert "粤S(2026)001号" in text
    assert "秘密" in text
    assert (any(word in text for word in ("内部资料", "内部用图")) or '"internal"' in text) == (
        audience == "internal"
    )


@pytest.mark.parametrize("name", READ_BY_PEOPLE)
def test_what_is_given_wins(report, tmp_path, name):
    text = said(report, name, tmp_path, review_number="粤S(2026)002号")
    assert "粤S(2026)002号" in text
    assert "001号" not in text


def test_marks_of_several_parks_are_listed_once(tmp_path):
    first, second = (make_park(tmp_path / str(at), TOML.replace("001", f"00{at}")) for at in (1, 2))
    reports = [gk.audit(park, make_parcels([])) for park in (first, second)]
    both = gk.AuditReport((), tuple(each.audited[0] for each in reports), reports[0].today)
    assert "审图号：粤S(2026)001号、粤S(2026)002号  密级：秘密\n" in said(both, "text", tmp_path)
