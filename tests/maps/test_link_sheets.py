from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geokit.errors import InputError
from geokit.maps.links import link_map
from geokit.programme.catalog import Catalog, load_catalog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geokit.i18n import Language

plots_fonts = pytest.importorskip("geokit.ledgers.plot", reason="matplotlib is not installed")


@pytest.fixture(autouse=True)
def _with_chinese_font() -> None:
    try:
        plots_fonts.font_for(["中文"])
    except InputError as error:
        pytest.skip(str(error))


def drawn(
    catalog: Catalog, path: Path, language: Language, monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, Any, Any]:
    """The drawing of a link map after it was saved, its sheet, and where each text of the map stood: place, extent."""
    m = link_map(catalog, language=language)
    drawing: Any = m._drawing
    sheets: list[Any] = []
    texts: dict[str, Any] = {}
    draw = type(drawing).draw

    def watched(own: Any, sheet: Any) -> None:
        draw(own, sheet)
        sheets.append(sheet)
        view = sheet.axes.get_window_extent()
        for text in sheet.axes.texts:
            extent = text.get_window_extent()
            is_seen = (
                view.x0 <= extent.x0 <= extent.x1 <= view.x1 and view.y0 <= extent.y0 <= extent.y1 <= view.y1
            )
            texts[text.get_text().split("\n")[0]] = (shapely.Point(text.get_position()), is_seen)

    monkeypatch.setattr(type(drawing), "draw", watched)
    m.save(path)
    return drawing, sheets[-1], texts


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_partner_is_named_in_its_outline_or_has_a_leader(
    tmp_path: Path, suffix: str, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = load_catalog()
    drawing, sheet, texts = drawn(catalog, tmp_path / f"links{suffix}", language, monkeypatch)
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
    assert {"深圳", "汕头", "约280公里", "东莞", "香港"} <= set(texts)
    assert {str(number) for number in range(1, 8)} <= set(texts)
    assert all(is_seen for _, is_seen in texts.values())


def test_hostile_names_and_other_programmes_are_drawn(
    make_catalog: Callable[..., Catalog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link_map(make_catalog("$\\frac{$"), language="en").save_svg(tmp_path / "a.svg")
    monkeypatch.setattr(Catalog, "outlines", lambda _: {})
    link_map(make_catalog(), language="zh").save_svg(tmp_path / "b.svg")
    assert (tmp_path / "b.svg").stat().st_size > 10_000
