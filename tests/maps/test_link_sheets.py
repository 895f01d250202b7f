from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from matplotlib.text import Text

from geokit.errors import InputError
from geokit.maps.links import link_map
from geokit.programme.catalog import Catalog, load_catalog
from geokit.sheets.column import Line
from geokit.sheets.further import further_sheets
from geokit.sheets.heading import Heading
from geokit.sheets.link_drawing import LinkDrawing
from geokit.sheets.paper import PictureSize
from geokit.sheets.pictures import _picture, picture_style
from geokit.sheets.slides import draw_fitting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geokit.i18n import Language

plots_fonts = pytest.importorskip("geokit.ledgers.plot", reason="matplotlib is not installed")


@pytest.fixture(autouse=True)
def _with_chinese_font() -> None:
    try:
        plots_fonts.fonts_for(["中文"], "zh")
    except InputError as error:
        pytest.skip(str(error))


def drawn(
    catalog: Catalog, path: Path, language: Language, monkeypatch: pytest.MonkeyPatch, **options: Any
) -> tuple[Any, Any, Any]:
    """The drawing of a link map after it was saved, its sheet, and where each text of the map stood: place, extent."""
    m = link_map(catalog, language=language)
    sheets: list[Any] = []
    drawings: list[Any] = []
    texts: dict[str, Any] = {}
    draw = type(m._drawing).draw

    def watched(own: Any, sheet: Any) -> None:
        draw(own, sheet)
        sheets.append(sheet)
        drawings.append(own)
        view = sheet.axes.get_window_extent()
        for text in sheet.axes.texts:
            extent = text.get_window_extent()
            is_seen = (
                view.x0 <= extent.x0 <= extent.x1 <= view.x1 and view.y0 <= extent.y0 <= extent.y1 <= view.y1
            )
            texts[text.get_text().split("\n")[0]] = (shapely.Point(text.get_position()), is_seen)

    monkeypatch.setattr(type(m._drawing), "draw", watched)
    m.save(path, **options)
    return drawings[-1], sheets[-1], texts


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        (".png", {}),
        (".svg", {}),
        (".pdf", {}),
        (".pdf", {"paper": "A4"}),
        (".pdf", {"orientation": "portrait"}),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_partner_is_named_in_its_outline_or_has_a_leader(
    tmp_path: Path, suffix: str, options: Any, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = load_catalog()
    drawing, sheet, texts = drawn(catalog, tmp_path / f"links{suffix}", language, monkeypatch, **options)
    partners = {code for pair in catalog.partnerships for code in (pair.supporter, pair.host)}
    assert partners <= set(drawing.names)
    for code, place in drawing.names.items():
        outline = shapely.transform(drawing.shapes.districts[code], sheet.plane.metres)
        if place.leader is None:
            assert outline.contains(place.box)
        else:
            assert outline.contains(shapely.Point(place.leader.coords[-1]))
            assert not any(
                place.box.intersects(shapely.transform(other, sheet.plane.metres))
                for other in drawing.shapes.districts.values()
            )
    boxes = [place.box for place in drawing.names.values()]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    # They are written there, and stand on the map.
    for district in catalog.districts:
        if district.adcode in drawing.names:
            place, is_seen = texts[district.name.localize(language)]
            assert is_seen
            assert drawing.names[district.adcode].box.contains(place)


def test_a_sheet_says_which_cities_and_how_far_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, texts = drawn(load_catalog(), tmp_path / "links.png", "zh", monkeypatch)
    assert {"深圳", "汕头", "约 280 公里", "东莞", "香港"} <= set(texts)
    assert {str(number) for number in range(1, 8)} <= set(texts)
    assert all(is_seen for _, is_seen in texts.values())


@pytest.mark.parametrize(
    ("options", "layout", "wide", "high"),
    [({}, "wide", 0.79, 0.55), ({"orientation": "portrait"}, "tall", 0.64, 0.83)],
)
def test_both_cities_fill_the_sheet(
    options: Any, layout: str, wide: float, high: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, sheet, _ = drawn(load_catalog(), tmp_path / "links.pdf", "en", monkeypatch, **options)
    assert drawing.layout == layout
    west, south, east, north = drawing.bounds()
    corners = sheet.axes.transData.transform(sheet.plane.metres([(west, south), (east, north)]))
    (left, bottom), (right, top) = corners.tolist()
    assert right - left > wide * sheet.figure.bbox.width
    assert top - bottom > high * sheet.figure.bbox.height


def test_a_park_is_a_square_of_its_area_where_that_is_seen() -> None:
    drawing: Any = link_map(load_catalog(), language="en")._drawing
    with picture_style(drawing.texts("en"), "en"):
        sheet = draw_fitting(Heading("", "", (), ("", "")), drawing, "en")
    ink = LinkDrawing(drawing.data, "wide", drawing.shapes, drawing.words, sheet)
    sizes = {}
    for park in drawing.data["parks"]:
        pair = next(each for each in drawing.data["pairs"] if each["id"] == park["pair"])
        sizes[pair["number"]] = ink._badge(park, pair)
    symbol, size_px = sizes[3]
    assert symbol.hatch is not None
    west, _, east, _ = sheet.view
    inches = sheet.axes.get_window_extent().width / sheet.figure.dpi
    side_m = size_px / 96 / inches * (east - west)
    assert side_m**2 == pytest.approx(17_600 * 10_000 / 15, rel=0.001)
    # Too small to be true in size: full, as on the page.
    assert sizes[1][0].hatch is None
    assert sizes[4][0].marker == "circle"


def test_hostile_names_and_other_programmes_are_drawn(
    make_catalog: Callable[..., Catalog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link_map(make_catalog("$\\frac{$"), language="en").save_svg(tmp_path / "a.svg")
    monkeypatch.setattr(Catalog, "outlines", lambda _: {})
    link_map(make_catalog(), language="zh").save_svg(tmp_path / "b.svg")
    assert (tmp_path / "b.svg").stat().st_size > 10_000


def test_lists_follow_the_map_on_paper_and_none_is_lost(tmp_path: Path) -> None:
    m = link_map(load_catalog(), language="zh")
    drawn = m._drawing
    entries = [getattr(entry, "first", entry) for entry in drawn.entries_after("zh")]
    said = "\n".join(note for entry in entries for note in getattr(entry, "notes", ()))
    rows = [
        row["value"]["zh"]
        for kind in ("parks", "enclaves")
        for card in drawn.data[kind]
        for row in card["rows"]
    ]
    assert [row for row in rows if row not in said] == []
    m.save(tmp_path / "links.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "links.pdf").read_bytes())) == 3
    lines = [Line(f"no. {number}") for number in range(400)]
    heading = Heading.of(m.page, "zh")
    with picture_style(heading.texts(), "en"):
        sheets = list(further_sheets(heading, lines, "zh", (297.0, 210.0)))
    assert len(sheets) > 1
    written = [text.get_text() for sheet in sheets for text in sheet.findobj(Text)]
    assert {line.text for line in lines} <= set(written)
    assert list(further_sheets(heading, [], "zh", (297.0, 210.0))) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_mark_of_the_shortened_way_touches_no_word(language: Any) -> None:
    drawn = link_map(load_catalog(), language=language)
    heading = Heading.of(drawn.page, language)
    with picture_style([*heading.texts(), *drawn._drawing.texts(language)], language):
        figure, _ = _picture(heading, drawn._drawing, language, PictureSize.parse("16:9"))
        said = {"zh": "约 280 公里", "en": "about 280 km"}[language]
        [word] = [text for text in figure.findobj(Text) if text.get_text() == said]
        box = word.get_window_extent()
        strokes = [line for line in word.axes.lines if len(line.get_xdata()) == 2]
        beside = [line.get_window_extent() for line in strokes]
    near = [each for each in beside if each.x0 < box.x1 and box.x0 < each.x1 and abs(each.y0 - box.y1) < 40]
    assert len(near) == 2
    assert all(each.y0 > box.y1 for each in near)
