import pytest

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land import limits
from geokit.land.limits import Limit, Provenance, provenance_limit, sliver_area, sliver_thickness
from geokit.land.units import Area


def test_a_limit_prints_its_value_its_clause_and_its_evidence() -> None:
    limit = Limit(0.01, "share", Words(zh="条款", en="a clause"), "recalled")
    assert limit.localize("en") == "1% (a clause; recalled, not confirmed)"
    assert limit.localize("zh") == "1%（条款；凭记忆，未核实）"


@pytest.mark.parametrize(
    ("name", "value", "unit", "evidence"),
    [
        ("SURVEY_AGAINST_DATABASE", 0.01, "share", "practice"),
        ("TOPOLOGY_TOLERANCE", 0.001, "m", "verified"),
        ("CONTRACT_LAND_SUM", 0.05, "mu", "verified"),
        ("IGNORED_OVERLAP", 0.01, "m2", "advice"),
        ("SLIVER_AREA", 1.0, "m2", "advice"),
        ("ABOUT_SHARE", 0.05, "share", "advice"),
        ("JUST_BELOW_SHARE", 0.05, "share", "advice"),
        ("ABOVE_SHARE", 0.1, "share", "advice"),
        ("WARNING_SHARE", 0.001, "share", "advice"),
        ("REVIEW_SHARE", 0.01, "share", "advice"),
    ],
)
def test_each_limit_has_its_value_and_evidence(name: str, value: float, unit: str, evidence: str) -> None:
    limit = getattr(limits, name)
    assert (limit.value, limit.unit, limit.evidence) == (value, unit, evidence)


def test_boundary_points_have_three_classes() -> None:
    assert [limits.POINT_RMS[number].value for number in (1, 2, 3)] == [0.05, 0.075, 0.1]
    assert [limits.POINT_LIMIT[number].value for number in (1, 2, 3)] == [0.1, 0.15, 0.2]


def test_the_smallest_mapped_polygons_are_only_recalled() -> None:
    assert {use: limit.value for use, limit in limits.SMALLEST_MAPPED.items()} == {
        "construction": 200,
        "farm": 400,
        "other": 600,
    }
    assert {limit.evidence for limit in limits.SMALLEST_MAPPED.values()} == {"recalled"}


def test_slivers_follow_the_scale_and_the_accuracy_class() -> None:
    assert sliver_area(2000).value == 80
    assert sliver_thickness().value == pytest.approx(0.1414, abs=1e-4)
    assert sliver_thickness(3).value == pytest.approx(0.2828, abs=1e-4)


@pytest.mark.parametrize("denominator", [0, -500, float("nan"), float("inf")])
def test_a_scale_that_is_none_is_refused(denominator: float) -> None:
    with pytest.raises(InputError, match="1:500"):
        sliver_area(denominator)


def test_an_unknown_accuracy_class_is_refused() -> None:
    with pytest.raises(InputError, match="class 4"):
        sliver_thickness(4)


def test_a_limit_that_depends_on_the_figure_takes_its_value() -> None:
    limit = provenance_limit(Provenance.SAME_COORDINATES, Area.from_m2("0.75"))
    assert (limit.value, limit.unit) == (0.75, "m2")
    share = provenance_limit(Provenance.SURVEY_AGAINST_DATABASE, Area.from_m2("0.75"))
    assert share is limits.SURVEY_AGAINST_DATABASE
