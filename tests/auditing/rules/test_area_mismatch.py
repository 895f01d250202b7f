from __future__ import annotations

import pytest

import geokit as gk
from geokit.errors import SettingsError
from geokit.land.crs.transform import reproject
from geokit.land.measure.polygons import measure_area
from geokit.testing import CRS, findings_of, make_parcels, make_park, ring, square

PLOT = square(0, 0, 400, 300)


def audit_plot(declared_m2: float, **columns: list[object]) -> list[gk.Finding]:
    table = make_parcels([PLOT], declared_m2=[declared_m2], declared_half_unit_m2=[0.5], **columns)
    return findings_of(gk.audit(parcels=table), "area_mismatch")


def test_an_area_that_agrees_passes():
    assert audit_plot(120_000.4) == []


def test_a_difference_beyond_rounding_and_noise_is_found():
    (finding,) = audit_plot(118_000)
    assert finding.subjects == ("A",)
    assert finding.measured == pytest.approx(2000)
    assert finding.severity is gk.Severity.ERROR
    assert finding.limit is not None


@pytest.mark.parametrize(
    ("declared", "severity"), [(119_950, "warning"), (119_000, "review"), (115_000, "error")]
)
def test_the_severity_follows_the_share(declared, severity):
    (finding,) = audit_plot(declared)
    assert str(finding.severity) == severity


def test_a_planar_against_ellipsoidal_difference_is_explained_not_an_error():
    plot = square(0, 0, 3000, 2000)
    ellipsoidal = float(measure_area([plot], CRS, "ellipsoidal")[0])
    assert 6_000_000 - ellipsoidal > 100
    table = make_parcels([plot], declared_m2=[ellipsoidal], declared_half_unit_m2=[0.5])
    (finding,) = findings_of(gk.audit(parcels=table), "area_mismatch")
    assert finding.severity is gk.Severity.INFO
    assert "method explains it" in finding.message("en")
    table["declared_method"] = "ellipsoidal"
    assert findings_of(gk.audit(parcels=table), "area_mismatch") == []


def test_provenance_is_an_option_and_two_surveys_allow_more():
    table = make_parcels([PLOT], declared_m2=[120_015.0], declared_half_unit_m2=[0.5])
    settings = {"rules": {"area_mismatch": {"provenance": "two_surveys"}}}
    assert len(findings_of(gk.audit(parcels=table), "area_mismatch")) == 1
    assert findings_of(gk.audit(parcels=table, settings=settings), "area_mismatch") == []


def test_an_unknown_provenance_is_refused_by_name():
    settings = {"rules": {"area_mismatch": {"provenance": "hearsay"}}}
    with pytest.raises(SettingsError, match=r"rules\.area_mismatch\.provenance"):
        gk.audit(parcels=make_parcels([PLOT]), settings=settings)


PARK = """
[declared_area]
text = "{text}"
kind = "total"
source = "test"
as_of = "2024"
[boundary]
file = "outline.geojson"
basis = "surveyed"
"""


@pytest.mark.parametrize(
    ("text", "found"), [("180亩", 0), ("约175亩", 0), ("不小于150亩", 0), ("190亩", 1), ("不小于200亩", 1)]
)
def test_a_park_is_compared_with_its_figure_and_bound(tmp_path, text, found):
    park = make_park(tmp_path, PARK.format(text=text), outlines={"outline.geojson": PLOT})
    assert len(findings_of(gk.audit(park), "area_mismatch")) == found


def test_an_invalid_outline_is_not_compared(tmp_path):
    bow_tie = ring((0, 0), (400, 300), (400, 0), (0, 310))
    report = gk.audit(make_park(tmp_path, PARK.format(text="190亩"), outlines={"outline.geojson": bow_tie}))
    assert findings_of(report, "area_mismatch") == []
    assert len(findings_of(report, "invalid_geometry")) == 1


def test_net_land_is_not_compared_with_an_outline(tmp_path):
    toml = PARK.format(text="150亩").replace("total", "net")
    park = make_park(tmp_path, toml, outlines={"outline.geojson": PLOT})
    assert findings_of(gk.audit(park), "area_mismatch") == []


def test_a_boundary_in_degrees_is_shown_where_the_parcels_are(tmp_path):
    toml = PARK.format(text="190亩").replace("outline.geojson", "degrees.geojson")
    degrees = reproject([PLOT], CRS, "EPSG:4490")[0]
    park = make_park(tmp_path, toml, outlines={"degrees.geojson": degrees})
    text = (park.folder / "degrees.geojson").read_text(encoding="utf-8")
    (park.folder / "degrees.geojson").write_text(text.replace("EPSG::4548", "EPSG::4490"), encoding="utf-8")
    (finding,) = findings_of(gk.audit(park, make_parcels([PLOT])), "area_mismatch")
    assert finding.geometry.equals_exact(PLOT, 0.01)


HEADER = (
    "[属性描述]\n格式版本号=1.01版本\n数据产生单位=示例测绘单位\n数据产生日期=2026-01-15\n坐标系=2000国家大地坐标系\n"
    "几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=39\n精度=0.001\n转换参数=0,0,0,0,0,0,0\n[地块坐标]\n"
)
RECTANGLE = ((2580000, 39462000), (2580100, 39462000), (2580100, 39462080), (2580000, 39462080))


def audit_txt(tmp_path, *figures: str) -> list[gk.Finding]:
    """Audit a file in which parcels of 8,000 m² declare these figures."""
    text = HEADER
    for number, figure in enumerate(figures):
        corners = [*RECTANGLE, RECTANGLE[0]]
        text += f"5,{figure},DK-{number},甲,面,,,,@\n"
        text += "".join(
            f"J{at % 4 + 1},1,{north + 200 * number}.000,{east}.000\n"
            for at, (north, east) in enumerate(corners)
        )
    (tmp_path / "x.txt").write_bytes(text.encode("gbk"))
    return findings_of(gk.audit(gk.read_parcels(tmp_path / "x.txt")), "area_mismatch")


@pytest.mark.parametrize("figure", ["1.6000", "0.8400", "8400.00", "0.4000"])
def test_a_figure_is_never_too_wrong_to_be_compared(tmp_path, figure):
    (finding,) = audit_txt(tmp_path, figure)
    assert finding.severity is gk.Severity.ERROR
    assert "unit taken by the format's rule" in finding.message("en")


@pytest.mark.parametrize("figure", ["0.8000", "8000.00", "12.000"])
def test_a_figure_that_a_unit_explains_is_in_that_unit(tmp_path, figure):
    assert audit_txt(tmp_path, figure) == []


def test_the_odd_figure_of_a_file_is_a_mismatch(tmp_path):
    (finding,) = audit_txt(tmp_path, "0.8000", "0.8000", "8000.00")
    assert finding.subjects == ("DK-2",)
    assert "rule" not in finding.message("en")
