from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geokit.auditing.engine import audit
from geokit.errors import InputError
from geokit.maps.audit import audit_map
from geokit.maps.park import park_map
from geokit.programme.catalog import example_folder, load_catalog
from geokit.sheets.finding_marks import _clusters, _Spot
from geokit.sheets.heading import Heading
from geokit.sheets.shapes import move_to
from geokit.sheets.sheet import extent_of
from geokit.sheets.slides import draw_fitting

if TYPE_CHECKING:
    from pathlib import Path

plots_fonts = pytest.importorskip("geokit.ledgers.plot", reason="matplotlib is not installed")


@pytest.fixture(autouse=True)
def _with_chinese_font() -> None:
    try:
        plots_fonts.fonts_for(["中文"], "zh")
    except InputError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("suffix", [".png", ".pdf"])
@pytest.mark.parametrize("kind", ["park", "audit"])
def test_every_finding_with_a_shape_has_its_number_on_the_sheet(
    kind: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    park = load_catalog(example_folder()).park("example-park")
    report = audit(park)
    m = park_map(park, report=report, language="en") if kind == "park" else audit_map(report, language="en")
    drawing: Any = m._drawing
    found = drawing.site.findings
    sheets: list[Any] = []
    draw = type(drawing).draw

    def watched(own: Any, sheet: Any) -> None:
        draw(own, sheet)
        marks = [text for text in sheet.axes.texts if text.get_text().startswith("  ")]
        sheets.append([(text.get_text().split(), extent_of(text)) for text in marks])

    monkeypatch.setattr(type(drawing), "draw", watched)
    m.save(tmp_path / f"map{suffix}")
    [marks] = sheets
    shown = sorted(int(number) for [text], _ in marks for number in text.split("·"))
    assert shown == [number for number, each in enumerate(found, start=1) if each.shape is not None]
    assert shown


@pytest.mark.parametrize("suffix", [".png", ".pdf"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_of_a_park_or_its_phases_stands_on_an_outline(
    suffix: str, language: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    park = load_catalog(example_folder()).park("example-park")
    m = park_map(park, language=language)
    drawing: Any = m._drawing
    draw, named = type(drawing).draw, {}

    def watched(own: Any, sheet: Any) -> None:
        draw(own, sheet)
        [outline] = move_to(sheet.plane, [own.site.outlines[0].shape])
        for text in (each for each in sheet.axes.texts if each.get_weight() == "bold"):
            box = sheet.axes.transData.inverted().transform(extent_of(text).get_points())
            named[text.get_text()] = shapely.box(*box.ravel()).intersects(outline.boundary)

    monkeypatch.setattr(type(drawing), "draw", watched)
    m.save(tmp_path / f"map{suffix}")
    # A slide has room for the names of phases only: it is headed with that of the park.
    heads = {park.name.localize(language)} if suffix == ".pdf" else set()
    assert named.keys() == {zone.name.localize(language) for zone in park.zones} | heads
    assert not any(named.values())


def test_a_list_says_what_the_numbers_are() -> None:
    report = audit(load_catalog(example_folder()).park("example-park"))
    m = audit_map(report, language="en")
    drawing: Any = m._drawing
    sheet = draw_fitting(Heading("", "", (), ("", "")), drawing, "en")
    written = {text.get_text().split("  ")[0] for text in sheet.side.texts}
    assert {str(number) for number in range(1, len(report.findings) + 1)} <= written


def test_close_findings_share_a_mark() -> None:
    spots = [
        _Spot(n, "error", x, 0.0, is_small=True) for n, x in enumerate([0.0, 10.0, 100.0, 31.0], start=1)
    ]
    assert [[each.number for each in cluster] for cluster in _clusters(spots, 30.0)] == [[1, 2], [3], [4]]
