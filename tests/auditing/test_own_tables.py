"""The caller's table stays the caller's: index, columns, geometry column and system, with results beside."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geokit as gk
from geokit.errors import InputError, UnknownNameError
from geokit.parcels.table import COLUMN_NAMES
from geokit.testing import CRS, make_parcels, make_park, square

RESULTS = ["measured_m2", "measured_mu", "measured_method", "findings", "severity", "rules"]
SQUARE_KM = square(0, 0, 1000)


def table(shapes, index=None, shape_column="geom", crs=CRS, **columns):
    outlines = gpd.GeoSeries(shapes, crs=CRS).to_crs(crs)
    frame = gpd.GeoDataFrame({**columns, shape_column: outlines}, geometry=shape_column)
    return frame if index is None else frame.set_axis(index)


def own_part(made, frame):
    """Return the part of a result that is the caller's."""
    return made[list(frame.columns)]


names = st.sampled_from(
    [*COLUMN_NAMES, *RESULTS, "地块编号", "面积（亩）", "阶段", "geokit_findings", "geometry", "备注", 7]
)
values = st.one_of(
    st.lists(st.integers(0, 9), min_size=4, max_size=4),
    st.lists(st.floats(0.5, 20, width=32), min_size=4, max_size=4),
    st.lists(st.sampled_from(["A", "B", "收储", "整备", "15亩", "2026-01-05", None]), min_size=4, max_size=4),
)
indices = st.one_of(
    st.none(),
    st.lists(st.sampled_from(["DK-1", "DK-2", "DK-3"]), min_size=4, max_size=4),
    st.lists(st.integers(-5, 5), min_size=4, max_size=4),
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2)), min_size=4, max_size=4).map(
        lambda pairs: pd.MultiIndex.from_tuples(pairs, names=["村", None])
    ),
    st.just(pd.date_range("2026-01-01", periods=4)),
)


@given(
    columns=st.dictionaries(names, values, max_size=5),
    index=indices,
    absent=st.sampled_from([None, 0, 2]),
    crs=st.sampled_from([CRS, "EPSG:4490"]),
)
@settings(max_examples=60, deadline=None)
def test_any_table_comes_back_as_it_was(columns, index, absent, crs):
    shapes = [square(0, 0, 100), square(99, 0, 100), square(300, 0, 100), square(300, 0, 100)]
    if absent is not None:
        shapes[absent] = None
    frame = table(shapes, index, crs=crs, **{str(name): listed for name, listed in columns.items()})
    frame.columns = [7 if name == "7" else name for name in frame.columns]
    before = frame.copy()
    report = gk.audit(frame)
    pd.testing.assert_frame_equal(frame, before)
    made = report.to_parcels()
    assert list(made.columns[: len(frame.columns)]) == list(frame.columns)
    assert made.columns.is_unique
    pd.testing.assert_frame_equal(own_part(made, frame), frame)
    assert (made.active_geometry_name, made.crs) == ("geom", frame.crs)
    # What a finding is of, by the labels of the table: the position that a label was made of is among its rows.
    assert {label for labels in report.to_frame()["rows"] for label in labels} <= set(frame.index.tolist())
    counts = {
        pd.to_numeric(made[name], errors="coerce").sum() for name in made.columns if "findings" in str(name)
    }
    assert sum(map(len, report.to_frame()["rows"])) in counts


def test_canonical_values_stand_beside():
    frame = table(
        [square(0, 0, 100), square(200, 0, 100), None],
        ["甲", "甲", "乙"],
        地块编号=["DK-1", "DK-2", "DK-3"],
        id=[1, 2, 3],
        stage=["收储", "整备", "供应"],
        name=["a", "b", "c"],
    )
    made = gk.audit(frame).to_parcels()
    assert list(made.columns) == [*frame.columns, "geokit_id", "geokit_stage", *RESULTS]
    assert made["geokit_stage"].tolist() == ["stored", None, None]
    assert made["geokit_id"].tolist() == ["DK-1", "DK-2", None]
    assert made["findings"].tolist() == [0, 1, 1]
    assert made["rules"].tolist() == [None, "unknown_status", "unreadable_record"]
    assert made["measured_mu"].tolist()[:2] == [15.0, 15.0]
    assert "量算面积（亩）" in gk.audit(frame).to_parcels("zh")


