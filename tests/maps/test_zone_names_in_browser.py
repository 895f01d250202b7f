"""The names of a park and its phases: clear of numbers of findings, of lines and of buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk
from geokit.page.payload import LocalizedText

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
SIZES = [(390, 844), (390, 560), (960, 720), (1280, 720), (1440, 900)]
NAMES = """() => [...document.querySelectorAll('.gk-outline-name')]
  .filter((node) => getComputedStyle(node).visibility === 'visible')
  .map((node) => [node.textContent, node.getBoundingClientRect()])"""
# Of each name, how many lines of outlines and of findings about all of the park go through its letters.
CROSSED = """() => {
  const drawn = 'path.gk-outline, path.gk-finding.is-wide, path.gk-district, path.gk-uncertainty';
  const lines = [...document.querySelectorAll(drawn)].map((path) => {
    const matrix = path.getScreenCTM();
    return Array.from({length: Math.ceil(path.getTotalLength() / 2)}, (_, at) => path.getPointAtLength(at * 2).matrixTransform(matrix));
  });
  return Object.fromEntries([...document.querySelectorAll('.gk-outline-name')].map((node) => {
    const {left, right, top, bottom} = node.getBoundingClientRect();
    const isCrossing = (line) => line.some(({x, y}) => x > left && x < right && y > top && y < bottom);
    return [node.textContent, lines.filter(isCrossing).length];
  }));
}"""
CONTROLS = """() => [...document.querySelectorAll('.leaflet-control')].map((node) => node.getBoundingClientRect())
  .filter((box) => box.width && box.height)"""
MARKS = "() => [...document.querySelectorAll('.gk-pin-number')].map((node) => node.getBoundingClientRect())"


def meet(one: dict[str, float], other: dict[str, float]) -> bool:
    return (one["left"] < other["right"] and other["left"] < one["right"]
            and one["top"] < other["bottom"] and other["top"] < one["bottom"])  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_number_of_a_finding_covers_the_name_of_a_phase(
    open_page: Callable[..., Any], language: Any
) -> None:
    example = gk.load_catalog(gk.example_folder())
    report = gk.audit_catalog(example, today="2026-02-01")
    [park] = example.parks
    page = gk.park_map(park, report.audited[0].parcels, report, catalog=example, language=language)
    opened = open_page(page, size=PHONE)
    opened.until("document.querySelectorAll('.gk-pin-number').length")
    names, marks = dict(opened.run(NAMES)), opened.run(MARKS)
    phases = [zone.name.localize(language) for zone in park.zones]
    assert {*phases, park.name.localize(language)} == set(names)
    assert not [name for name in phases for mark in marks if meet(names[name], mark)]
    # From west to east as they lie, and none deeper than all of the park.
    assert sorted(phases, key=lambda name: names[name]["left"]) == phases
    assert min(box["top"] for box in names.values()) == names[park.name.localize(language)]["top"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_stand_on_no_line_and_the_park_above_its_phases(
    open_page: Callable[..., Any], language: Any
) -> None:
    example = gk.load_catalog(gk.example_folder())
    [park] = example.parks
    page = gk.audit_map(gk.audit_catalog(example, today="2026-02-01"), language=language)
    own, *phases = (each.name.localize(language) for each in (park, *park.zones))
    for width, height in SIZES:
        opened = open_page(page, size={"width": width, "height": height})
        opened.until("document.querySelectorAll('.gk-pin-number').length")
        boxes = dict(opened.run(NAMES))
        assert {own, *phases} == set(boxes)
        # On the rim, or deep within: never on the line that they name the inside of.
        assert opened.run(CROSSED) == dict.fromkeys([own, *phases], 0), (width, height)
        assert all(boxes[own]["top"] < boxes[name]["top"] for name in phases)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(390, 560), (360, 640), (390, 844), (1280, 720)])
def test_no_button_covers_a_name_or_the_number_of_a_finding(
    open_page: Callable[..., Any], language: Any, size: tuple[int, int]
) -> None:
    example = gk.load_catalog(gk.example_folder())
    report = gk.audit_catalog(example, today="2026-02-01")
    [park] = example.parks
    # As long as names of parks are.
    long = LocalizedText(
        zh="深圳市示例区—汕头市示例区产业合作园区", en="Example–Sample Industrial Cooperation Park"
    )
    named = park.model_copy(update={"name": long})
    page = gk.park_map(named, report.audited[0].parcels, report, catalog=example, language=language)
    opened = open_page(page, size=dict(zip(("width", "height"), size, strict=True)))
    opened.until("document.querySelectorAll('.gk-pin-number').length")
    names, controls = dict(opened.run(NAMES)), opened.run(CONTROLS)
    assert long.localize(language) in names
    seen = [*names.items(), *(("number", box) for box in opened.run(MARKS))]
    assert [name for name, box in seen for control in controls if meet(box, control)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("park", ["guangming-jinping-yuepu", "nanshan-haojiang"])
def test_the_name_of_a_park_that_is_somewhere_stands_on_no_line(
    open_page: Callable[..., Any], language: Any, park: str
) -> None:
    catalog = gk.load_catalog()
    page = gk.park_map(catalog.park(park), catalog=catalog, language=language)
    for width, height in SIZES:
        opened = open_page(page, size={"width": width, "height": height})
        assert list(opened.run(CROSSED).values()) == [0], (width, height)
        assert len(opened.run(NAMES)) == 1
        # Room for buttons takes nothing of a circle: its corners are empty.
        circle, frame = opened.run(
            "['.folium-map .gk-uncertainty', '.folium-map'].map((each) => document.querySelector(each).getBoundingClientRect())"
        )
        across = min(frame["width"] / circle["width"], frame["height"] / circle["height"])
        assert across < 1.6 or height == 560, (width, height)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_name_of_a_zone_that_is_wider_than_its_park_takes_two_lines(
    open_page: Callable[..., Any], language: Any
) -> None:
    catalog = gk.load_catalog()
    page = gk.park_map(catalog.park("longhu"), catalog=catalog, language=language)
    for width, height in SIZES:
        opened = open_page(page, size={"width": width, "height": height}, reduced_motion="reduce")
        crossed = opened.run(CROSSED)
        assert len(crossed) == 2
        assert set(crossed.values()) == {0}, (width, height)
        # The same view, asked for again, moves nothing.
        before = opened.run(NAMES)
        opened.run("document.querySelector('.gk-list-head button').click(); 0")
        opened.page.wait_for_timeout(100)
        assert opened.run(NAMES) == before


@pytest.mark.parametrize("language", ["zh", "en"])
def test_paper_names_the_park_above_its_phases(open_page: Callable[..., Any], language: Any) -> None:
    example = gk.load_catalog(gk.example_folder())
    [park] = example.parks
    opened = open_page(gk.audit_map(gk.audit_catalog(example, today="2026-02-01"), language=language))
    opened.until("document.querySelectorAll('.gk-pin-number').length")
    opened.run("geokit.layForPrint(map_g1, 'A4'); 0")
    names = {each.name.localize(language) for each in (park, *park.zones)}
    assert {name for name, _ in opened.run(NAMES)} == names
