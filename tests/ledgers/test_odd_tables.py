"""Tables of odd input, every cell and sentence held against odd_tables.txt: what lies on a bound, just beyond it, or is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import shapely
from table_texts import written

import geokit as gk
from geokit.i18n import speaking_to
from geokit.testing import make_parcels, ring, square

if TYPE_CHECKING:
    import geopandas as gpd


def rows_of(heads: str, *rows: tuple[object, ...]) -> dict[str, list[Any]]:
    """Return rows as columns."""
    return dict(zip(heads.split(), map(list, zip(*rows, strict=True)), strict=True))


def planned_land() -> gpd.GeoDataFrame:
    """Return parcels of which each lacks something else; the last two lie on the third from the end."""
    columns = rows_of(
        "id    phase   stage       status       approved_on   acquired_on   stored_on     supplied_on",
        ("A", "一期", "approved", None,        None,         None,         None,         None),
        ("B", "一期", "acquired", None,        "2024-03-01", None,         None,         None),
        ("C", "一期", "stored",   None,        None,         None,         None,         None),
        ("D", "二期", "stored",   None,        "2024-01-01", "2024-12-31", "2025-02-02", None),
        ("E", "二期", "supplied", None,        None,         None,         None,         None),
        ("F", "二期", "supplied", "withdrawn", None,         None,         None,         None),
        ("G", "三期", "supplied", None,        "2026-01-02", None,         "2026-01-01", "2026-01-02"),
        ("H", "三期", None,       None,        "2023-05-01", "2023-05-02", "2023-05-03", "2023-05-04"),
        ("I", "三期", None,       "withdrawn", "2023-05-01", "2023-05-02", "2023-05-03", "2023-05-04"),
        ("J", None,   None,       None,        "2025-12-31", None,         None,         "2026-01-01"),
        ("K", "一期", None,       None,        "2025-11-30", None,         None,         "2025-06-01"),
        ("L", None,   None,       None,        None,         None,         None,         "2024-06-01"),
    )  # fmt: skip
    places = [*range(9), 9, 9.5, 9.5]
    made = make_parcels([square(200 * at, 0, 100.3 + at, 66.7) for at in places], **columns)
    made.loc[made["id"].isin(["H", "I"]), "geometry"] = None
    return made


PLAN = pd.DataFrame(
    rows_of(
        "期次     年度  计划批准（亩） 计划征收（亩） 计划收储（亩） 计划供应（亩）",
        ("一期",  2024, "10.00049",    5,             None,          7),
        ("一 期", 2024, "0.00001",     None,          None,          None),
        ("一期",  2025, 20,            "约6",         3,             "许多"),
        ("二期",  2024, 10,            5,             5,             0),
        ("二期",  2026, 1,             1,             1,             1),
        ("三期",  2027, 1,             1,             1,             1),
        ("五期",  2026, 1,             1,             1,             1),
        (None,    2025, 1,             1,             1,             1),
        ("一期",  None, 1,             1,             1,             1),
        ("第10期", 2028, -1,           None,          1,             2.5),
        ("第10期", 2026, 1,            2,             None,          None),
    )
)  # fmt: skip
# One phase more than are named in a sentence.
MANY = pd.DataFrame({"期次": [f"第{at}组" for at in range(9)], "年度": 2024, "计划供应（亩）": 1})
YEARS = pd.DataFrame({"年度": [2023, 2024, 2025, 2026, 2027], "计划供应（公顷）": [1, None, 2, 0, 3]})

THREE = pd.DataFrame({"期次": ["一期", "二期", "三期"], "年度": 2025, "计划供应（亩）": [1, 2, 3]})


def unevenly_dated_land() -> gpd.GeoDataFrame:
    """Return supplied parcels, of each phase one with a date of 0.6004 mu, and one without, so that no sum is the ledger's."""
    return make_parcels(
        [square(300 * at, 0, 100, 4.0027) for at in range(6)],
        phase=["一期", "二期", "三期"] * 2,
        stage=["supplied"] * 6,
        supplied_on=["2025-01-01", "2025-02-01", "2025-03-01", None, None, None],
    )


