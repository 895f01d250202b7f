"""The names of a park and its phases on a phone, where the numbers of findings are close by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
NAMES = """() => [...document.querySelectorAll('.gk-outline-name')]
  .filter((node) => getComputedStyle(node).visibility === 'visible')
  .map((node) => [node.textContent, node.getBoundingClientRect()])"""
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
