"""Names from right to left on a page: each in its own order, wherever it stands, and no line turned around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser
NAME = "\u05e9\u05d8\u05d7 7"

# Of each element whose own text is the name: what it is, and whether its first letter stands right of its last one.
ORDERS = """(name) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(name);
    if (at < 0 || !node.parentElement.getClientRects().length || node.parentElement.closest('script, option')) {
      continue;
    }
    const leftOf = (place) => {
      const range = document.createRange();
      range.setStart(node, place);
      range.setEnd(node, place + 1);
      return range.getBoundingClientRect().left;
    };
    found.push([node.parentElement.className || node.parentElement.tagName, leftOf(at) > leftOf(at + name.length - 1)]);
  }
  return found;
}"""


@pytest.mark.parametrize("shown", [gk.park_map, gk.change_map])
def test_a_name_from_right_to_left_is_in_its_own_order_everywhere(
    open_page: Callable[..., Any], shown: Any
) -> None:
    parcels = make_parcels(
        [square(0, 0, 100), square(100, 0, 100)], id=[NAME, "P-2"], phase=[NAME, "1"], village=[NAME, NAME]
    )
    options: dict[str, Any] = {"as_of": "2026-06-01", "language": "en"}
    drawn = (
        gk.change_map(parcels, parcels.iloc[1:], names=(NAME, "new"), **options)
        if shown is gk.change_map
        else gk.park_map(None, parcels, **options)
    )
    opened = open_page(drawn)
    orders = opened.page.evaluate(ORDERS, NAME)
    assert len(orders) > 1
    assert [where for where, is_right in orders if not is_right] == []


def test_a_line_that_begins_from_the_right_stands_where_others_do(open_page: Callable[..., Any]) -> None:
    parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)], id=["A", "B"], phase=[NAME, "1"])
    opened = open_page(gk.change_map(parcels, parcels.iloc[:0], as_of="2026-06-01", language="en"))
    lefts = opened.run(
        """[...document.querySelectorAll('.gk-sum-phase > th')].map((node) => {
          const range = document.createRange();
          range.selectNodeContents(node);
          return range.getBoundingClientRect().left;
        })"""
    )
    assert len(lefts) == 2
    assert max(lefts) - min(lefts) < 1