STEPS = pd.DataFrame(
    rows_of(
        "批次 预公告 现状调查 补偿安置公告 登记 足额支付 批复 交地 户数 已签约户数 补偿费用（元） 现状调察",
        ("2025年第10批", "2025-01-05", "2025-01-05", "2025-03-01", "2025-03-31", None, None, None, 10, 5.5, 1_000_049, None),
        ("2025年第2批", "2025-01-05", "2025-01-04", "2025-03-01", "2025-03-30", "2025-01-01", None, None, 20, 20, 0, 1),
        ("2025年第1批", None, "2025-02-01", "2025-03-01", "2025-03-01", None, "2025-05-05", None, 30, -1, 500, None),
        ("2025年第1批", None, None, None, None, None, "2025-05-06", None, 0, None, 0.5, None),
        (None, "2025-05-04", None, None, None, None, None, None, 1, 1, 1, None),
        ("2024年第3批", "2025-01-01", "2025-01-02", "2025-02-03", "2025-02-02", None, "2025-04-01", "2025-05-05", 1, 1, 1, None),
        ("2024年第4批", None, None, None, None, "2025-05-01", None, None, 1, 1, 1, None),
        ("2024年第5批", None, None, None, None, None, None, None, 1, 1, 1, None),
    )
)  # fmt: skip
STEPS_PLAN = pd.DataFrame(
    rows_of(
        "批次           预公告        登记          批复          交地          补偿安置公高",
        ("2025年第10批", "2025-01-05", "2025-03-30", "2025-05-05", "2025-05-04", None),
        ("2025年第2批",  "2025-01-06", "2025-05-05", "2025-05-06", None,         None),
        ("2025年第1批",  "2025-01-05", None,         None,         None,         None),
        ("2024年第3批",  None,         None,         "2025-04-02", "五月",       None),
        ("2024年第9批",  "2025-01-05", None,         None,         None,         None),
        ("2024年第9批",  "2025-01-05", None,         None,         None,         None),
        ("2024年第8批",  None,         None,         "2026-01-01", None,         None),
        (None,           "2025-01-05", None,         None,         None,         None),
    )
)  # fmt: skip

CONTRACTS = pd.DataFrame(
    rows_of(
        "地块编号 约定开工日期  实际开工日期  竣工日期      停工日期      已开发面积（平方米） 计划投资（元） 已投资（元）",
        ("P1",   "2024-02-29", None,         None,         None,         None,   None, None),
        ("P2",   "2024-03-01", None,         None,         None,         None,   None, None),
        ("P3",   "2023-02-28", "2025-03-01", None,         None,         None,   None, None),
        ("P4",   "2023-02-28", "2025-02-28", None,         None,         None,   None, None),
        ("P5",   "2023-01-01", "2023-01-10", "2025-02-28", "2024-01-01", 1,      100,  1),
        ("P6",   "2023-01-01", "2023-01-09", "2025-03-01", "2024-02-28", 5_000,  100,  24.999),
        ("P7",   "2023-01-01", "2023-02-01", None,         "2024-02-29", 4_999,  100,  25),
        ("P8",   "2023-01-01", "2023-02-01", "2023-02-01", "2023-02-01", 10_100, 100,  100),
        ("P9",   "2023-01-01", "2023-02-01", "2023-01-31", "2023-01-31", 10_101, 100,  100),
        ("P10",   "2023-01-01", None,         "2025-02-28", None,         None,   None, None),
        ("P11",   "2023-01-01", None,         "2025-03-01", "2025-03-01", None,   None, None),
        ("P12",   None,         None,         None,         None,         None,   None, None),
        ("P13",   "2023-01-01", "2023-02-01", None,         "2023-06-01", None,   100,  90),
        ("P14",   "2023-01-01", "2023-02-01", None,         "2023-06-01", 9_000,  0,    90),
        ("P15",   "2023-01-01", "2023-02-01", None,         "2023-06-01", 2_500,  100,  1),
        ("P16",   "2023-01-01", "2023-02-01", None,         "2023-06-01", 2_500,  None, 1),
        ("P17",   "2024-01-01", None,         None,         None,         None,   None, None),
        ("P17",   "2023-01-01", "2023-02-01", None,         None,         None,   None, None),
        ("P18",   "2023-01-01", None,         None,         None,         None,   None, None),
        ("P19",   "2023-01-01", None,         None,         None,         None,   None, None),
        ("P20",   "2023-01-01", None,         None,         None,         20_000, None, None),
        ("X1",    "2023-01-01", None,         None,         None,         None,   None, None),
        (None,    "2023-01-01", None,         None,         None,         None,   None, None),
        ("P21",   "2022-02-27", "2022-03-01", None,         "2023-03-01", 1_000,  100,  90),
    )
)  # fmt: skip


