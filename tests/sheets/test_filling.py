from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("matplotlib", reason="matplotlib is not installed")

from matplotlib.figure import Figure

from geokit.sheets.column import Line
from geokit.sheets.filling import fill, flow
from geokit.sheets.frame import paper_axes
from geokit.sheets.layout import Box

BOXES = [Box(0, 0, 60, 100), Box(65, 0, 125, 100)]
PT = 8.0


def drawn(count: int) -> list[Any]:
    axes = paper_axes(Figure(), (125, 100))
    fill(axes, [Line(f"line {number}") for number in range(count)], BOXES, PT, "en")
    return list(axes.texts)


def test_entries_become_smaller_until_all_have_room() -> None:
    few, many = drawn(20), drawn(80)
    assert [text.get_fontsize() for text in few] == [PT] * 20
    assert len(many) == 80
    assert many[0].get_fontsize() < PT


def test_what_has_no_room_at_all_is_counted() -> None:
    texts = [text.get_text() for text in drawn(500)]
    shown = [text for text in texts if text.startswith("line")]
    assert texts == [*shown, f"{500 - len(shown)} more on the page"]
    assert 80 < len(shown) < 500
    assert min(text.get_position()[1] for text in drawn(500)) > 0


def test_what_flows_goes_on_elsewhere() -> None:
    axes = paper_axes(Figure(), (125, 100))
    left = flow(axes, [Line(f"line {number}") for number in range(500)], BOXES, PT)
    assert len(left) + len(axes.texts) == 500
    assert left[0] == Line(f"line {len(axes.texts)}")
