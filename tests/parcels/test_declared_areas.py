import numpy as np
import pytest

from geokit.land.declared.area import DeclaredArea
from geokit.parcels.declared_areas import infer_unit, parse_figures, to_square_metres
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.read import read_parcels


@pytest.mark.parametrize(("unit", "value"), [("m2", 10_000), ("ha", 1), ("mu", 15), ("km2", 0.01)])
def test_the_unit_is_told_by_the_measured_area(unit, value):
    assert infer_unit(np.array([value * 1.019]), np.array([10_000.0])) == unit
    assert infer_unit(np.array([value * 1.03]), np.array([10_000.0])) is None


def test_one_wrong_figure_does_not_hide_the_unit_of_the_others():
    assert infer_unit(np.array([1, 1, 7.0]), np.full(3, 10_000.0)) == "ha"


@pytest.mark.parametrize(
    ("values", "half_unit"),
    [([1.25, 3.5], 0.005), ([2, 3], 0.5), ([1 / 3], 0.0), (["1.50"], 0.005), (["7"], 0.5)],
)
def test_the_rounding_of_figures(values, half_unit):
    assert parse_figures(values).half_unit[0] == pytest.approx(half_unit)


def test_figures_with_units_beside_them():
    m2, half_unit_m2, remarks = to_square_metres(parse_figures(["15亩", "1.00公顷"]), np.full(2, np.nan))
    assert m2 == pytest.approx([10_000, 10_000])
    assert half_unit_m2 == pytest.approx([1000 / 3, 50])
    assert remarks == []


def test_figures_in_a_column_of_ten_thousands():
    figures = parse_figures(["0.8", "约0.8", "12亩", "2.2E+00", None])
    m2, half_unit_m2, (remark,) = to_square_metres(figures, np.full(5, np.nan), counted_m2=10_000.0)
    assert m2 == pytest.approx([8000, 8000, 8000, 22_000, np.nan], nan_ok=True)
    assert half_unit_m2[[0, 3]] == pytest.approx([500, 500])
    assert (remark.code, "±0.05 ha" in remark.en) == ("declared_approximate", True)


def test_what_is_no_single_figure_is_left_out_and_named():
    figures = parse_figures(["不小于15亩", "待定", "0", "-3", None, "15"])
    m2, _, remarks = to_square_metres(figures, np.full(6, 10_000.0), "mu")
    assert m2 == pytest.approx([np.nan] * 5 + [10_000], nan_ok=True)
    assert [(remark.code, remark.record) for remark in remarks] == [
        ("declared_not_understood", 1),
        ("declared_not_understood", 3),
        ("declared_limit", 0),
        ("declared_not_positive", 2),
    ]


@pytest.mark.parametrize(
    "text", ["约12", "≈12", "12左右", "~12", "约12亩", "大约 12", "12 左右", "近12", "12余"]
)
def test_about_a_figure_in_a_column_of_mu_is_the_figure_with_its_reach(text):
    figures = parse_figures([text, "330.5", None])
    m2, reach_m2, (remark,) = to_square_metres(figures, np.full(3, np.nan), "mu")
    assert m2 == pytest.approx([8000, 330.5 * 2000 / 3, np.nan], nan_ok=True)
    written = DeclaredArea.parse(text, unit="mu")
    assert reach_m2[0] == pytest.approx(float(written.spread.exact_m2))
    assert remark.code == "declared_approximate"
    assert text in remark.en
    assert "±" in remark.zh


def test_about_a_figure_takes_the_unit_that_stands_beside_it_or_is_found_by_measuring():
    figures = parse_figures(["约1.2公顷", "约18", "18.0"])
    m2, _, remarks = to_square_metres(figures, np.full(3, 12_000.0))
    assert m2 == pytest.approx([12_000] * 3)
    assert {remark.code for remark in remarks} == {"declared_approximate", "declared_unit_inferred"}


def test_a_number_in_brackets_is_no_area_before_somebody_says_so():
    # To an accountant it is a minus.
    m2, _, (remark,) = to_square_metres(parse_figures(["(12)", "12"]), np.full(2, np.nan), "mu")
    assert np.isnan(m2[0])
    assert remark.code == "declared_not_understood"


@pytest.mark.parametrize("usual", ["ha", None])
def test_most_records_decide_the_unit_and_the_others_keep_it(usual):
    figures = parse_figures(["0.8000", "0.8000", "8000.00"])
    m2, _, _ = to_square_metres(figures, np.full(3, 8_000.0), usual=usual)
    assert m2 == pytest.approx([8_000, 8_000, 80_000_000])


def test_between_two_units_that_explain_as_many_the_rule_decides():
    figures = parse_figures(["8000.00", "0.8000"])
    assert to_square_metres(figures, np.full(2, 8_000.0), usual="ha")[0] == pytest.approx([80_000_000, 8_000])


@pytest.mark.parametrize("text", ["1.6000", "0.8400", "8400", "0.0012", "16.5"])
def test_a_figure_that_no_unit_explains_keeps_the_unit_of_the_rule(text):
    m2, _, (remark,) = to_square_metres(parse_figures([text]), np.array([8_000.0]), usual="ha")
    assert m2 == pytest.approx([float(text) * 10_000])
    assert remark.code == "declared_unit_by_rule"


def test_without_a_rule_such_a_figure_cannot_be_compared_and_that_is_said():
    m2, _, (remark,) = to_square_metres(parse_figures(["8400"]), np.array([8_000.0]))
    assert np.isnan(m2).all()
    assert remark.code == "declared_unit_unknown"
    assert "nearest is m², +5% off" in remark.localize("en")


def test_a_figure_without_a_unit_beside_nothing_measured_is_said():
    _, _, (remark,) = to_square_metres(parse_figures(["8400"]), np.array([np.nan]))
    assert "could not be compared" in remark.localize("en")


def test_a_unit_that_explains_some_figures_and_no_other_does_is_taken_where_no_rule_is():
    declared = np.array([12.0, 15.0, 14.0, 9.0, 10.0])
    assert infer_unit(declared, np.full(5, 8_000.0)) == "mu"
    assert infer_unit(declared, np.full(5, 8_000.0), usual="ha") is None


BAD = ["#REF!", "#DIV/0!", "#N/A", "N/A", "-", "/", "待定", "*****", "1.#INF", "nan", "inf"]


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_area_is_named_with_its_row_its_column_and_how_often(geojson, text):
    ring = [[467100, 2583500], [467200, 2583500], [467200, 2583600], [467100, 2583600], [467100, 2583500]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    rows = [
        (shape, {"DKBH": str(at), "申报面积（平方米）": area})
        for at, area in enumerate(["10000", text, text])
    ]
    frame = read_parcels(geojson(*rows))
    (notice,) = (each for each in notices_of(frame) if each.code == "declared_not_understood")
    assert notice.record == 1
    for part in ("record 1", "申报面积（平方米）", text, "2 parcels"):
        assert part in notice.localize("en")
    assert frame["declared_m2"].notna().tolist() == [True, False, False]
