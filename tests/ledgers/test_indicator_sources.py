"""Where tables of indicators come from, and settings that are refused: whole, against indicator_sources.txt."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import geokit as gk
from geokit.i18n import speaking_to
from geokit.ledgers.indicators.loading import load_settings, settings_text
from geokit.ledgers.indicators.sources import HowToRead, tables_of
from geokit.ledgers.indicators.tables import Tables
from geokit.testing import make_parcels, square
from tests.ledgers.forms_as_text import as_text
from tests.workbook_files import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = load_settings("park-audit")
SUPPLY = {
    "供地面积（亩）": [3, 4, None, 7],
    "年度": [2023, 2024, None, "合计"],
    "备注": ["", "小 计", None, None],
}
PARK = {
    "批准面积（亩）": [4, None, 2],
    "批而未供": ["2公顷", None, "合计 "],
    "批准建设用地": [1, 2, 3],
    "approved": [7, 8, 9],
}
CLASSES = {
    "地类代码": ["0601", "0701"],
    "规划用地代码": ["100101", "0701"],
    "地类": ["工业用地", "x"],
    "面积（亩）": [1, 2],
}
PARCELS = make_parcels(
    [square(0, 0, 100), square(200, 0, 50), None], land_class=["0601", "0701", None]
).assign(declared_m2=[10_000.12345, None, 7.0])
WORKBOOKS: dict[str, dict[str, list[list[Any]]]] = {
    "park": {"Sheet1": [["园区用地"], ["单位：公顷"], ["批准面积", "批而未供（亩）", ""], [4, 2, "x"], ["总计", 9], [None, " "], [5, 6]]},
    "book": {"供地": [["供地面积（亩）", "年份"], [1, 2024]], "甲": [["a"], [1]], "空": [[None]], "园区用地情况": [["闲置（亩）"], [2]]},
    "空白": {"甲": [["x", "y", "x"], [1, 2, 3], [4]]},
    "deep": {"地类面积": [*[["题"]] * 19, ["DLBM", "投资", None], [None, "面积（亩）", "其他"], ["0601", 3, 1]]},
    "twice": {"供地": [["供地面积（亩）", "供地面积（亩）", "备注", "备注", "备注"], [1, 2, "甲"]]},
    "sums": {"园区": [[None, "批准面积（亩）", "批而未供（亩）"], ["一期", 1, 2], ["二期", 2, 2], ["合计", 3, 4]]},
    "too deep": {"地类面积": [*[["题"]] * 20, ["DLBM", "面积（亩）"], ["0601", 3]]},
}  # fmt: skip
SHEETS = {
    **{name: f"{name}.xlsx" for name in WORKBOOKS}, "named": "供地=park.xlsx", "of its own name": "我的=park.xlsx",
    "named book": "land=book.xlsx",
}  # fmt: skip


def written(tables: Tables) -> Iterator[str]:
    """Yield tables: columns with the sizes of their units and headings, cells, the numbers of rows, and what is said."""
    for name, table in tables.by_name.items():
        yield f"-- {name} from {Path(table.source).name if table.source else 'memory'}{' of parcels' * table.is_parcels}"
        for column, cells in table.cells.items():
            yield f"{column} {table.sizes[column]} “{table.headings[column]}”: {[str(each) for each in cells]}"
        yield f"rows {table.rows.tolist()}"
    yield from (as_text(each) for each in tables.notices)


def read(given: Any, settings: Any = SETTINGS, **options: Any) -> Tables:
    with speaking_to("file"):
        return Tables.of(given, settings, options)


def refused(make: Any) -> list[str]:
    with pytest.raises(gk.GeokitError) as error, speaking_to("file"):
        make()
    return as_text(error.value).split(" ‖ ")


def test_tables_in_memory(facts: Any) -> None:
    frames = {
        "供地": pd.DataFrame(SUPPLY),
        "park": pd.DataFrame(PARK),
        "land": pd.DataFrame(CLASSES),
        "甲": pd.DataFrame({"x": [1]}),
    }
    facts.hold("in memory", written(read(frames)))
    several = {
        "用地用海分类": ["1001"],
        "规划用地代码": ["100101"],
        "现状用地代码": ["100102"],
        "地类": ["y"],
        "面积（亩）": [1],
    }
    facts.hold("several columns of classes", written(read({"land": pd.DataFrame(several)})))
    two = {"规划用地代码": ["100101"], "现状用地代码": ["100102"], "面积（亩）": [1]}
    facts.hold("two columns of classes", written(read({"land": pd.DataFrame(two)})))
    repeated = pd.DataFrame([[1, 2, 3]], columns=["供地面积（亩）", "供地面积（亩）", "备注"])
    facts.hold("a heading of two columns", written(read({"supply": repeated})))
    facts.hold("one frame", written(read(pd.DataFrame(SUPPLY))))
    facts.hold("a frame of no rows", written(read([pd.DataFrame({"面积": []})])))
    facts.hold(
        "used by others",
        written(read({"buildings": pd.DataFrame({"x": [1]}), "企业": pd.DataFrame({"x": [1]})})),
    )
    facts.hold(
        "parcels in memory",
        written(read({"地类": PARCELS, "park": PARCELS.to_crs(4490).iloc[[0, 2]]}, crs=None)),
    )
    facts.hold(
        "what has a table", written(read({"supply": SimpleNamespace(to_frame=lambda: pd.DataFrame(SUPPLY))}))
    )


@pytest.mark.parametrize(("unit", "decimals"), [("m2", 2), ("mu", 1), ("ha", 4), ("km2", None)])
def test_a_table_of_land_classes_has_the_areas_that_it_prints(
    facts: Any, unit: Any, decimals: int | None
) -> None:
    parcels = PARCELS.iloc[:2].assign(batch=["一", None], phase=["1", "2"])
    survey = make_parcels(
        [square(0, 0, 60, 100), square(60, 0, 300, 100)], land_class=["0601", "0702"], village=["甲", "乙"]
    )
    made = gk.land_class_table(parcels, survey, control="measured", unit=unit, decimals=decimals)
    facts.hold(f"land classes in {unit}", written(read({"land": made})))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of workbooks, tables of text and parcels, in which work goes on."""
    for name, sheets in WORKBOOKS.items():
        write_workbook(tmp_path / f"{name}.xlsx", sheets)
    (tmp_path / "supply.csv").write_text(
        "供地面积（亩）,年度\n3,2023,extra\n4\n\n,合计\n5,2025\n", encoding="utf-8"
    )
    (tmp_path / "a=b.csv").write_text("批准面积（亩）\n3\n", encoding="utf-8")
    for name in ("parcels", "地类面积"):
        PARCELS.iloc[:2].drop(columns="declared_m2").to_file(tmp_path / f"{name}.geojson", driver="GeoJSON")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", SHEETS)
