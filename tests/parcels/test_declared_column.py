import numpy as np
import pytest

from geokit.parcels.declared_column import in_square_metres, infer_unit, read_figures
from geokit.parcels.notices import notices_of
from geokit.parcels.reading import read_parcels


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
    assert read_figures(values).half_unit[0] == pytest.approx(half_unit)


def test_figures_with_units_beside_them():
    m2, half_unit_m2, remarks = in_square_metres(read_figures(["15亩", "1.00公顷"]), np.full(2, np.nan))
    assert m2 == pytest.approx([10_000, 10_000])
    assert half_unit_m2 == pytest.approx([1000 / 3, 50])
    assert remarks == []


def test_what_is_no_single_figure_is_left_out_and_named():
    figures = read_figures(["不小于15亩", "待定", "0", "-3", None, "15"])
    m2, _, remarks = in_square_metres(figures, np.full(6, 10_000.0), "mu")
    assert m2 == pytest.approx([np.nan] * 5 + [10_000], nan_ok=True)
    assert [(remark.code, remark.record) for remark in remarks] == [
        ("declared_not_understood", 0),
        ("declared_not_understood", 1),
        ("declared_not_understood", 3),
        ("declared_not_positive", 2),
    ]


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
        assert part in notice.in_words("en")
    assert frame["declared_m2"].notna().tolist() == [True, False, False]
