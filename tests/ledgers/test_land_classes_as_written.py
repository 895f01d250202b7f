"""Tables of land classes over odd surveys, whole, against land_classes_as_written.txt; refusals at both sides of each bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import shapely

import geokit as gk
from geokit.i18n import LANGUAGES, speaking_to
from geokit.testing import make_parcels, square
from tests.ledgers.forms_as_text import as_text, sheets_as_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

CODES = ("0101", "0103", "0201", "0601", "1001", "1104", "1203", "1206")
VILLAGES = ["甲村", "乙村", None, "甲村", "丙村", "甲村", "10 村", "2 村"]
RICH = {
    "KCXS": [0.1, "0.25", 0.5, 0, None, 0.125, "", 0], "KCDLBM": [None, "1203", None, None, None, "1109", None, None],
    "DLMC": ["水田", "旱地", "其他", "工业用地", None, "坑塘水面", "田坎", "沙地"], "village": VILLAGES,
    "ownership": ["30", "20", "99", None, "集体", "30", "X1", "10"],
    "QSDWMC": ["甲", None, "乙", "甲", "甲", "丙", None, "甲"], "QSDWDM": [f"44{at % 3}" for at in range(8)],
    "ZLDWDM": [f"44000010000{at % 2}0000001" for at in range(8)], "GXSJ": [f"202{at % 6}" for at in range(8)],
    "declared_m2": [2010.0, None, 2000.0, 1990.5, 2000.0, None, 2000.0, 2000.0],
}  # fmt: skip


def survey_of(codes: Any = CODES, **columns: Any) -> gpd.GeoDataFrame:
    """Return strips of 20 m by 100 m, from west to east."""
    strips = make_parcels([square(20 * at, 0, 20, 100) for at in range(len(codes))], land_class=codes)
    return strips.assign(**columns)


def parcels_of(*widths: float, **columns: Any) -> gpd.GeoDataFrame:
    """Return parcels side by side from the west, as wide as is said and 100 m high."""
    west = [sum(widths[:at]) for at in range(len(widths))]
    return make_parcels([square(at, 0, width, 100) for at, width in zip(west, widths, strict=True)]).assign(
        **columns
    )


ONE = parcels_of(55, declared_m2=[5500.0])
FOUR = parcels_of(
    35, 50, 60, 15, name=["一号", None, "三号", "四"], batch=["第10批", "第2批", None, "第2批"], phase=["1", "2", "1", None],
    declared_m2=[3500.0, 5000.004, 6000.0, 1500.0],
)  # fmt: skip
OVERLAPPING = make_parcels([square(0, 0, 30, 100), square(20, 0, 30, 100), square(45, 50, 10)])
NAMELESS = OVERLAPPING.assign(id=[None, "B", "B"])
TINY = parcels_of(0.5, 0.25, 40, declared_m2=[50.0, 25.0, 4000.0])
ELSEWHERE = survey_of(**RICH).to_crs(4490)
FLOATING = survey_of().assign(geometry=lambda table: shapely.force_3d(table.geometry, 7.0))
VERSIONS = pd.to_datetime([f"2023-0{at % 5 + 1}-09" for at in range(8)])
TERRITORIAL = (
    survey_of()
    .drop(columns="land_class")
    .assign(land_class_territorial=["0101", "100101", "100102", "1201", "07", "1701", "0602", "23"])
)
OFFICIAL = (
    survey_of()
    .drop(columns="land_class")
    .assign(land_class_gbt21010=["0101", "0103", "0201", "0601", "1001", "1104", "1203", "1206"])
)
TABLES: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "plain": (ONE, survey_of(), {}),
    "rich": (FOUR, survey_of(**RICH), {"by": ("village", "ownership", "owner")}),
    "rich by batch in mu": (FOUR, survey_of(**RICH), {"by": ("batch", "parcel"), "unit": "mu"}),
    "rich by phase in ha": (FOUR, survey_of(**RICH), {"by": ("phase",), "unit": "ha", "decimals": 1, "deducted": ()}),
    "rich by owner in km2": (FOUR, survey_of(**RICH), {"by": ("owner",), "unit": "km2", "deducted": ("0601",)}),
    "rich as measured": (FOUR, survey_of(**RICH), {"survey_area": "measured", "control": "measured"}),
    "in degrees": (FOUR, ELSEWHERE, {"control": "measured", "by": ("ownership",)}),
    "with heights": (ONE, FLOATING, {"control": "measured", "method": "planar"}),
    "by geodesics": (ONE, survey_of(), {"control": "measured", "method": "geodesic"}),
    "on the ellipsoid": (ONE, survey_of(), {"control": "measured", "method": "ellipsoidal"}),
    "overlapping": (OVERLAPPING, survey_of(GXSJ="2024"), {"control": "measured"}),
    "nameless": (NAMELESS, survey_of(GXSJ=VERSIONS), {"control": "measured"}),
    "tiny": (TINY, survey_of(), {"unit": "ha", "decimals": 2}),
    "tolerance": (parcels_of(40, declared_m2=[3200.0]), survey_of(), {"tolerance": 0.25, "method": "planar"}),
    "no tolerance": (parcels_of(40, declared_m2=[4000.0]), survey_of(), {"tolerance": 0.0, "method": "planar"}),
    "coefficients of 0 and 1": (ONE, survey_of(KCXS=[1, 0, 1, 0, 0, 0, 0, 0]), {}),
    "names that are codes of ownership": (
        parcels_of(20, 20, id=["10", "31"], phase=["20", "30"]), survey_of(village="40", ownership="40"), {"control": "measured"},
    ),
    "five versions": (parcels_of(160), survey_of(GXSJ=[f"202{at % 5}" for at in range(8)]), {"control": "measured"}),
    "less than a square metre": (make_parcels([square(0, 0, 0.5, 1), square(30, 0, 10.0625, 8)]), survey_of(), {"control": "measured"}),
    "two keys": (FOUR, survey_of(**RICH), {"by": ("phase", "village")}),
    "territorial": (parcels_of(160), TERRITORIAL, {"control": "measured", "scheme": "territorial", "deducted": ("0101",)}),
    "gbt21010": (parcels_of(160), OFFICIAL, {"control": "measured", "scheme": "gbt21010"}),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_land_classes_whole(facts: Any, name: str) -> None:
    parcels, survey, options = TABLES[name]
    with speaking_to("file"):
        table = gk.land_class_table(parcels, survey, **options)
        lines = list(
            sheets_as_text(table.sheets(), LANGUAGES)
            if name == "rich"
            else sheets_as_text(table.sheets()[:1])
        )
    residual = ", ".join(f"{name} {value:.4f}" for name, value in table.residual_m2.items())
    facts.hold(name, [*lines, f"{table.residual_m2.name} by {table.residual_m2.index.name}: {residual}"])


def faulty(**columns: Any) -> gpd.GeoDataFrame:
    return survey_of(**{"id": [f"S{at}" for at in range(8)]} | columns)


def lying_on_itself(width: float) -> gpd.GeoDataFrame:
    """Return two halves of a parcel whose outline is 1 km long, where a square of so many metres lies on one of them."""
    halves = [square(0, 0, 200, 100), square(200, 0, 200, 100), square(10, 10, width)]
    return make_parcels(halves, land_class=["0101", "0601", "0601"])


def open_by(width: float) -> gpd.GeoDataFrame:
    """Return a survey that leaves a square of so many metres open, and has a polygon without an outline."""
    return make_parcels(
        [square(0, 0, 400, 100).difference(square(10, 10, width)), None], land_class=["0101", "0601"]
    )


def within(parcel: Any, *others: Any, **columns: Any) -> tuple[Any, Any, dict[str, Any]]:
    """Return a parcel, a survey of these polygons and what they leave of it, and how they are measured."""
    rest = parcel.difference(shapely.union_all(others))
    survey = make_parcels(
        [*others, rest], land_class=[CODES[at % 8] for at in range(len(others) + 1)]
    ).assign(**columns)
    return make_parcels([parcel]), survey, {"control": "measured", "method": "planar"}


def splinters(apart: float) -> tuple[Any, Any, dict[str, Any]]:
    """Return a parcel on four strips that overlap their neighbours by so much."""
    strips = [square(at / 2, 0, 0.5 + apart, 2) for at in range(3)] + [square(1.5, 0, 0.5, 2)]
    return (
        make_parcels([square(0, 0, 2)]),
        make_parcels(strips, land_class=CODES[:4]),
        {"control": "measured", "method": "planar"},
    )


TWICE = make_parcels(
    [square(0, 0, 100), square(100, 0, 100), square(40, 0, 10), square(20, 0, 10, 10.0004), square(150, 0, 10), square(155, 5, 10)],
    id=["Z", "Q", "Y", "X", "P", "O"], land_class=CODES[:6],
)  # fmt: skip
LONG = make_parcels([square(0, 0, 400, 100)])
NO_CODES = ["0101", None, "9999", "100101", "0101", "0110", "0103", "1203"]
OF_ALL = parcels_of(160, declared_m2=[16_000.0])
NAMED = [None, "工业用地", "河流水面", "果园", "城镇住宅用地", "坑塘水面", "", "裸土地"]
PARCELS = make_parcels([square(0, 0, 20, 100), square(20, 0, 20, 100), None, square(60, 0, 20, 100)])
REFUSED: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "coefficients": (OF_ALL, faulty(KCXS=[-0.01, 1.01, "多", 0, 1, 12.34567, None, "0.5"],
                                     KCDLBM=["1203", "9999", None, "9999", "12", None, None, "1109"]), {}),
    "codes": (OF_ALL, faulty(land_class=NO_CODES), {}),
    "names of classes": (OF_ALL, faulty(land_class=["0101", "1001", "0601", "0201", "0702", "1104", "1001", "1206"],
                                         DLMC=NAMED), {}),
    "areas": (OF_ALL, faulty(declared_m2=[2020.1, 2019.9, 1979.9, 1980.1, 0.2099, 3.16, 0.00201, 0.2101]),
              {"method": "planar", "control": "measured"}),
    "areas do not count": (OF_ALL, faulty(declared_m2=3.0, KCXS="x"), {"survey_area": "measured"}),
    "eight faults": (OF_ALL, faulty(KCXS="x"), {}),
    "nine faults": (parcels_of(180, declared_m2=[18_000.0]), survey_of(["0101"] * 9, KCXS="x"), {}),
    "faults of three kinds": (OF_ALL, faulty(KCXS=["x", "x", "x", 2, 3, 4, 5, 6], land_class=[*["0101"] * 5, *["8888"] * 3]), {}),
    "land that is open": (LONG, open_by(1.125), {"control": "measured", "method": "planar"}),
    "land that is there twice": (LONG, lying_on_itself(1.125), {"control": "measured", "method": "planar"}),
    "sums": (parcels_of(40, 40, 20, declared_m2=[3199.0, 3200.0, 2667.0]), survey_of(), {"tolerance": 0.25, "method": "planar"}),
    "no land": (PARCELS.assign(declared_m2=2000.0), survey_of(), {}),
    "no area": (PARCELS.iloc[[0, 1, 3]].assign(declared_m2=[0.0, 2000.0, -1.0]), survey_of(), {}),
    "a hole": (make_parcels([square(0, 0, 20, 10)]), within(square(0, 0, 20, 10), square(5, 5, 0.75))[1].iloc[1:], {"control": "measured"}),
    "a small hole": (make_parcels([square(0, 0, 2)]), within(square(0, 0, 2), square(1, 1, 0.125))[1].iloc[1:], {"control": "measured"}),
    "splinters": splinters(1 / 256),
    "twice at several places": (make_parcels([square(0, 0, 100), square(100, 0, 100)]), TWICE, {"control": "measured", "method": "planar"}),
    "the last digit": within(square(0, 0, 2), square(0, 0, 1 / 16), declared_m2=[0.0140, None]),
    "one name": (OF_ALL, faulty(land_class=["0101", "1001", *["0601"] * 6], DLMC=[None, "工业用地", *[None] * 6]), {}),
    "names without codes": (OF_ALL, faulty(land_class=[None, "0101", *["0601"] * 6], DLMC=["工业用地", *[None] * 7]), {}),
    "no polygons": (ONE, survey_of().iloc[:0], {}),
    "no system": (ONE, survey_of().set_crs(None, allow_override=True), {}),
    "no classes": (ONE, survey_of([None] * 8), {}),
    "another scheme": (ONE, survey_of(), {"scheme": "territorial"}),
    "no such scheme": (ONE, survey_of(), {"scheme": "survy"}),
    "no such class": (ONE, survey_of(), {"deducted": ("0601", "0107")}),
    "no parcels": (ONE.iloc[:0], survey_of(), {}),
    "no grouping": (ONE, survey_of(), {"by": ()}),
    "tolerance below 0": (ONE, survey_of(), {"tolerance": -0.001}),
    "tolerance of 1": (ONE, survey_of(), {"tolerance": 1.0}),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_whole(facts: Any, name: str) -> None:
    parcels, survey, options = REFUSED[name]
    with pytest.raises(gk.GeokitError) as refused, speaking_to("file"):
        gk.land_class_table(parcels, survey, **options)
    facts.hold(f"refused: {name}", split(as_text(refused.value)))


def split(said: str) -> Iterator[str]:
    for each in said.split(" ‖ "):
        yield from (
            each.replace("；地", "；\n  地").replace("；图", "；\n  图").replace("; ", ";\n  ").split("\n")
        )


@pytest.mark.parametrize("survey", [open_by(1.0), lying_on_itself(1.0)])
def test_a_crack_or_an_overlap_as_large_as_is_allowed_is_no_fault(survey: gpd.GeoDataFrame) -> None:
    table = gk.land_class_table(LONG, survey, control="measured", method="planar")
    assert table.cells["count"].sum() == 4_000_000


@pytest.mark.parametrize(
    ("parcels", "survey", "options"),
    [
        (
            make_parcels([square(0, 0, 2)]),
            within(square(0, 0, 2), square(1, 1, 0.0625))[1].iloc[1:],
            {"control": "measured"},
        ),
        within(square(0, 0, 2), square(0, 0, 1 / 16), declared_m2=[1 / 256 + 0.01, None]),
        splinters(1 / 1024),
    ],
)
def test_what_the_last_digit_cannot_show_is_no_fault(
    parcels: Any, survey: Any, options: dict[str, Any]
) -> None:
    assert gk.land_class_table(parcels, survey, **options).cells["count"].sum() == 400


def test_a_survey_is_read_from_the_layer_that_is_named_so(tmp_path: Path) -> None:
    file = tmp_path / "survey.gpkg"
    for at, layer in enumerate(("甲", "dltb", "地类图斑")):
        survey_of([CODES[at]] * 8).drop(columns="id").to_file(file, layer=layer)
    made = [
        gk.land_class_table(ONE, file, survey_layer=layer).cells["land_class"]
        for layer in (None, "甲", "地类图斑")
    ]
    assert [set(each) for each in made] == [{"0103"}, {"0101"}, {"0201"}]


def test_polygons_without_names_go_by_their_records(tmp_path: Path) -> None:
    file = tmp_path / "survey.geojson"
    survey_of([*["0101"] * 5, *["9999"] * 3]).drop(columns="id").to_file(file, driver="GeoJSON")
    read = gk.read_parcels(file)
    for survey, names in (
        (file, "567"),
        (read, "567"),
        (read.iloc[::-1], "567"),
        (survey_of(["9999", "0101", "9999"], id=None), "02"),
    ):
        with pytest.raises(gk.InputError) as refused:
            gk.land_class_table(parcels_of(60 if names == "02" else 160), survey, control="measured")
        said = refused.value.localize("en")
        assert [at for at in range(8) if f"polygon row:{at} " in said] == [int(each) for each in names]


def test_an_owner_is_not_taken_for_a_village(tmp_path: Path) -> None:
    file = tmp_path / "survey.geojson"
    owners = survey_of(
        QSDWMC=["甲", None, "乙", "甲", "甲", "甲", "甲", "甲"], QSDWDM=[f"44{at}" for at in range(8)]
    )
    for survey, villages in (
        (owners, [None] * 3),
        (owners.assign(ZLDWDM=[f"45{at}" for at in range(8)]), ["450", "451", "452"]),
    ):
        survey.drop(columns="village").to_file(file, driver="GeoJSON")
        cells = gk.land_class_table(ONE, file).cells
        assert cells["owner"].tolist() == ["甲", "441", "乙"]
        assert [each if isinstance(each, str) else None for each in cells["village"]] == villages


def test_a_table_is_shown_without_its_cells() -> None:
    assert len(repr(gk.land_class_table(ONE, survey_of()))) < 400