def test_workbooks(folder: Path, facts: Any, name: str) -> None:
    assert folder.is_dir()
    facts.hold(name, written(read(SHEETS[name])))


@pytest.mark.parametrize(
    "given",
    ["supply.csv", "a=b.csv", "park=a=b.csv", "parcels.geojson", "地类面积.geojson", "land =parcels.geojson", "园子=parcels.geojson"],
)  # fmt: skip
def test_other_files(folder: Path, facts: Any, given: str) -> None:
    assert folder.is_dir()
    facts.hold(given, written(read(given)))


def test_tables_may_be_given_in_any_way(folder: Path) -> None:
    park, supply = folder / "park.xlsx", folder / "supply.csv"
    ways = (
        [park, supply],
        {"park": park, "supply": supply},
        [f"park={park}", {"供地": supply}],
        (str(park), "supply.csv"),
    )
    made = [{name: table.cells for name, table in read(each).by_name.items()} for each in ways]
    for each in made:
        assert sorted(each) == ["park", "supply"]
        assert all(
            (each[name][key] == cells).all()
            for name, table in made[0].items()
            for key, cells in table.items()
            if key != "year"
        )
    tables = read(ways[0])
    assert read(tables) is tables
    [again] = tables_of({"supply": tables["park"]}, HowToRead(SETTINGS, {}))
    assert (again.name, again.cells, again.notices) == ("supply", tables["park"].cells, ())


def test_settings_have_an_indicator(tmp_path: Path, facts: Any) -> None:
    file = tmp_path / "none.toml"
    file.write_text('title = { zh = "无", en = "none" }\nindicators = []\n', encoding="utf-8")
    facts.hold(
        "no indicators", [each.replace(str(tmp_path), "") for each in refused(lambda: load_settings(file))]
    )


def test_tables_that_are_refused(folder: Path, facts: Any) -> None:
    frame = pd.DataFrame({"x": [1]})
    given: dict[str, Any] = {
        "nothing": [], "no table": {"land": 3}, "no table of a name": {"园子": object()}, "two of a name": ["park.xlsx", "园区=supply.csv"],
        "two names of one": {"park": frame, "园区": frame}, "no file": "park=none.xlsx", "no such file": "none.csv",
    }  # fmt: skip
    for name, tables in given.items():
        facts.hold(f"refused: {name}", refused(lambda tables=tables: read(tables)))
    facts.hold("refused: options", refused(lambda: read({"land": frame}, zone=39, encoding="gbk", crs=None)))
    (folder / "bad.xlsx").write_bytes(b"PK\x03\x04nothing")
    facts.hold("refused: a damaged workbook", refused(lambda: read("bad.xlsx")))