def supplied_land() -> gpd.GeoDataFrame:
    """Return parcels of 1 ha for the contracts: one is to come, two have one number, one has no area, two meet in half of it."""
    ids = [*(f"P{at}" for at in range(1, 23)), "P19"]
    made = make_parcels(
        [square(200 * at, 0, 100) for at in range(len(ids))],
        id=ids,
        stage=["supplied"] * 17 + ["approved"] + ["supplied"] * 5,
        batch=["第10批"] * 5 + ["第2批"] * 10 + [None] * 8,
        supplied_on=["2023-01-10"] * 22 + ["2025-03-01"],
    )
    made.loc[made["id"] == "P20", "geometry"] = None
    made.loc[made["id"] == "P2", "geometry"] = square(450, 0, 100)
    return made


def unsupplied_land() -> gpd.GeoDataFrame:
    """Return approved parcels: full years ago on the day and a day less, without a day, a batch, an area."""
    columns = rows_of(
        "approved_on   batch           stage       status",
        ("2024-02-28", "2024年第2批",  "approved", None),
        ("2024-02-29", "2024年第2批",  "approved", None),
        ("2024-03-01", "2024年第10批", "approved", None),
        ("2020-02-29", None,           "approved", None),
        ("2020-12-31", "2020年第1批",  "stored",   None),
        ("2021-01-01", "第3批",        "approved", None),
        (None,         "第3批",        "approved", None),
        (None,         None,           "approved", None),
        ("2020-01-01", "2020年第1批",  "approved", "withdrawn"),
        ("2019-12-31", "2020年第1批",  "supplied", None),
        ("2025-02-28", "2020年第1批",  None,       None),
        ("2025-03-01", "2020年第1批",  None,       None),
        ("2018-05-05", "2018年第1批",  "approved", None),
        ("2021-06-01", "2021年第1批",  None,       None),
        ("2021-06-01", "2021年第1批",  None,       None),
        ("2021-06-01", "2021年第1批",  None,       None),
    )  # fmt: skip
    places = [*range(9), 4.5, 10, 11, 12, 13, 14, 15]
    supplied = [*[None] * 13, "2024-02-29", "2024-03-01", "2025-03-01"]
    made = make_parcels(
        [square(100 * at, 0, 99.7 + at, 33.3) for at in places], supplied_on=supplied, **columns
    )
    made.loc[made["batch"] == "2018年第1批", "geometry"] = None
    return made


def line_layers() -> dict[str, gpd.GeoDataFrame]:
    """Return layers of control lines: each has its date of version in another way, or something that is odd about it."""
    strips = [square(at, 20, 0.5, 10) for at in range(41)]
    bow_tie = ring((0, 0), (50, 50), (50, 0), (0, 50))
    return {
        "whole but for less than counts": make_parcels([square(0, 0, 100, 99.99995)]).assign(更新时间=pd.Timestamp("2024-05-06")),
        "many": make_parcels(strips, id=[f"N{at}" for at in range(41)]).assign(version=[2023, *[2024] * 40]),
        "forty": make_parcels(strips[1:]).assign(数据年份=None),
        "twice": make_parcels([square(50, 0, 100), square(90, 0, 100, 50)]).assign(版本=["b", "a"], 更新时间="2020"),
        "hardly twice": make_parcels([square(0, 0, 30, 100), square(29.998, 0, 20, 100)]),
        "far": make_parcels([square(30_000, 0, 10)]),
        "empty": make_parcels([square(0, 0, 1)]).iloc[:0],
        "unread": make_parcels([square(400, 0, 10), bow_tie, None, shapely.Polygon()]),
        "beside": make_parcels([square(1_000, 0, 10)]),
        "a hair": make_parcels([square(200, 0, 0.4, 0.5)]),
    }  # fmt: skip


