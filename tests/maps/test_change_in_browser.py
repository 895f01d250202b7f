from __future__ import annotations

import re
from datetime import date
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pytest

from geokit.escape import printable
from geokit.maps.change import change_map
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.maps.offline import OfflineMap

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
DAY = date(2026, 6, 1)
KINDS = ["added", "removed", "split", "merged", "moved", "redrawn", "details changed"]


def page_of(name: str = "", **options: Any) -> OfflineMap:
    """One change of each kind; every text is followed by `name`."""
    old = {"甲": (0, 0, 100), "乙": (100, 0, 100), "丙": (200, 0, 100), "丁": (0, 200, 50), "戊": (100, 200, 50),
           "己": (200, 200, 50), "庚": (300, 0, 60)}  # fmt: skip
    new = {"甲1": (0, 0, 40, 100), "甲2": (40, 0, 60, 100), "乙丙": (100, 0, 200, 100), "丁": (5, 212, 50), "戊": (100, 200, 70, 50),
           "己": (200, 200, 50), "辛": (400, 100, 80)}  # fmt: skip
    tables = [
        make_parcels(
            [square(*box) for box in boxes.values()],
            id=[key + name for key in boxes],
            phase=["一期" + name] * len(boxes),
            village=["南村" + name if key == "己" and boxes is new else None for key in boxes],
        )
        for boxes in (old, new)
    ]
    chosen = {"names": ("5月" + name, "6月" + name), "as_of": DAY, "language": "en"} | options
    return change_map(*tables, **chosen)


def test_it_opens_whole_quiet_and_without_a_network(open_page: Callable[..., Any]) -> None:
    for options in ({}, {"size": PHONE}, {"color_scheme": "dark"}, {"size": {"width": 960, "height": 680}}):
        opened = open_page(page_of(language="zh"), **options)
        assert (opened.faults, opened.requests) == ([], [])
        assert opened.run("document.documentElement.scrollWidth <= innerWidth")
        said = opened.text("body")
        assert not re.search(r"\bmu\b|undefined|null|\{\w+\}|\[object", said)
        assert all(
            word in said for word in ("与5月相比", "新增土地", "拆分", "合并", "移位", "变化清单", "合计")
        )


def test_what_is_drawn_lies_on_whole_pixels(open_page: Callable[..., Any]) -> None:
    """Half a pixel off, the numbers of parcels are grey and their hatches blurred."""
    opened = open_page(page_of(), size={"width": 1437, "height": 893})
    corners = "[...document.querySelectorAll('canvas')].flatMap(c => c.style.transform.match(/-?[0-9.]+(?=px)/g).map(Number))"
    for again in ("", "map.fitBounds(map.getBounds().pad(0.37), {animate: false})", "map.invalidateSize()"):
        opened.run(f"{{const map = Object.values(window).find((each) => each instanceof L.Map); {again}}}")
        found = opened.run(corners)
        assert len(found) > 6
        assert [each for each in found if each % 1] == []


# What is written on a canvas from now on, with the place of its middle half its width, and its height.
TEXTS = """(() => {
  window.written = [];
  const plain = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    window.written.push([text, x, this.measureText(text).width / 2, y]);
    plain.call(this, text, x, y);
  };
})()"""


def test_the_swipe_cuts_no_number_and_no_sign(open_page: Callable[..., Any]) -> None:
    old = make_parcels([square(100 * at, 0, 100) for at in range(4)], id=["P-1", "P-2", "P-3", "P-4"])
    new = old.set_geometry([*old.geometry[:3], square(300, 0, 90)])
    opened = open_page(change_map(old, new, names=("5月", "6月"), as_of=DAY, language="en"))
    opened.run(TEXTS)
    handle = opened.page.locator(".gk-swipe-handle")
    handle.focus()
    width = opened.run("document.querySelector('.folium-map').clientWidth")
    seen = set()
    for _ in range(25):
        opened.run("window.written = []")
        handle.press("ArrowRight")
        line = int(handle.get_attribute("aria-valuenow")) / 100 * width
        written = opened.run("window.written")
        assert [text for text, x, half, _ in written if abs(x - line) < half + 3] == []
        seen |= {text for text, *_ in written}
    assert {"P-1", "P-3", "P-4", "±"} <= seen


MOVES = [(0, 4), (3, -6), (8, 25), (20, -30), (45, 4), (45, 25), (3, 25), (8, 12), (60, -40)]