def test_its_own_results_are_no_second_time_beside():
    frame = gk.audit(table([SQUARE_KM], 地块编号=["DK-1"])).to_parcels()
    assert list(gk.audit(frame).to_parcels().columns) == list(frame.columns)
    # A column that is called as a measured area is none.
    large = gk.audit(frame.assign(measured_m2=1.0))
    assert large.to_parcels()["geokit_measured_m2"].tolist() == [1e6]


@pytest.mark.parametrize("names", [["备注", "备注"], [7, "7"]])
def test_columns_of_one_name_stay(names):
    frame = table([square(0, 0, 100), square(200, 0, 100)], a=[1, 2], b=["x", "y"])
    frame.columns = [*names, "geom"]
    made = gk.audit(frame).to_parcels()
    assert list(made.columns) == [*frame.columns, *RESULTS]
    pd.testing.assert_frame_equal(made.iloc[:, :3], frame)


def test_findings_name_the_rows_of_the_table():
    plots = [None, square(0, 0, 100), square(98, 0, 100)]
    report = gk.audit(table(plots, ["DK-05", "DK-06", "DK-07"]))
    rows = {row.rule: (row.subjects, row.rows) for row in report.to_frame().itertuples()}
    assert rows["overlap"] == (("DK-06", "DK-07"), ("DK-06", "DK-07"))
    assert rows["unreadable_record"][1] == ("DK-05",)
    assert list(report.to_frame().columns)[-1] == "rows"


def test_what_a_caller_does_to_a_table_later_reaches_no_report():
    plots = [square(0, 0, 100), square(98, 0, 100), square(500, 0, 100)]
    frame = table(plots, 地块编号=["A", "B", "C"])
    report, other = gk.audit(frame), gk.compare_parcels(frame, frame.iloc[:2])
    before, said = gk.audit(frame).to_parcels(), gk.audit(frame).to_frame()["rows"].tolist()
    frame["备注"] = "x"
    frame.loc[0, "地块编号"] = "Z"
    frame.index = [7, 8, 9]
    frame.loc[10] = ["D", square(0, 0, 50), "y"]
    pd.testing.assert_frame_equal(report.to_parcels(), before)
    assert (report.to_frame()["rows"].tolist(), other.to_frame()["old_rows"].tolist()) == (said, [(2,)])


def test_several_tables_stand_one_after_the_other():
    first = table([square(0, 0, 100), square(98, 0, 100)], ["a", "b"], k=[1, 2])
    second = table(
        [square(300, 0, 100), square(98, 0, 100)], shape_column="shape", crs="EPSG:4490", geom=[7, 8]
    )
    report = gk.audit([first, second])
    made = report.to_parcels()
    assert made.index.tolist() == ["a", "b", 2, 3]
    assert (made["source"].tolist(), made.crs, made.active_geometry_name) == (
        ["1", "1", "2", "2"],
        first.crs,
        "geom",
    )
    assert made["geom"].geom_type.tolist() == ["Polygon"] * 4
    assert made["findings"].tolist() == [2, 2, 1, 3]
    (duplicate,) = report.to_frame().query("rule == 'duplicate'")["rows"]
    assert duplicate == ("b", 3)


def test_tables_that_name_no_file_are_told_apart():
    frames = [make_parcels([square(at, 0, 100)]) for at in (0, 200)]
    assert gk.audit(frames).to_parcels()["geokit_source"].tolist() == ["1", "2"]


def test_no_table_at_all():
    report = gk.audit([])
    assert (len(report.to_parcels()), len(gk.propose_fixes(report).parcels)) == (0, 0)


def test_a_table_that_was_set_aside_has_no_shape_there():
    first, other = (make_parcels([square(at, 0, 100)], crs=crs) for at, crs in ((0, CRS), (300, "EPSG:2363")))
    made = gk.audit([first, other]).to_parcels()
    assert made.geometry.isna().tolist() == [False, True]
    assert made["measured_m2"].isna().tolist() == [False, True]


def test_a_park_is_chosen(tmp_path):
    park = make_park(tmp_path)
    both = gk.audit(park, make_parcels([SQUARE_KM])), gk.audit(make_parcels([SQUARE_KM, square(5000, 0, 10)]))
    report = gk.AuditReport((), tuple(each.audited[0] for each in both), both[0].today)
    assert len(report.to_parcels(park="park")) == 1
    with pytest.raises(InputError, match="name one of them"):
        report.to_parcels()
    with pytest.raises(UnknownNameError, match="park"):
        report.to_parcels(park="parc")