def occupying_land() -> gpd.GeoDataFrame:
    shapes = [square(0, 0, 100), square(120, 0, 70.1), square(200, 0, 33.33), square(400, 0, 30)]
    made = make_parcels(
        shapes,
        id=["P10", "P2", "P1", "P3"],
        batch=["第10批", "第2批", "第2批", None],
        name=["甲", None, "丙", "丁"],
    )
    return made.assign(declared_m2=[10_000, 4_914, 1_111, 900.4])


DAY, FEBRUARY = "2026-01-01", "2025-02-28"
MAKERS = {
    "plan of four kinds": lambda: gk.progress_table(planned_land(), PLAN, as_of=DAY),
    "plan in km2": lambda: gk.progress_table(planned_land(), PLAN, as_of=DAY, unit="km2", done="supplied"),
    "plan in ha of years alone": lambda: gk.progress_table(planned_land(), YEARS, as_of=DAY, unit="ha"),
    "plan of many phases": lambda: gk.progress_table(planned_land(), MANY, as_of="2025-06-01"),
    "plan without a kind": lambda: gk.progress_table(
        planned_land(), YEARS.set_axis(["年度", "计划面积（公顷）"], axis=1), done="stored", as_of=DAY
    ),
    "plan before anything was done": lambda: gk.progress_table(planned_land(), YEARS, as_of="2020-01-01"),
    "plan of parts that are rounded otherwise than their sum": lambda: gk.progress_table(
        unevenly_dated_land(), THREE, as_of=DAY
    ),
    "steps": lambda: gk.steps_table(STEPS, as_of="2025-05-05", plan=STEPS_PLAN),
    "steps in another order": lambda: gk.steps_table(
        STEPS, as_of="2025-05-05", least_days=1, order=["survey", "pre_announcement", "risk_assessment", "survey"]
    ),
    "contracts": lambda: gk.supply_table(
        supplied_land(), CONTRACTS, as_of=FEBRUARY, developed_share=0.5, idle_after_years=1
    ),
    "contracts and two years": lambda: gk.supply_table(
        supplied_land(), CONTRACTS, as_of=FEBRUARY, developed_share=0, invested_share=1, idle_after_years=2
    ),
    "approved and not supplied": lambda: gk.supply_table(
        unsupplied_land(), as_of=FEBRUARY, since="2024-02-29"
    ),
    "ledger of approved land": lambda: gk.ledger(unsupplied_land(), as_of=FEBRUARY, by=("batch", "stage")),
    "control lines": lambda: gk.control_line_table(
        occupying_land(), line_layers(), roles={"many": "forbid", "twice": "must_cover", "far": "tabulate"}
    ),
    "control lines in km2": lambda: gk.control_line_table(
        occupying_land().assign(batch=None), line_layers(), unit="km2", decimals=5, control="measured", method="planar"
    ),
    "control lines in mu without names": lambda: gk.control_line_table(
        occupying_land(), [line_layers()["twice"], line_layers()["beside"]], unit="mu"
    ),
}  # fmt: skip


def kinds_of(made: Any) -> list[str]:
    """Return of each sheet what its columns are called by programs, and what they hold."""
    sheets = made.sheets() if isinstance(made, gk.Form) else ()
    return [" ".join(f"{column.name}:{column.kind}" for column in sheet.columns) for sheet in sheets]


@pytest.mark.parametrize("name", MAKERS)
def test_a_table_of_odd_input_is_as_it_is_written_down(name, facts):
    with speaking_to("file"):
        made = MAKERS[name]()
        facts.hold(name, [repr(made), *kinds_of(made), *written(made)])


@pytest.mark.parametrize(
    "name", ["plan in km2", "steps", "approved and not supplied", "control lines in mu without names"]
)
def test_of_two_tables_each_is_itself(name):
    assert len({MAKERS[name](), MAKERS[name]()}) == 2


@pytest.mark.parametrize("column", CONTRACTS.columns)
def test_what_a_column_that_is_not_there_leaves_untold(column, facts):
    made = gk.supply_table(supplied_land(), CONTRACTS.drop(columns=column), as_of=FEBRUARY)
    lists = {"not used": made.unused, "idle": made.idle}
    said = [f"{name}: {None if each is None else list(each['id'])}" for name, each in lists.items()]
    with speaking_to("file"):
        facts.hold(f"contracts without {column}", [*said, made.localize("en")])
