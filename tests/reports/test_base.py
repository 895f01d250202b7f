from __future__ import annotations

import gc
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import geokit as gk
from geokit.errors import OutputError, UnknownNameError
from geokit.reports import find_format, format_names, format_of, write_report
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport

NAMES = format_names()


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("audit.txt", "text"),
        ("audit.md", "markdown"),
        ("核查.JSON", "json"),
        ("audit.junit.xml", "junit"),
        ("junit.xml", "junit"),
        ("audit.sarif", "sarif"),
        ("audit.codequality.json", "codequality"),
        ("gl-code-quality-report.json", "codequality"),
        ("audit.geojson", "geojson"),
    ],
)
def test_the_longest_suffix_chooses_the_format(file: str, name: str) -> None:
    assert type(format_of(Path(file))) is type(find_format(name))


def test_a_suffix_that_no_format_has_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="docx"):
        format_of(Path("audit.docx"))


def test_a_printed_format_has_no_suffix() -> None:
    assert find_format("github").suffixes == ()


def test_near_names_are_suggested() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean sarif"):
        find_format("sarf")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_report_gives_the_same_bytes(planted: AuditReport, name: str, language: str) -> None:
    first, second = (find_format(name).render(planted, language) for _ in range(2))
    assert first == second


def test_the_collector_rests_while_a_report_is_made(
    planted: AuditReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []
    chosen = find_format("sarif")
    monkeypatch.setattr(type(chosen), "compose", lambda *_: heard.append(gc.isenabled()) or b"")
    chosen.render(planted, "en")
    chosen.save(planted, tmp_path / "a.sarif", "en")
    assert heard == [False, False]
    assert gc.isenabled()


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_the_parcels_does_not_count(name: str) -> None:
    parcels = make_parcels([square(90 * at, 0, 100, 100 + at) for at in range(9)], phase=["1", "2", "3"] * 3)
    turned = parcels.iloc[::-1].reset_index(drop=True)
    day = date(2026, 2, 1)
    one, other = (find_format(name).render(gk.audit(table, today=day), "en") for table in (parcels, turned))
    assert one == other


@pytest.mark.parametrize("name", NAMES)
def test_parcels_of_no_park_without_a_system_can_be_written(alone: AuditReport, name: str) -> None:
    assert find_format(name).render(alone, "en")


def test_what_cannot_be_written_leaves_the_old_file(planted: AuditReport, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_report(planted, tmp_path / "missing" / "audit.json", language="en")
    assert list(tmp_path.iterdir()) == []


def test_the_file_holds_what_the_format_renders(planted: AuditReport, tmp_path: Path) -> None:
    path = write_report(planted, tmp_path / "核查.md", language="zh", classification="秘密")
    assert path.read_bytes() == find_format("markdown").render(planted, "zh", classification="秘密")
    assert "密级：秘密" in path.read_text(encoding="utf-8")