def test_where_the_plane_is_of_no_use_the_ellipsoid_is_measured():
    made = gk.audit(table([square(0, 0, 1000)], crs="EPSG:3857")).to_parcels()
    assert made["measured_method"].tolist() == ["ellipsoidal"]
    assert made["measured_m2"].tolist() == pytest.approx([1e6], rel=1e-4)


SLIVER = [square(0, 0, 100), square(99.95, 0, 100), square(300, 0, 100)]


@pytest.mark.parametrize(
    ("heading", "areas", "after"),
    [
        ("面积（亩）", [15.00, 15.00, 14.99], 14.99),
        ("面积（亩）", ["15.00亩", "15.00 亩", "15.00亩"], "14.99 亩"),
        ("面积（平方米）", [10_000, 10_000, 10_000], 9995),
        ("declared_m2", [10_000.0, 10_000.0, 10_000.0], 9995),
    ],
)
def test_a_mended_table_is_the_callers(heading, areas, after):
    frame = table(SLIVER, ["a", "b", "b"], 编号=["A", "B", "C"], 备注=[1, 2, 3], **{heading: areas})
    proposal = gk.propose_fixes(gk.audit(frame))
    made = proposal.parcels
    assert list(made.columns) == list(frame.columns)
    assert (made.dtypes == frame.dtypes).all()
    assert (made.index.tolist(), made.crs, made.active_geometry_name) == (["a", "b", "b"], frame.crs, "geom")
    assert made[heading].iloc[1] == after
    assert shapely.equals(made.geometry.iloc[1], square(100, 0, 99.95, 100))
    assert proposal.changes["row"].tolist() == ["b"]
    pd.testing.assert_frame_equal(made.iloc[[0, 2]], frame.iloc[[0, 2]])
    pd.testing.assert_frame_equal(own_part(proposal.after.to_parcels(), made), made)


def test_an_area_that_is_one_of_the_callers_categories_is_taken():
    frame = table(SLIVER, 编号=["A", "B", "C"])
    frame["面积（亩）"] = pd.Categorical([15.00, 15.00, 14.99])
    made = gk.propose_fixes(gk.audit(frame)).parcels
    assert made["面积（亩）"].tolist() == [15.0, 14.99, 14.99]
    assert made["面积（亩）"].dtype == frame["面积（亩）"].dtype


def test_an_area_that_the_callers_column_cannot_take_stands_beside_and_is_said():
    frame = table(SLIVER, 编号=["A", "B", "C"], 亩=[1, 2, 3])
    frame["面积（亩）"] = pd.Categorical([15.00, 15.00, 14.98])
    proposal = gk.propose_fixes(gk.audit(frame))
    assert proposal.parcels["面积（亩）"].tolist() == [15.0, 15.0, 14.98]
    assert proposal.parcels["declared_text"].tolist() == ["15", "14.99", "14.98"]
    assert "they stand beside, in declared_m2, declared_text" in proposal.sentences("en")[-1]


def test_a_proposal_is_saved(tmp_path):
    frame = table([*SLIVER, None], 编号=["A", "B", "C", "D"])
    proposal = gk.propose_fixes(gk.audit(frame))
    with pytest.warns(UserWarning, match="1 row has no polygon"):
        path = proposal.save(tmp_path / "mended.gpkg")
    assert gk.read_parcels(path)["id"].tolist() == ["A", "B", "C"]


def test_a_difference_names_the_rows_of_both_tables(tmp_path):
    old = table([square(0, 0, 100), square(200, 0, 100)], ["a", "b"], 编号=["A", "B"])
    new = table([None, square(0, 0, 101, 100), square(400, 0, 100)], [10, 20, 30], 编号=["X", "A", "C"])
    found = gk.compare_parcels(old, new)
    frame = found.to_frame()
    rows = {row.subjects[0]: (row.old_rows, row.new_rows) for row in frame.itertuples()}
    assert rows == {"A": (("a",), (20,)), "B": (("b",), ()), "C": ((), (30,)), "X": ((), (10,))}
    text = found.save(tmp_path / "x.csv", language="zh").read_text(encoding="utf-8-sig")
    assert "原表行,现表行" in text


def test_a_method_that_is_none_is_said_and_not_taken():
    columns = {"面积（亩）": [15.0, 14.0], "declared_method": ["GPS", "椭球面积"]}
    report = gk.audit(table([square(0, 0, 100), square(200, 0, 100)], **columns))
    assert report.audited[0].parcels["declared_method"].tolist() == [None, "ellipsoidal"]
    assert any(
        "“GPS” of “declared_method” is not understood" in each.message("en") for each in report.findings
    )