def test_no_number_lies_under_a_sign_or_an_arrow(open_page: Callable[..., Any]) -> None:
    """A sign stands where a parcel came from, may be that of a neighbour, and gives way to the line."""
    corners = [(250 * (at % 3), 180 * (at // 3)) for at in range(len(MOVES))]
    ids = [f"P-{at}" for at in range(len(MOVES))]
    still = [square(x + 110, y, 110) for x, y in corners]
    new = [square(x + dx, y + dy, 110) for (x, y), (dx, dy) in zip(corners, MOVES, strict=True)]
    tables = [
        make_parcels([*shapes, *still], id=ids + [f"旁{each}" for each in ids])
        for shapes in ([square(x, y, 110) for x, y in corners], new)
    ]
    opened = open_page(change_map(*tables, as_of=DAY, language="zh"))
    opened.run(TEXTS)
    handle = opened.page.locator(".gk-swipe-handle")
    for key in ("Home", "End", "ArrowLeft"):
        opened.run("window.written = []")
        handle.press(key)
        written = opened.run("window.written")
        signs = {(x, y) for text, x, _, y in written if text == "→"}
        names = [(text.strip("\u2068\u2069"), x, half, y) for text, x, half, y in written if "P-" in text]
        assert len(signs) == len(MOVES)
        assert {f"P-{at}" for at in range(len(MOVES))} <= {text for text, *_ in names}
        assert [
            (text, x, y)
            for text, x, half, y in names
            if any(abs(x - left) < half + 11 and abs(y - top) < 8 + 11 for left, top in signs)
        ] == []


def test_no_sign_lies_on_another_where_the_line_puts_it_aside(open_page: Callable[..., Any]) -> None:
    places = [(110 * (at % 8), 110 * (at // 8)) for at in range(16)]
    old = make_parcels([square(x, y, 100) for x, y in places])
    new = old.set_geometry([square(x, y, 80) for x, y in places])
    opened = open_page(change_map(old, new, as_of=DAY, language="zh"), size=PHONE)
    opened.run(TEXTS)
    handle = opened.page.locator(".gk-swipe-handle")
    for _ in range(12):
        opened.run("window.written = []")
        handle.press("ArrowRight")
        signs = [
            (x, max(11, half + 5), y) for text, x, half, y in opened.run("window.written") if "±" in text
        ]
        assert len(signs) > 2
        assert [
            (one, other)
            for one, other in combinations(signs, 2)
            if abs(one[0] - other[0]) < one[1] + other[1] and abs(one[2] - other[2]) < 22
        ] == []


def test_a_number_takes_the_room_of_a_sign_that_is_hidden(open_page: Callable[..., Any]) -> None:
    old = make_parcels([square(0, 0, 100), square(300, 0, 100)], id=["P-1", "P-2"], village=["南村", None])
    opened = open_page(change_map(old, old.assign(village=None), as_of=DAY, language="en"))
    opened.run(TEXTS)
    opened.page.uncheck(".gk-legend input >> nth=0")
    heights = {text.strip("\u2068\u2069"): y for text, _, _, y in opened.run("window.written")}
    assert heights["P-1"] == pytest.approx(heights["P-2"], abs=3)


def test_the_names_of_the_states_keep_off_the_buttons_of_the_map(open_page: Callable[..., Any]) -> None:
    long = "深汕特别合作区鹅埠镇西湖村委会下寮村民小组第三批次征收补偿安置用地" * 2
    for size in ({"width": 1440, "height": 900}, {"width": 960, "height": 680}, PHONE):
        opened = open_page(page_of(names=(f"5月{long}", f"6月{long}")), size=size)
        places = [
            opened.page.locator(each).bounding_box()
            for each in (".leaflet-control-zoom", ".is-before", ".is-after", ".gk-measure-tool")
        ]
        assert all(
            one["x"] + one["width"] <= other["x"] or one["y"] + one["height"] <= other["y"]
            for one, other in pairwise(places)
        )


def test_the_line_of_the_swipe_is_seen_in_the_colours_of_the_system(open_page: Callable[..., Any]) -> None:
    opened = open_page(page_of(), forced_colors="active")
    line, ground = (
        opened.run(f"getComputedStyle(document.querySelector('.{name}'), {part}).backgroundColor")
        for name, part in (("gk-swipe", "'::before'"), ("folium-map", "null"))
    )
    assert line not in {ground, "rgba(0, 0, 0, 0)"}


def test_a_number_from_right_to_left_is_in_its_own_order(open_page: Callable[..., Any]) -> None:
    """As in a list and in a sentence: the word stands right of its figures."""
    name = "\u05e9\u05d8\u05d7 7"
    parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)], id=[name, "P-2"])
    opened = open_page(change_map(parcels, parcels.iloc[:1], as_of=DAY, language="en"))
    opened.run(TEXTS)
    opened.page.locator(".gk-swipe-handle").press("ArrowLeft")
    assert f"\u2068{name}\u2069" in [text for text, *_ in opened.run("window.written")]


def test_the_swipe_is_a_slider_for_keys_and_pointer(open_page: Callable[..., Any]) -> None:
    opened = open_page(page_of(), size=PHONE, has_touch=True)
    handle = opened.page.locator(".gk-swipe-handle")
    assert (handle.get_attribute("role"), handle.get_attribute("aria-valuenow")) == ("slider", "50")
    assert handle.get_attribute("aria-valuetext") == "50% on the left show 5月, the rest 6月"
    box = handle.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    handle.focus()
    for key, value in (
        ("ArrowRight", "52"),
        ("PageDown", "42"),
        ("Home", "0"),
        ("End", "100"),
        ("ArrowLeft", "98"),
    ):
        opened.page.keyboard.press(key)
        assert handle.get_attribute("aria-valuenow") == value
    before = "document.querySelector('.leaflet-gk-before-pane, .leaflet-before-pane, [class*=before-pane]').style.clipPath"
    clipped = opened.run(before)
    frame = opened.page.locator(".folium-map").bounding_box()
    opened.page.mouse.move(*(handle.bounding_box()[side] + 22 for side in ("x", "y")))
    opened.page.mouse.down()
    opened.page.mouse.move(frame["x"] + frame["width"] * 0.25, frame["y"] + 60)
    opened.page.mouse.up()
    assert handle.get_attribute("aria-valuenow") == "25"
    assert opened.run(before) != clipped


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("key", "state"), [("Home", "after"), ("End", "before")])
def test_at_either_end_of_the_map_the_swipe_is_seen_whole(
    open_page: Callable[..., Any], language: str, key: str, state: str
) -> None:
    opened = open_page(page_of(language=language), size={"width": 960, "height": 680})
    handle = opened.page.locator(".gk-swipe-handle")
    handle.press(key)
    frame, box = opened.page.locator(".folium-map").bounding_box(), handle.bounding_box()
    assert frame["x"] <= box["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"]
    name = opened.page.locator(f".gk-swipe-name.is-{state}").bounding_box()
    for button in opened.page.locator(".folium-map :is(button, a):visible").all():
        other = button.bounding_box()
        assert (
            other["x"] >= name["x"] + name["width"]
            or other["x"] + other["width"] <= name["x"]
            or other["y"] >= name["y"] + name["height"]
        )


def test_what_is_clipped_stays_under_the_line_when_the_map_is_moved(open_page: Callable[..., Any]) -> None:
    opened = open_page(page_of(), reduced_motion="reduce")
    numbers = r"style.clipPath.match(/-?[\d.e+]+(?=px)/g).map(Number).filter((n) => Math.abs(n) < 9e5)"
    edge = f"Math.max(...document.querySelector('[class*=before-pane]').{numbers})"
    first = opened.run(edge)
    opened.page.mouse.move(1000, 200)
    opened.page.mouse.down()
    opened.page.mouse.move(900, 200, steps=4)
    opened.page.mouse.up()
    opened.until(f"Math.abs({edge} - {first} - 100) < 2")


def test_choosing_in_the_list_shows_before_and_after(open_page: Callable[..., Any]) -> None:
    opened = open_page(page_of(), reduced_motion="reduce")
    heads = opened.page.locator(".gk-change-group summary strong").all_inner_texts()
    assert heads == KINDS
    entry = opened.page.locator(".gk-change-entry", has_text="split into")
    entry.focus()
    opened.page.keyboard.press("Enter")
    assert entry.get_attribute("aria-current") == "true"
    card = opened.text(".gk-choice")
    assert all(
        text in card
        for text in ("甲 split into 甲1, 甲2", "10,000.00 m² (15.000 mu)", "4,000.00 m² (6.000 mu)", "3 of 7")
    )
    opened.page.click(".gk-steps button >> text=Next")
    assert "merged into 乙丙" in opened.text(".gk-choice")
    opened.page.click(".gk-choice-close")
    assert opened.page.locator("[aria-current=true]").count() == 0


def test_a_very_long_name_stands_whole_where_it_is_chosen_and_on_paper(open_page: Callable[..., Any]) -> None:
    name = "深汕特别合作区鹅埠镇西湖村委会下寮村民小组第三批次征收补偿安置用地暨附属设施用地" * 3
    opened = open_page(page_of(name, language="zh"), reduced_motion="reduce")
    split = opened.page.locator(".gk-change-entry >> nth=2")
    said = split.inner_text()
    assert f"甲{name[:15]}…{name[-10:]} 拆分为 甲1{name[:14]}…" in said
    assert "原 15.000 亩，现 15.000 亩" in said
    assert name not in opened.text(".gk-changes")
    split.click()
    assert f"甲{name} 拆分为 甲1{name}" in split.inner_text()
    opened.page.click(".gk-choice-close")
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    assert f"甲{name} 拆分为 甲1{name}" in opened.text(".gk-changes, .gk-rest")


def test_the_legend_hides_a_kind_and_what_is_chosen_of_it(open_page: Callable[..., Any]) -> None:
    opened = open_page(page_of(), reduced_motion="reduce")
    opened.page.click(".gk-change-entry >> nth=0")
    assert "is-open" in opened.page.locator(".gk-choice").get_attribute("class")
    opened.page.uncheck(".gk-legend input >> nth=0")
    assert "is-open" not in opened.page.locator(".gk-choice").get_attribute("class")
    assert opened.page.locator(".gk-change-group:visible").count() == len(KINDS) - 1
    opened.page.click(".gk-steps button >> text=Next")
    assert "removed" in opened.text(".gk-choice")


def test_a_sign_on_the_map_is_chosen_by_a_click(open_page: Callable[..., Any]) -> None:
    opened = open_page(page_of(), reduced_motion="reduce")
    opened.page.click(".gk-change-entry >> text=added")
    frame = opened.page.locator(".folium-map").bounding_box()
    opened.page.click(".gk-choice-close")
    # The chosen one lies in the middle of the view, off the line.
    opened.page.locator(".gk-swipe-handle").press("Home")
    opened.page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    assert "辛: added" in opened.text(".gk-choice")


def test_the_sums_are_a_table_with_headings(open_page: Callable[..., Any]) -> None:
    opened = open_page(page_of())
    rows = opened.page.locator(".gk-sums tfoot tr").all_inner_texts()
    total = ["total", "61.650", "67.350", "+5.700", "+12.285", "−6.585", "0.000"]
    assert [part for part in rows[0].split() if "," not in part and part not in {"m²", "0.00"}] == total
    assert opened.page.locator(".gk-sums th[scope=rowgroup]").count() == 1
    assert opened.page.locator(".gk-sums th[scope=col]").count() == 7
    # Laid out in two lines it is a table still to who hears it.
    assert opened.page.get_by_role("table", name="Land by phase and stage").get_by_role("row").count() == 4


@pytest.mark.parametrize("width", [360, 390, 960, 1024, 1440, 1920])
def test_no_figure_of_the_sums_is_cut(open_page: Callable[..., Any], width: int) -> None:
    tables = [make_parcels([square(0, 0, side)], phase=["一期"]) for side in (90_000, 91_000)]
    opened = open_page(change_map(*tables, as_of=DAY), size={"width": width, "height": 800})
    assert "12,421,500.000" in opened.text(".gk-sums tfoot")
    cut = """[...document.querySelectorAll('.gk-sums :is(th, td)')].filter((cell) => {
      const [own, side] = [cell, cell.closest('.gk-side')].map((node) => node.getBoundingClientRect());
      return cell.scrollWidth > cell.clientWidth + 1 || own.right > side.right || own.left < side.left;
    }).length"""
    assert opened.run(cut) == 0


def test_an_address_opens_a_change_and_follows_the_reader(open_page: Callable[..., Any]) -> None:
    opened = open_page(page_of(), reduced_motion="reduce")
    opened.page.click(".gk-change-entry >> text=split into")
    assert opened.run("decodeURIComponent(location.hash)") == "#change=split:甲"
    opened.run("location.hash = '#change=' + encodeURIComponent('moved:丁')")
    opened.until("document.querySelector('.gk-choice').innerText.includes('moved')")
    opened.run("location.hash = '#parcel=' + encodeURIComponent('乙丙')")
    opened.until("document.querySelector('.gk-choice').innerText.includes('merged into')")
    opened.run("location.hash = '#change=gone'")
    opened.until("document.querySelector('.gk-unknown-place')")
    assert opened.text(".gk-unknown-place") == "this page has no change “gone”"
    opened.page.click(".gk-choice-close")


def test_an_address_shows_a_kind_that_was_hidden(open_page: Callable[..., Any]) -> None:
    opened = open_page(page_of(), reduced_motion="reduce")
    opened.page.uncheck(".gk-legend input >> nth=2")
    opened.run("location.hash = '#change=' + encodeURIComponent('split:甲')")
    opened.until(
        "document.querySelector('.gk-legend input:nth-of-type(1)') && document.querySelector('.gk-choice.is-open')"
    )
    assert opened.page.locator(".gk-legend input >> nth=2").is_checked()


def test_no_name_and_no_scale_lies_on_the_parcels_of_a_sheet(open_page: Callable[..., Any]) -> None:
    wide = make_parcels([square(100 * at, 0, 100, 200) for at in range(10)])
    for old in (make_parcels([square(0, 0, 700, 300)]), wide):
        names = ("五月底的状态" * 9, "六月底的状态" * 9)
        opened = open_page(change_map(old, old.iloc[:1], names=names, as_of=DAY, language="zh"))
        opened.run("window.dispatchEvent(new Event('beforeprint'))")
        below = opened.run("""[...document.querySelectorAll('.folium-map :is(.gk-state-caption, .leaflet-control, .gk-north)')]
          .filter((node) => node.getClientRects().length).map((node) => {
            const canvas = document.querySelector('.gk-after-canvas');
            const [box, frame] = [node, canvas].map((each) => each.getBoundingClientRect());
            const share = canvas.width / frame.width;
            const [x, y, width, height] = [box.x - frame.x, box.y - frame.y, box.width, box.height].map((each) => Math.round(each * share));
            return canvas.getContext('2d').getImageData(x, y, width, height).data.some(Boolean);
          })""")
        assert len(below) > 1
        assert not any(below)


def test_paper_shows_both_states_side_by_side(open_page: Callable[..., Any]) -> None:
    opened = open_page(page_of())
    assert not opened.page.locator(".gk-earlier").is_visible()
    opened.run("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator(".gk-swipe-handle").get_attribute("aria-valuenow") == "0"
    # The heading of the sums goes on with its table.
    assert opened.page.locator(".gk-side .gk-sums h2:visible, .gk-rest .gk-sums h2:visible").count() == 1
    assert opened.page.locator(".gk-state-caption").all_inner_texts() == ["5月", "6月, with the changes"]
    boxes = [opened.page.locator(name).bounding_box() for name in (".gk-earlier-map", ".folium-map")]
    assert abs(boxes[0]["width"] - boxes[1]["width"]) <= 1
    assert abs(boxes[0]["height"] - boxes[1]["height"]) <= 1
    painted = """[...document.querySelectorAll('.gk-earlier-map canvas, .folium-map canvas')].map((canvas) =>
      canvas.width && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean))"""
    assert opened.run(f"{painted}.filter(Boolean).length") >= 3
    assert opened.run(f"{painted}[0]")
    opened.run("window.dispatchEvent(new Event('afterprint'))")
    assert opened.page.locator(".gk-swipe-handle").get_attribute("aria-valuenow") == "50"
    assert not opened.page.locator(".gk-earlier").is_visible()


def test_the_language_switches_everywhere(open_page: Callable[..., Any]) -> None:
    opened = open_page(page_of(), reduced_motion="reduce")
    opened.page.click(".gk-change-entry >> nth=2")
    opened.page.click(".gk-language")
    said = opened.text("body")
    assert all(word in said for word in ("与5月相比", "拆分为", "平方米", "变化清单", "第 3 项，共 7 项"))
    assert "左侧 50%为5月" in opened.page.locator(".gk-swipe-handle").get_attribute("aria-valuetext")


def test_hostile_text_stays_text(open_page: Callable[..., Any], mixed_payloads: list[str]) -> None:
    for payload in mixed_payloads:
        opened = open_page(page_of(payload), reduced_motion="reduce")
        for at in range(len(KINDS)):
            opened.page.click(f".gk-change-entry >> nth={at}")
        assert (opened.faults, opened.requests) == ([], [])
        assert opened.run("window.hit") is None
        assert printable("己" + payload)[:20] in opened.text(".gk-choice").replace("\n", " ")


# The words on canvases, with the middle of each, as they are written from now on.
WRITTEN = """(() => {
  window.written = {};
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) { window.written[text] = [x, y]; write.call(this, text, x, y); };
})()"""


def test_parcels_on_the_same_land_are_all_named(open_page: Callable[..., Any]) -> None:
    shapes = [square(0, 0, 100), square(0, 0, 100), square(120, 0, 100)]
    opened = open_page(change_map(make_parcels(shapes), make_parcels(shapes[:2])))
    opened.run(WRITTEN)
    opened.page.set_viewport_size({"width": 1200, "height": 800})
    opened.until("'A' in window.written && 'B' in window.written")
    [one, other] = [opened.run(f"window.written.{name}") for name in "AB"]
    assert abs(one[1] - other[1]) > 12
