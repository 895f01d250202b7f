"""Tables of land classes: printed parts equal printed sums, for any input; faults are named, never balanced away."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geokit as gk
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path


_CODES = ("0101", "0103", "0201", "0601", "1001", "1206")


def _survey(codes: list[str] | None = None, **columns: Any) -> gpd.GeoDataFrame:
    """Return strips of 20 m by 100 m, from west to east."""
    chosen = list(_CODES) if codes is None else codes
    strips = make_parcels([square(20 * at, 0, 20, 100) for at in range(len(chosen))], land_class=chosen)
    return strips.assign(**columns)


def _sums_agree(frame: Any) -> None:
    """Check that rows, columns, subtotals and the whole of a sheet agree as printed."""
    for name in (each for each in frame if each.startswith("sum_")):
        below = [each for each in frame if each.startswith(f"class_{name.removeprefix('sum_')}")]
        parts = frame[below].map(lambda value: value or Decimal(0)).sum(axis=1)
        assert len(below) > 1
        assert (parts == frame[name]).all()
    codes = [name for name in frame if name.startswith("class_")]
    majors = [name for name in ("farm", "construction", "unused") if name in frame]
    figures = frame[["total", *majors, *codes]].map(lambda value: value or Decimal(0))
    assert (figures[codes].sum(axis=1) == figures["total"]).all()
    assert (figures[majors].sum(axis=1) == figures["total"]).all()
    is_sum = frame.iloc[:, 1].astype(str).isin(["subtotal", "None"]) & (frame.index != len(frame) - 1)
    body = figures[~is_sum.to_numpy()] if "ownership" in frame else figures
    assert (body.iloc[:-1].sum() == body.iloc[-1]).all()


@given(
    widths=st.lists(st.integers(5, 80), min_size=1, max_size=5),
    cents=st.lists(st.integers(-30, 30), min_size=5, max_size=5),
    ridges=st.lists(st.sampled_from([0.0, 0.1234, 0.3333]), min_size=6, max_size=6),
    unit=st.sampled_from(["m2", "ha", "mu"]),
)
@settings(max_examples=15, deadline=None)
def test_printed_sums_equal_their_printed_parts(
    widths: list[int], cents: list[int], ridges: list[float], unit: Any
) -> None:
    shapes = [square(at, at * 3, width, 7.3) for at, width in enumerate(widths)]
    parcels = make_parcels(shapes, batch=[f"第{at % 2 + 9}批" for at in range(len(shapes))])
    declared = [round(width * 7.3 + cent / 100, 2) for width, cent in zip(widths, cents, strict=False)]
    parcels["declared_m2"] = declared
    villages = ["甲村", "乙村"] * 3
    survey = _survey(KCXS=ridges, village=villages, ownership=["30", "20", "30"] * 2)
    table = gk.land_class_table(parcels, survey, unit=unit, tolerance=0.02)
    for sheet in table.sheets():
        _sums_agree(sheet.to_frame())
    printed = table.to_frame().set_index("id")["total"]
    for name, area in zip(parcels["id"], declared, strict=True):
        assert printed[name] == gk.Area.from_m2(area).rounded(unit, {"m2": 2, "ha": 4, "mu": 3}[unit])
    assert len({sheet.to_frame()["total"].iloc[-1] for sheet in table.sheets()}) == 1


def test_cells_are_those_of_fractions() -> None:
    survey = _survey(["0101", "0103", "0601"], KCXS=[0.1234, 0.2, 0.5])
    table = gk.land_class_table(make_parcels([square(3, 0, 50, 37)], declared_m2=[1850.07]), survey)
    raw = dict(zip(table.cells["land_class"], map(Fraction, table.cells["raw_m2"]), strict=True))
    assert set(raw) == {"0101", "0103", "0601", "1203"}
    exact = {code: part * 185007 / sum(raw.values()) for code, part in raw.items()}
    counts = {code: int(each) for code, each in exact.items()}
    for code in sorted(exact, key=lambda code: counts[code] - exact[code])[: 185007 - sum(counts.values())]:
        counts[code] += 1
    assert dict(zip(table.cells["land_class"], table.cells["count"], strict=True)) == counts
    # A fifth of 0103 and 12.34% of 0101 are ridges; 0601 has none, whatever its coefficient.
    assert float(raw["1203"]) == pytest.approx(17 * 37 * 0.1234 + 20 * 37 * 0.2, rel=3e-4)
    assert float(raw["0601"]) == pytest.approx(13 * 37, rel=3e-4)


def test_the_order_of_rows_does_not_change_a_byte(tmp_path: Path) -> None:
    parcels = make_parcels(
        [square(5 * at, 7 * at, 33, 20) for at in range(6)], declared_m2=[660.0] * 6, batch=["2", "10"] * 3
    )
    survey = _survey(KCXS=[0.1] * 6, village=["甲村", "乙村"] * 3)
    files = []
    for seed in (0, 1):
        mixed = np.random.default_rng(seed)
        pair = [frame.iloc[mixed.permutation(len(frame))] for frame in (parcels, survey)]
        files.append(gk.land_class_table(*pair).save(tmp_path / f"{seed}.xlsx", language="zh"))
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_piece_is_a_part_of_the_area_that_the_survey_prints() -> None:
    survey = _survey(["0101", "0601"])
    survey["declared_m2"] = [2010.0, 2000.0]
    parcel = make_parcels([square(0, 0, 40, 100)], declared_m2=[4000.0])
    printed = gk.land_class_table(parcel, survey).cells.set_index("land_class")["raw_m2"]
    assert printed["0101"] / printed["0601"] == pytest.approx(1.005)
    measured = gk.land_class_table(parcel, survey, survey_area="measured")
    assert measured.cells.set_index("land_class")["raw_m2"]["0101"] == pytest.approx(2000, rel=3e-4)
    assert "not by the survey's own areas" in measured.localize("en")


@pytest.mark.parametrize(
    ("survey", "declared", "said"),
    [
        ({"codes": ["0101", "0601"]}, 4000.0, "1,500.00 m² (2.250 mu) of parcel A is covered by no polygon"),
        ({"KCXS": [12.34, 0, 0, 0, 0, 0]}, 5500.0, "row:0 has the deduction coefficient 12.34"),
        ({"codes": ["0110", "0601", "0601"]}, 5500.0, "“0110”"),
        ({"codes": ["100101", "0601", "0601"]}, 5500.0, "it is 100101 industrial land, class 1"),
        ({"declared_m2": [0.2, 2000, 2000, 2000, 2000, 2000]}, 5500.0, "looks like hectares"),
        ({"declared_m2": [3.0, 2000, 2000, 2000, 2000, 2000]}, 5500.0, "looks like mu"),
        ({"declared_m2": [2500.0, 2000, 2000, 2000, 2000, 2000]}, 5500.0, "may have been clipped"),
        ({}, 5000.0, "differs from its control area of 5,000.00 m²"),
        ({}, float("nan"), "no declared area to control by"),
        ({}, 0.0, "no declared area to control by"),
    ],
)
def test_a_fault_is_named_and_not_balanced_away(survey: dict[str, Any], declared: float, said: str) -> None:
    parcel = make_parcels([square(0, 0, 55, 100)], declared_m2=[declared])
    frame = _survey(survey.pop("codes", None), **survey)
    frame["id"] = None
    with pytest.raises(gk.InputError) as refused:
        gk.land_class_table(parcel, frame)
    assert said in refused.value.localize("en")


def test_a_survey_that_lies_on_itself_is_refused() -> None:
    survey = make_parcels([square(0, 0, 60, 100), square(50, 0, 50, 100)], land_class=["0101", "0601"])
    with pytest.raises(gk.InputError, match=r"overlap by 1,000.*most of it A and B"):
        gk.land_class_table(make_parcels([square(0, 0, 100)]), survey, control="measured")


def test_parcels_without_land_are_named() -> None:
    parcels = make_parcels([square(0, 0, 20), None], declared_m2=[400.0, 10.0])
    with pytest.raises(gk.InputError, match="B: no valid outline"):
        gk.land_class_table(parcels, _survey())


def test_what_was_declared_is_converted_and_not_altered() -> None:
    """A declared 23,076.08 m² is 34.614 mu and 2.3076 ha."""
    parcel = make_parcels([square(0, 0, 120, 192.3)], declared_m2=[23076.08])
    survey = make_parcels([square(0, 0, 60, 200), square(60, 0, 60, 200)], land_class=["0101", "0601"])
    for unit, shown in (("m2", "23076.08"), ("mu", "34.614"), ("ha", "2.3076")):
        table = gk.land_class_table(parcel, survey, unit=unit)  # type: ignore[arg-type]
        assert str(table.to_frame()["total"].iloc[0]) == shown
    assert "23,076.08 m² = 34.614 mu = 2.3076 ha" in gk.land_class_table(parcel, survey).localize("en")


def _lines(survey: gpd.GeoDataFrame, **options: Any) -> str:
    parcel = make_parcels([square(0, 0, 55, 100)], declared_m2=[5500.0])
    return gk.land_class_table(parcel, survey, **options).localize("en")


def test_a_parcel_that_cannot_be_read_is_not_left_out() -> None:
    parcels = make_parcels([square(0, 0, 20), square(30, 0, 20)], declared_m2=[400.0, 400.0])
    parcels.loc[1, "geometry"] = None
    with pytest.raises(gk.InputError, match="parcel B cannot be read"):
        gk.land_class_table(parcels[["id", "declared_m2", "geometry"]], _survey())
    with pytest.raises(gk.InputError, match="parcel B cannot be read"):
        gk.control_line_table(parcels[["id", "declared_m2", "geometry"]], {"lines": _survey()})


def test_a_name_tells_that_a_code_is_of_another_scheme() -> None:
    survey = _survey(["0101", "1001", "0601"], DLMC=["水田", "工业用地", "工业用地"])
    with pytest.raises(gk.InputError) as refused:
        _lines(survey)
    assert "it looks like 1001 industrial land (land and sea use" in refused.value.localize("en")
    said = _lines(_survey(["0101", "1001", "0601"], DLMC=["耕地", "果园", "工业用地"]))
    assert (
        "1 polygon has a class whose name is not that of its code, which counts (first: B, 1001 railways"
        in said
    )


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({}, "2 polygons of 0101, 0102, 0103 without a coefficient"),
        ({"KCXS": [0.1, None, 0, 0, 0, 0]}, "1 polygon of 0101, 0102, 0103 without a coefficient"),
        ({"KCXS": [0.1, 0, 0.1, 0, 0, 0]}, "1 polygon has a coefficient and another class than 0101"),
        ({"KCXS": [0.1, 0, 0.1, 0, 0, 0]}, "1 polygon has a coefficient and no class for what is deducted"),
        ({"ownership": ["99"] * 6}, "stand as they are written: 99"),
        ({"GXSJ": [f"202{at}" for at in range(6)]}, "records are of 2020, 2021, 2022\n"),
    ],
)
def test_what_is_assumed_is_said_of_polygons_that_parcels_touch(columns: dict[str, Any], said: str) -> None:
    assert said in _lines(_survey(**columns))


def test_villages_of_one_name_are_told_apart_by_their_codes() -> None:
    codes = ["440000100001" + "0" * 7, "440000100002" + "0" * 7] * 3
    survey = _survey(KCXS=0.0, village=["甲村"] * 6, ZLDWDM=codes)
    parcel = make_parcels([square(0, 0, 55, 100)], declared_m2=[5500.0])
    found = set(gk.land_class_table(parcel, survey).cells["village"])
    assert found == {"甲村 440000100001", "甲村 440000100002"}
    survey["village"] = None
    assert set(gk.land_class_table(parcel, survey).cells["village"]) == set(codes)


def test_the_last_digit_of_a_splinter_is_no_fault() -> None:
    survey = make_parcels([square(0, 0, 0.5, 0.5), square(0.5, 0, 20, 0.5)], land_class=["0601", "0301"])
    survey["declared_m2"] = [0.255, 10.0]
    parcel = make_parcels([square(0, 0, 20.5, 0.5)], declared_m2=[10.25])
    assert gk.land_class_table(parcel, survey).cells["count"].sum() == 1025


def test_what_a_reader_of_the_survey_asks_for_is_named_as_the_survey_has_it(tmp_path: Path) -> None:
    for layer in ("甲", "乙"):
        _survey().to_file(tmp_path / "survey.gpkg", layer=layer)
    with pytest.raises(gk.InputError, match=r"survey_layer="):
        _lines(tmp_path / "survey.gpkg")


def test_codes_of_two_schemes_are_never_one_table() -> None:
    parcel = make_parcels([square(0, 0, 20, 100)], declared_m2=[2000.0])
    with pytest.raises(gk.InputError, match="no column of land classes"):
        gk.land_class_table(parcel, _survey(["1001"]), scheme="territorial")


def test_wrong_options_are_refused() -> None:
    parcel, survey = make_parcels([square(0, 0, 20)], declared_m2=[400.0]), _survey()
    with pytest.raises(gk.UnknownNameError, match="village"):
        gk.land_class_table(parcel, survey, by=("vilage",))
    with pytest.raises(gk.UnknownNameError, match="0199"):
        gk.land_class_table(parcel, survey, deducted=("0199",))
    with pytest.raises(gk.OptionError, match="tolerance"):
        gk.land_class_table(parcel, survey, tolerance=1.5)
    with pytest.raises(gk.OptionError, match="grouping village is given more than once"):
        gk.land_class_table(parcel, survey, by=("village", "parcel", "village"))


def test_why_a_parcel_cannot_be_measured_is_said() -> None:
    """A parcel in the wrong zone has a valid outline, and an area that cannot be trusted."""
    parcels = make_parcels([square(0, 0, 55, 100), square(0, 0, 20)], declared_m2=[5500.0, 400.0])
    parcels.loc[0, "geometry"] = shapely.affinity.translate(parcels.geometry[0], 300_000, 0)
    parcels.loc[1, "geometry"] = shapely.Polygon()
    for make in (
        lambda: gk.land_class_table(parcels, _survey()),
        lambda: gk.control_line_table(parcels, {"lines": _survey()}),
    ):
        with pytest.raises(gk.InputError) as refused:
            make()
        said = refused.value.localize("en")
        assert "A cannot be measured: it lies outside the zone of its coordinate system" in said
        assert "B: no valid outline, or no area" in said


def test_a_declared_figure_of_no_known_unit_is_no_control_and_the_reason_is_said() -> None:
    parcel = make_parcels([square(0, 0, 55, 100)]).assign(DKMJ=[123456.0]).drop(columns="declared_m2")
    with pytest.raises(gk.InputError, match="no declared area to control by") as refused:
        gk.land_class_table(parcel[["id", "DKMJ", "geometry"]], _survey())
    assert "123456" in refused.value.localize("en")


def test_a_parcel_that_prints_as_nothing_is_named() -> None:
    parcels = make_parcels([square(0, 0, 55, 100), square(70, 0, 3)])
    table = gk.land_class_table(parcels, _survey(), control="measured", unit="ha", decimals=2)
    assert "B: a control area of less than 0.01 ha, which is 0 here" in table.localize("en")
    assert "less than" not in gk.land_class_table(parcels, _survey(), control="measured").localize("en")


def test_one_kind_of_fault_does_not_hide_another() -> None:
    survey = _survey(["0101"] * 12 + ["9999"], KCXS=[12.34] * 12 + [0.0])
    with pytest.raises(gk.InputError) as refused:
        gk.land_class_table(make_parcels([square(0, 0, 260, 100)], declared_m2=[26000.0]), survey)
    said = refused.value.localize("en")
    assert "13 faults to mend first" in said
    assert "“9999”" in said
    assert said.count("12.34") == 7
    assert "5 more" in said


def test_polygons_without_a_valid_outline_are_named_where_land_is_left_open() -> None:
    survey = _survey(["0101", "0601", "1001"], id=["S1", "S2", "S3"])
    west, south, east, north = survey.geometry[1].bounds
    crossed = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])
    survey = survey.set_geometry(gpd.GeoSeries([survey.geometry[0], crossed, None], crs=survey.crs))
    with pytest.raises(gk.InputError) as caught:
        gk.land_class_table(make_parcels([square(0, 0, 60, 100)]), survey, control="measured")
    said = {language: caught.value.localize(language) for language in ("zh", "en")}
    assert "S2、S3" in said["zh"]
    assert "S2, S3" in said["en"]
    assert "S1" not in said["en"]


def test_each_of_several_ownerships_has_its_subtotal_by_village() -> None:
    survey = _survey(village=["甲村", "甲村", "乙村"] * 2, ownership=["30", "20", "30"] * 2)
    table = gk.land_class_table(make_parcels([square(0, 0, 120, 100)]), survey, control="measured")
    sheet = next(each.to_frame() for each in table.sheets() if "ownership" in each.to_frame())
    assert (sheet["ownership"].astype(str) == "subtotal").sum() == sheet["village"].nunique() - 1  # the whole


@pytest.mark.parametrize("area", [0.18, 0.22, 0.35, 3.2, 10.0])
def test_an_area_is_taken_for_another_unit_within_a_twentieth(area: float) -> None:
    survey = _survey(declared_m2=[area, *[2000.0] * 5], id=None)
    with pytest.raises(gk.InputError) as refused:
        gk.land_class_table(make_parcels([square(0, 0, 55, 100)], declared_m2=[5500.0]), survey)
    assert "looks like" not in refused.value.localize("en")
