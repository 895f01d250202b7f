"""Files of one submission: what is a difference, what is none, and which file is named."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import geokit as gk
from geokit.auditing.differences.rings import compare_outlines
from geokit.auditing.differences.submission import compare_submission
from geokit.errors import CatalogError, InputError
from geokit.parcels.write import write_parcels
from geokit.testing import findings_of, make_parcels, make_park, ring, square

HOLE = shapely.difference(square(200, 0, 100), square(240, 40, 20))
SHAPES = [square(0, 0, 100), square(100, 0, 100), HOLE]
AREAS = [10_000.0, 10_000.0, 9_600.0]


def submission(shapes=SHAPES, areas=AREAS, half_m2=0.5, crs="EPSG:4548", **columns):
    table = make_parcels(
        shapes, declared_m2=areas, declared_half_unit_m2=[half_m2] * len(shapes), crs=None, **columns
    )
    return table.set_crs("EPSG:4548").to_crs(crs) if crs else table


def check(other, *more):
    files = {"a.txt": submission(), "b.shp": other}
    return compare_submission(files | {f"{at}.xlsx": table for at, table in enumerate(more)})


def only(other, *more):
    (found,) = check(other, *more).disagreements
    return found


def with_first(shape):
    return submission([shape, *SHAPES[1:]])


def test_files_that_agree():
    assert check(submission()).sentences("en") == ["files: 2, parcels: 3; all agree."]


def test_a_corner_that_is_two_millimetres_off():
    found = only(with_first(ring((0, 0), (100, 0), (100.002, 100), (0, 100))))
    assert (found.parcel, found.file, found.against) == ("A", "b.shp", ("a.txt",))
    assert found.distance_m == pytest.approx(0.002)
    assert found.geometry.distance(shapely.Point(470_100, 2_590_100)) == 0
    assert "X=2590100.000，Y=470100.002" in found.localize("zh")


@pytest.mark.parametrize("shape", [
    ring((0, 0), (100, 0), (100.001, 100), (0, 100)),
    ring((0, 0), (100, 0), (100, 100), (0, 100)).reverse(),
    ring((100, 100), (0, 100), (0, 0), (100, 0)),
    ring((0, 0), (0, 0), (100, 0), (100, 100), (0, 100)),
    shapely.MultiPolygon([square(0, 0, 100)]),
], ids=["one millimetre", "the other way round", "begins elsewhere", "a corner twice", "one part"])  # fmt: skip
def test_what_is_no_difference(shape):
    assert check(with_first(shape)).same


def test_zones_in_front_of_eastings_and_missing_systems_are_no_difference():
    bare = submission(crs="EPSG:4527").set_crs(None, allow_override=True)
    assert check(submission(crs="EPSG:4527"), submission(crs=None), bare).same


def test_the_order_of_parcels_rings_and_records_is_no_difference():
    turned = shapely.MultiPolygon([square(500, 0, 10), square(600, 0, 10)])
    one = submission([*SHAPES, turned], [*AREAS, 200.0])
    other = submission([*SHAPES, shapely.MultiPolygon(list(turned.geoms)[::-1])], [*AREAS, 200.0])
    assert compare_submission({"a": one, "b": other.iloc[::-1].reset_index(drop=True)}).same


@pytest.mark.parametrize(("area_m2", "half_m2", "same"), [
    (10_000.5, 0.005, True),
    (10_000.37, 0.005, True),
    (10_001.0, 0.5, False),
    (10_000.51, 0.005, False),
    (np.nan, np.nan, True),
])  # fmt: skip
def test_declared_areas_agree_to_the_half_unit_of_the_coarser(area_m2, half_m2, same):
    assert check(submission(areas=[area_m2, *AREAS[1:]], half_m2=half_m2)).same is same


def test_a_declared_area_that_is_off_by_one_unit():
    found = only(submission(areas=[10_001.0, *AREAS[1:]]))
    assert found.area_m2 == pytest.approx(1)
    assert found.localize("en").endswith("it declares 10,001.00 m² (15.002 mu), not 10,000.00 m² (15.000 mu)")


def test_another_method_is_said():
    table = submission(declared_method=["ellipsoidal", None, None])
    ours = submission(declared_method=["planar"] * 3)
    (found,) = compare_submission({"a.txt": ours, "b.shp": table}).disagreements
    assert "量算方法为椭球面，应为平面" in found.localize("zh")


@pytest.mark.parametrize(("shape", "sentence"), [
    (square(200, 0, 100), "rings missing: 1 (the first begins at X=2590060.000, Y=470260.000)"),
    (shapely.union(HOLE, square(400, 0, 10)), "rings too many: 1"),
    (ring((200, 0), (250, 0), (300, 0), (300, 100), (200, 100)), "it has 5 corners, not 4"),
    (shapely.MultiPolygon([square(200, 0, 100), square(240, 40, 20)]), "a hole is land"),
], ids=["missing", "extra", "corners", "role"])  # fmt: skip
def test_a_ring_that_is_not_the_same(shape, sentence):
    found = only(submission([*SHAPES[:2], shape]))
    assert sentence in found.localize("en")
    assert (found.parcel, "areas" in found.localize("en")) == ("C", False)


def test_the_same_corners_joined_in_another_order():
    found = only(with_first(ring((0, 0), (100, 100), (100, 0), (0, 100))))
    assert "in another order" in found.localize("en")


def test_a_parcel_that_is_missing_from_one_file():
    found = only(submission(SHAPES[:2], AREAS[:2]))
    assert found.localize("en") == "C: a.txt has it and b.shp does not"
    assert found.geometry.equals(HOLE)


def test_a_parcel_that_only_one_file_has():
    found = only(submission([*SHAPES, square(0, 200, 10)], [*AREAS, 100.0]))
    assert found.localize("zh") == "D：b.shp 中有此地块，a.txt 中没有"


def test_another_number_for_the_same_land_is_one_disagreement():
    renamed = submission()
    renamed.loc[0, "id"] = "甲"
    assert "its number is “甲”, not “A”" in only(renamed).localize("en")
    renamed.loc[0, "id"] = None
    assert "编号为“无”，应为“A”" in only(renamed).localize("zh")


def test_of_three_files_the_one_that_stands_alone_is_named():
    moved = with_first(square(0, 0, 100.002, 100))
    (found,) = compare_submission({"a": moved, "b": submission(), "c": submission()}).disagreements
    assert (found.file, found.against) == ("a", ("b", "c"))
    (found,) = compare_submission({"a": submission(), "b": moved, "c": moved}).disagreements
    assert (found.file, found.against) == ("a", ("b", "c"))


def test_a_file_of_another_datum_is_said_once():
    table = submission().set_crs("EPSG:2384", allow_override=True)
    found = only(table, submission())
    assert (found.parcel, found.file) == ("", "b.shp")
    assert "the datums differ" in found.localize("en")


def test_degrees_without_a_system_are_not_guessed():
    degrees = submission(crs="EPSG:4490").set_crs(None, allow_override=True)
    assert "look like degrees" in only(degrees).localize("en")


CORNERS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=3, max_size=9, unique=True)


@given(CORNERS, st.integers(0, 8), st.booleans(), st.floats(-0.0004, 0.0004))
def test_a_ring_is_the_same_from_wherever_and_either_way_round(corners, start, turned, noise_m):
    begun = [*corners[start % len(corners) :], *corners[: start % len(corners)]]
    other = [(x + noise_m, y - noise_m) for x, y in (begun[::-1] if turned else begun)]
    assert not compare_outlines(shapely.Polygon(other), shapely.Polygon(corners), 0.001)


@given(CORNERS, st.integers(0, 8), st.sampled_from([(0.002, 0), (0, -0.002), (3.3, 0.1)]))
def test_a_moved_corner_is_found_wherever_it_is(corners, at, shift):
    moved = [*corners]
    moved[at % len(corners)] = tuple(np.add(corners[at % len(corners)], shift))
    one, other = shapely.Polygon(moved), shapely.Polygon(corners)
    assert compare_outlines(one, other, 0.001)
    assert compare_outlines(other, one, 0.001)


TOML = """
[[parcels]]
file = "一期.txt"
same_as = ["一期.shp", { file = "一期.xlsx", zone = 39 }]
"""


@pytest.fixture
def folder(tmp_path):
    """A submission whose shapefile has a corner 2 mm off, beside a park."""
    place = tmp_path / "park"
    place.mkdir()
    write_parcels(submission(), place / "一期.txt")
    write_parcels(with_first(ring((0, 0), (100, 0), (100.002, 100), (0, 100))), place / "一期.shp")
    write_parcels(submission(), place / "一期.xlsx")
    return tmp_path


def test_park_toml_names_the_files(folder):
    report = gk.audit(make_park(folder, TOML))
    (finding,) = findings_of(report, "submission_mismatch")
    assert finding.subjects == ("A",)
    assert (finding.measured, finding.allowed, finding.unit) == (pytest.approx(0.002), 0.001, "m")
    assert (finding.limit.value, finding.limit.unit) == (0.001, "m")
    assert (finding.source.file, finding.source.record) == ("一期.shp", 0)
    assert finding.message("zh").startswith("A：一期.shp 与 一期.txt、一期.xlsx 不一致：1 个界址点不符")
    # The audit is in the system of the TXT, whose eastings have the zone in front.
    assert finding.geometry.bounds[0] > 39e6


def test_what_differs_in_files_of_another_zone_is_placed_in_the_system_of_the_audit(tmp_path):
    (tmp_path / "park").mkdir()
    tables = {
        "a.geojson": submission(),
        "b.geojson": submission([square(0, 300, 100)], AREAS[:1], crs="EPSG:4547"),
        "b.shp": submission([square(0, 300, 100.002, 100)], AREAS[:1], crs="EPSG:4547"),
    }
    for name, table in tables.items():
        write_parcels(table, tmp_path / "park" / name)
    toml = '[[parcels]]\nfile = "a.geojson"\n[[parcels]]\nfile = "b.geojson"\nsame_as = ["b.shp"]\n'
    (finding,) = findings_of(gk.audit(make_park(tmp_path, toml)), "submission_mismatch")
    assert finding.geometry.bounds == pytest.approx((470_100, 2_590_300, 470_100.002, 2_590_400), abs=1e-4)


def test_the_tolerance_can_be_set_and_the_rule_switched_off(folder):
    park = make_park(folder, TOML)
    for settings in ({"tolerance_m": 0.003}, {"enabled": False}):
        report = gk.audit(park, settings={"rules": {"submission_mismatch": settings}})
        assert findings_of(report, "submission_mismatch") == []


def test_an_unreadable_record_of_another_file_is_one_finding(folder):
    text = (folder / "park" / "一期.txt").read_text("gbk")
    (folder / "park" / "二.txt").write_text(text.replace("J2,1,", "J2,x,", 1), "gbk")
    toml = '[[parcels]]\nfile = "一期.txt"\nsame_as = ["二.txt"]\n'
    report = gk.audit(make_park(folder, toml))
    assert findings_of(report, "submission_mismatch") == []
    (finding,) = findings_of(report, "unreadable_record")
    assert (finding.subjects, finding.source.file) == (("A",), "二.txt")


def test_an_unknown_key_is_an_error_with_its_line(folder):
    toml = '[[parcels]]\nfile = "一期.txt"\nsame_as = [{ file = "一期.shp", phase = "one" }]\n'
    with pytest.raises(CatalogError, match=r"park\.toml.*phase"):
        make_park(folder, toml)


def test_a_file_that_is_missing_is_named(folder):
    with pytest.raises(InputError, match="二期"):
        gk.audit(make_park(folder, '[[parcels]]\nfile = "一期.txt"\nsame_as = ["二期.shp"]\n'))