SOURCE = 'source = { text = { zh = "本单位", en = "this office" }, evidence = "chosen" }'
AREA, MONEY = '{ table = "a", sum = "area_m2" }', '{ table = "a", sum = "tax_yuan" }'
COUNT, NUMBER = '{ table = "a", count = true }', '{ table = "a", sum = "jobs" }'
LENGTH = '{ table = "a", sum = "storey_height_m" }'
WRONG: dict[str, tuple[str, str, str, str]] = {
    "sum and count": ('{ table = "a", sum = "x", count = true }', "", "number", ""),
    "neither sum nor count": ('{ table = "a" }', "", "number", ""),
    "no terms": ("[]", "", "number", ""),
    "mixed numerator": (f"[{AREA}, {COUNT}, {MONEY}]", "", "number", ""),
    "mixed denominator": (AREA, f"[{LENGTH}, {NUMBER}]", "number", ""),
    "no whole": (COUNT, "", "ratio", ""),
    "another kind": (COUNT, NUMBER, "years", ""),
    "an area is none": (COUNT, "", "ha", ""),
    "a count is none": (NUMBER, "", "count", ""),
    "money by area": (MONEY, "", "wan_yuan_per_mu", ""),
    "money by number": (MONEY, NUMBER, "wan_yuan_per_ha", ""),
    "money is none": (AREA, "", "wan_yuan", ""),
    "nine decimals": (AREA, "", "ha", "decimals = 9"),
    "no decimals": (AREA, "", "ha", "decimals = -1"),
    "no bound": (AREA, "", "ha", f"{SOURCE}\n[[indicators.control]]"),
    **{
        f"times {text}": (f'{{ table = "a", count = true, times = {text} }}', "", "number", "")
        for text in ("true", '"1/0"', '"-1"', '"1e3"', '"1"', '"1111111111111111111"', '"0.1234567890123456789"', '"1/1234567890123456789"',
                     '"1/3 "', f'"{"x" * 41}"', "[1]", "-2", "inf")
    },
    **{
        f"where {text}": (f'{{ table = "a", count = true, where = {{ x = {text} }} }}', "", "number", "")
        for text in ("{}", "{ among = [] }", "[]", "{ over = [] }", "{ last = 0 }", "{ before_last = -1 }", "true", "1.5", "{ lasst = 1 }")
    },
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_settings_that_are_refused(
    tmp_path: Path, facts: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    top, below, unit, more = WRONG[name]
    text = f'title = {{ zh = "自", en = "own" }}\n[[indicators]]\nid = "i"\nname = {{ zh = "甲", en = "first" }}\nunit = "{unit}"\n'
    text += f"numerator = {top}\n"
    text += (f"denominator = {below}\n" if below else "") + f"{more}\n{SOURCE}\n"
    Path("own.toml").write_text(text, encoding="utf-8")
    try:
        made = load_settings("own.toml").indicators[0]
    except gk.GeokitError:
        facts.hold(name, refused(lambda: load_settings("own.toml")))
    else:
        facts.hold(name, [f"taken: {made.numerator[0].times} {made.numerator[0].where} {made.decimals}"])


def test_settings_have_names_of_their_own(tmp_path: Path, facts: Any) -> None:
    text = (
        'title = { zh = "自", en = "own" }\n[tables.land]\nname = { zh = "地", en = "ground" }\nnames = "土"\n[columns.area_m2]\n'
        'name = { zh = "大小", en = "size" }\nheadings = ["多大"]\n[columns.own_yuan]\nname = { zh = "钱", en = "money" }\n'
    )
    one = f'[[indicators]]\nid = "ID"\nname = {{ zh = "甲", en = "one" }}\nunit = "number"\nnumerator = {COUNT}\n{SOURCE}\n'
    file = tmp_path / "own.toml"
    file.write_text(text + one.replace("ID", "a") + one.replace("ID", "b"), encoding="utf-8")
    loaded = load_settings(file)
    assert [each.id for each in loaded.indicators] == ["a", "b"]
    assert (loaded.tables["land"].names, loaded.tables["park"].names[0]) == (("土",), "园区")
    assert loaded.columns["area_m2"].headings[:2] == ("多大", "用地面积")
    assert (loaded.columns["own_yuan"].headings, loaded.inputs) == ((), False)
    file.write_text(text + one.replace("ID", "a") * 2, encoding="utf-8")
    facts.hold(
        "two of one id", [each.replace(str(tmp_path), "") for each in refused(lambda: load_settings(file))]
    )
    facts.hold(
        "no such settings",
        refused(lambda: load_settings("park-audits")) + refused(lambda: settings_text("_common")),
    )
