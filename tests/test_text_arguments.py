"""What a planner writes as text: areas, days, scales, paper."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import geokit as gk
from geokit.testing import make_parcels, square

DAY = dt.date(2025, 12, 31)


@pytest.mark.parametrize(
    ("text", "m2"),
    [("330亩", 220_000), ("22公顷", 220_000), ("1.76万亩", Fraction(35_200_000, 3)), ("三百三十亩", 220_000),
     ("22 ha", 220_000), ("2,048.92 m²", Fraction("2048.92")), ("２２万㎡。", 220_000), ("0.22平方公里", 220_000),
     ("1.2 million square metres", 1_200_000), ("一点五公顷", 15_000)],
)  # fmt: skip
def test_an_area_is_made_from_its_text(text: str, m2: float | Fraction) -> None:
    assert gk.Area(text).exact_m2 == m2


@pytest.mark.parametrize(
    "text",
    ["约330亩", "三百余亩", "三四百亩", "几百亩", "不小于330亩", "300-330亩", "330", "亩", "", "-3亩", "22公顷(330亩)",
     "建筑面积2048平方米", "1,76亩", "330亩 22公顷", "NaN亩"],
)  # fmt: skip
def test_what_is_no_one_exact_figure_is_told_where_to_go(text: str) -> None:
    with pytest.raises(gk.InputError, match="DeclaredArea") as refused:
        gk.Area(text)
    assert f"“{text}”" in refused.value.localize("zh")


def test_a_bare_number_is_still_no_area() -> None:
    for number in (22_000.5, 330, None, True):
        with pytest.raises(gk.OptionError, match="from_mu"):
            gk.Area(number)  # type: ignore[arg-type]


def test_an_area_is_copied_as_any_record() -> None:
    area = gk.Area("330亩")
    assert pickle.loads(pickle.dumps(area)) == copy.deepcopy(area) == replace(area) == area  # noqa: S301
    with pytest.raises(AttributeError):
        area.exact_m2 = Fraction(1)  # type: ignore[misc]


def test_a_declared_area_is_made_from_its_text() -> None:
    made = gk.DeclaredArea("约1.76万亩", kind=gk.AreaKind.TOTAL, as_of=pd.Timestamp(DAY), about_share=0.1)
    assert made == gk.DeclaredArea.parse("约1.76万亩", kind="total", as_of="2025-12-31", about_share=0.1)
    assert made.upper == gk.Area.from_mu(17_600 * Fraction("1.1"))
    assert replace(made, kind=gk.AreaKind.NET).text == made.text
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301
    assert gk.DeclaredArea("约12", unit="mu") == gk.DeclaredArea.parse("约12", unit="mu")


def test_text_and_value_do_not_stand_for_one_another() -> None:
    area = gk.Area("330亩")
    with pytest.raises(gk.OptionError, match="reach"):
        gk.DeclaredArea("330亩", reach=area)  # type: ignore[call-overload]
    with pytest.raises(gk.OptionError, match="half_unit"):
        gk.DeclaredArea("330亩", value=area)  # type: ignore[call-overload]
    with pytest.raises(gk.OptionError, match="about_share"):
        gk.DeclaredArea(value=area, half_unit=area, about_share=0.1)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "day",
    ["2025-12-31", "2025/12/31", "2025年12月31日", "20251231", DAY, dt.datetime(2025, 12, 31, 8),  # noqa: DTZ001
     pd.Timestamp("2025-12-31 23:59"), pd.Timestamp("2025-12-31", tz="Asia/Shanghai"), np.datetime64("2025-12-31")],
    ids=str,
)  # fmt: skip
def test_a_day_is_taken_as_it_comes_everywhere(day) -> None:
    frame = make_parcels([square(0, 0, 100), square(90, 0, 100)])
    report = gk.audit(frame, today=day)
    assert report.today == DAY
    assert gk.audit_catalog(gk.load_catalog(gk.example_folder()), parcels={}, today=day).today == DAY
    assert gk.ledger(None, frame, as_of=day).as_of == DAY
    difference = gk.compare_parcels(frame, frame)
    assert difference.land(day).as_of == DAY


def test_a_baseline_expires_on_a_day_as_it_comes(tmp_path) -> None:
    report = gk.audit(make_parcels([square(0, 0, 100), square(90, 0, 100)]), today="2025-01-01")
    baseline = gk.write_baseline(report, tmp_path / "known.toml", expires="2025年12月31日")
    assert {entry.expires for entry in baseline.entries} == {DAY}
    assert gk.apply_baseline(report, baseline, today=pd.Timestamp("2026-01-01")).reopened
    assert not gk.apply_baseline(report, baseline, today="2025-12-31").reopened


@pytest.mark.parametrize("no_day", ["2025", "soon", pd.NaT, 20251231, np.datetime64("NaT", "D")])
def test_what_is_no_day_is_refused(no_day) -> None:
    with pytest.raises(gk.OptionError, match=r"today must be a day, such as 2026-06-01"):
        gk.audit(make_parcels([square(0, 0, 100)]), today=no_day)


@pytest.mark.parametrize("scale", [2000, "1:2000", "1：2000", "2000", "1/2000", "1:2,000", np.int64(2000)])
def test_a_scale_is_taken_as_maps_write_it(scale, tmp_path) -> None:
    frame = make_parcels([square(0, 0, 100)])
    for name in ("scaled", "plain"):
        gk.save_parcel_sheets(
            frame, tmp_path / f"{name}.pdf", scale=scale if name == "scaled" else 2000,
            paper="a4" if name == "scaled" else "A4", date="2026年6月1日" if name == "scaled" else "2026-06-01",
            language="en",
        )  # fmt: skip
    assert (tmp_path / "scaled.pdf").read_bytes() == (tmp_path / "plain.pdf").read_bytes()


@pytest.mark.parametrize("scale", ["2000:1", "1:2 km", "big", 2.5, True])
def test_what_is_no_scale_is_refused(scale, tmp_path) -> None:
    with pytest.raises(gk.OptionError, match="scale must be a scale, such as 1:2000 or 2000"):
        gk.save_parcel_sheets(make_parcels([square(0, 0, 100)]), tmp_path / "a.pdf", scale=scale)
    assert list(tmp_path.iterdir()) == []
