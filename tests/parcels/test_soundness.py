"""What makes an outline invalid is said in one way by `geokit inspect`, `inspect_file` and the audit."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

import geokit as gk
from geokit.cli._program import run
from geokit.coverage.validity import REASONS, why_invalid

EAST, NORTH = 462_000, 2_580_000
R = box(EAST, NORTH, EAST + 80, NORTH + 100)
BOW = Polygon([(EAST, NORTH), (EAST + 80, NORTH + 100), (EAST + 80, NORTH), (EAST, NORTH + 100)])
OUTLINES = {
    "repeated_parts": MultiPolygon([R, R]),
    "overlapping_parts": MultiPolygon([R, box(EAST + 40, NORTH - 5, EAST + 120, NORTH + 100)]),
    "adjoining_parts": MultiPolygon([R, box(EAST + 80, NORTH, EAST + 120, NORTH + 60)]),
    "nested_shells": MultiPolygon([R, box(EAST + 10, NORTH + 10, EAST + 20, NORTH + 20)]),
    "self_intersection": BOW,
}


def file_of(path, *shapes):
    names = [f"P{at}" for at in range(1, len(shapes) + 1)]
    gpd.GeoDataFrame({"地块编号": names}, geometry=list(shapes), crs=4548).to_file(path)
    return path


@pytest.mark.parametrize("reason", OUTLINES)
def test_inspect_and_audit_say_the_same(tmp_path, capfd, reason):
    path = file_of(tmp_path / "x.gpkg", OUTLINES[reason])
    for language in ("zh", "en"):
        why = REASONS[reason].localize(language)
        sentence = {"zh": f"地块 P1 的图形无效：{why}", "en": f"the outline of parcel P1 is invalid: {why}"}[
            language
        ]
        assert run(["--lang", language, "inspect", str(path)]) == 0
        assert sentence in capfd.readouterr().out
        assert sentence in gk.inspect_file(path).sentences(language)
        (finding,) = [each for each in gk.audit(path).findings if each.rule == "invalid_geometry"]
        assert finding.words.render(language, **finding.fields).startswith(sentence)


def test_parcels_of_one_reason_are_one_sentence(tmp_path):
    look = gk.inspect_file(file_of(tmp_path / "x.gpkg", BOW, R, BOW, MultiPolygon([R, R])))
    assert [notice.en for notice in look.invalid] == [
        "the outlines of 2 parcels are invalid: the boundary crosses itself (P1, P3)",
        "the outline of parcel P4 is invalid: a part is drawn twice",
    ]


def test_sound_outlines_are_not_remarked_on(tmp_path):
    ring = box(EAST, NORTH, EAST + 80, NORTH + 100).difference(
        box(EAST + 9, NORTH + 9, EAST + 20, NORTH + 20)
    )
    corner = MultiPolygon([R, box(EAST + 80, NORTH + 100, EAST + 90, NORTH + 110)])
    assert gk.inspect_file(file_of(tmp_path / "x.gpkg", R, ring, corner)).invalid == ()


def test_a_part_that_crosses_itself_is_at_fault_alone():
    assert why_invalid(np.array([MultiPolygon([BOW, box(0, 0, 1, 1)])])) == ["self_intersection"]


def test_many_parts_in_one_place():
    stack = MultiPolygon([shapely.affinity.translate(R, step / 7) for step in range(60)])
    assert why_invalid(np.array([stack])) == ["overlapping_parts"]
