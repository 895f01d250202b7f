"""The page on architecture: its walk is what happens, its places are there, and both languages say the same."""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
import shapely

import geokit as gk
from geokit.testing import make_parcels

ROOT = Path(__file__).parents[2]
PAGES = {
    lang: (ROOT / "docs" / lang / "explanation" / "architecture.md").read_text("utf-8")
    for lang in ("en", "zh")
}
STEP = re.compile(r"^\| \d+ \| `([\w/.]+)` \| `([\w.]+)`", re.MULTILINE)
WALK = STEP.findall(PAGES["en"])
FILES = sorted(set(re.findall(r"`(geokit/[\w/]+(?:\.py|/))`", PAGES["en"])))


def walk_of_an_overlap(folder):
    """The places entered when a file with an overlap becomes a page, in order."""
    source, page = folder / "parcels.geojson", folder / "audit.html"
    shapes = [shapely.box(467000, 2585000, 467100, 2585100), shapely.box(467098, 2585000, 467200, 2585100)]
    make_parcels(shapes, crs=4548).to_crs(4490).to_file(source, driver="GeoJSON")
    entered: dict[tuple[str, str], None] = {}

    def enter(frame, event, _):
        if event == "call" and frame.f_code.co_filename.startswith(str(ROOT / "geokit")):
            path = Path(frame.f_code.co_filename).relative_to(ROOT).as_posix()
            entered.setdefault((path, frame.f_code.co_qualname))

    before = sys.getprofile()
    sys.setprofile(enter)
    try:
        gk.audit(parcels=gk.read_parcels(source)).save(page)
    finally:
        sys.setprofile(before)
    assert "overlap" in page.read_text("utf-8")
    return list(entered)


def test_the_walk_is_what_happens_in_its_order(tmp_path):
    # A thread is told of all its calls, whatever a browser's loop or a trace has left of the main one.
    with ThreadPoolExecutor(1) as own:
        entered = own.submit(walk_of_an_overlap, tmp_path).result()
    places = [entered.index(step) for step in WALK if step in entered]
    assert [step for step in WALK if step not in entered] == []
    assert all(one < other for one, other in pairwise(places))
    assert len(WALK) == 16


def test_both_languages_walk_alike_and_name_the_same_places():
    assert STEP.findall(PAGES["zh"]) == WALK
    assert sorted(set(re.findall(r"`(geokit/[\w/]+(?:\.py|/))`", PAGES["zh"]))) == FILES


@pytest.mark.parametrize("path", FILES)
def test_each_place_is_there(path):
    assert (ROOT / path).exists()


def test_each_script_of_the_walk_is_there():
    scripts = re.findall(r"`([\w/]+\.js)`", PAGES["en"])
    assert len(scripts) == 7
    assert scripts == re.findall(r"`([\w/]+\.js)`", PAGES["zh"])
    assert all((ROOT / "geokit/page/web/src" / name).is_file() for name in scripts)
