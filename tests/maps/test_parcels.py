from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from packed_shapes import shapes_of

from geokit.ledgers.figures.groups import phase_order
from geokit.maps.parcels import ParcelData
from geokit.parcels.table import parcel_frame

# 100 m squares in 3-degree zone 39 of CGCS2000, near Shantou.
SQUARES = [shapely.box(476_600 + 100 * at, 2_595_800, 476_700 + 100 * at, 2_595_900) for at in range(4)]
DAY = date(2024, 1, 1)
COLUMNS = {
    "id": ["A", "B", "C", "C"],
    "phase": ["二期", "一期", "一期", None],
    "status": ["built", "stored", "planned", None],
    "declared_m2": [10_000, np.nan, 9_999, np.nan],
}


def data(crs: str | None = "EPSG:4548") -> ParcelData:
    return ParcelData(parcel_frame(COLUMNS, SQUARES, crs=crs), DAY)


def test_parcels_are_drawn_in_degrees() -> None:
    first = shapes_of(data().payload()["packed"])[0]
    assert first.exterior.coords[0] == pytest.approx([116.7719, 23.4627], abs=1e-3)
    assert len(first.exterior.coords) == 5


def test_the_legend_counts_and_adds_up() -> None:
    legend = data().payload()["legend"]
    assert [(line["key"], line["count"], line["mu"]) for line in legend] == [
        ("supplied", 1, "15.000"),
        ("approved", 1, "15.000"),
        ("to-acquire", 1, "15.000"),
        ("not-stated", 1, "15.000"),
    ]


def test_a_phase_has_one_bar_whose_parts_are_its_whole() -> None:
    bars = data().payload()["bars"]
    assert [bar["name"]["zh"] for bar in bars] == ["一期", "二期", "未注明期次"]
    assert all(sum(part["share"] for part in bar["parts"]) == pytest.approx(1, abs=1e-3) for bar in bars)


def test_what_is_still_to_go_is_one_number() -> None:
    [main] = [item for item in data().headlines if item["is_main"]]
    assert main["value"]["en"] == "15.000 mu"


@pytest.mark.parametrize(
    ("statuses", "shapes", "is_alarm"),
    [
        (["built", "supplied"], SQUARES[:2], False),
        (["built", "planned"], SQUARES[:2], True),
        # Nobody knows how much an outline that crosses itself leaves.
        (["built", "planned"], [SQUARES[0], shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])], True),
    ],
)
def test_nothing_left_to_acquire_is_no_alarm(statuses, shapes, is_alarm):
    columns = {"id": ["A", "B"], "status": statuses}
    items = ParcelData(parcel_frame(columns, shapes, crs="EPSG:4548"), DAY).headlines
    [to_go] = [item for item in items if item["term"] == "to_acquire"]
    assert to_go["is_main"] is is_alarm
    assert not [item for item in items if item["is_main"] and item is not to_go]


def test_a_card_says_what_is_known_and_in_which_method() -> None:
    payload = data().payload()
    columns = {column["label"]["en"]: column for column in payload["columns"]}
    assert columns["measured area (planar)"]["areas_m2"][0] == 10_000
    assert columns["declared area"]["areas_m2"] == [10_000.0, None, 9_999.0, None]
    status = columns["status"]
    assert status["texts"][status["codes"][1]]["zh"] == "已收储"
    assert "village" not in columns
    assert payload["ids"] == ["A", "B", "row:2", "row:3"]


def test_a_parcel_that_cannot_be_drawn_is_named() -> None:
    frame = parcel_frame({"id": ["A", "B", "C"]}, [SQUARES[0], None, shapely.Polygon()], crs="EPSG:4548")
    broken = ParcelData(frame, DAY)
    assert [note.en for note in broken.notes] == ["2 parcels have no shape that can be drawn: B, C"]
    # It is in the table all the same: in the search, and in the counts.
    payload = broken.payload()
    assert payload["ids"] == ["A", "B", "C"]
    assert [shape is not None for shape in shapes_of(payload["packed"])] == [True, False, False]
    assert payload["unmeasured"] == [1, 2]


@pytest.mark.parametrize(("crs", "said"), [(None, "no coordinate system"), ("EPSG:2382", "cannot be drawn")])
def test_parcels_that_cannot_be_placed_are_counted(crs: str | None, said: str) -> None:
    placeless = data(crs)
    assert len(placeless.notes) == 1
    assert said in placeless.notes[0].en
    assert "4" in placeless.notes[0].zh
    assert shapes_of(placeless.payload()["packed"]) == [None] * 4


def test_no_parcels_are_no_fault() -> None:
    empty = ParcelData(parcel_frame({}, [], crs="EPSG:4548"), DAY)
    assert empty.notes == []
    assert empty.payload()["bars"] == []


def test_a_public_page_leaves_out_what_is_not_known_to_be_announced() -> None:
    assert data().announced().payload()["ids"] == ["A", "B"]


def test_phases_stand_in_their_order() -> None:
    assert sorted(["十一期", "二期", "第10期", "一期"], key=phase_order) == [
        "一期",
        "二期",
        "第10期",
        "十一期",
    ]


def loose(**columns: list[object]) -> ParcelData:
    return ParcelData(parcel_frame(columns, SQUARES, crs="EPSG:4548"), DAY)


def test_parcels_of_which_nobody_says_how_far_they_are_are_told_apart_by_phase() -> None:
    drawn = loose(phase=["二期", "一期", "一期", "二期"])
    assert [(key, own.tolist()) for key, own in drawn.drawn_alike()] == [
        ("phase-1", [False, True, True, False]),
        ("phase-2", [True, False, False, True]),
    ]
    assert [bar["key"] for bar in drawn.payload()["bars"]] == ["phase-1", "phase-2"]
    of_none = loose()
    assert [key for key, _ in of_none.drawn_alike()] == ["parcel"]
    assert (of_none.bars, [line["key"] for line in of_none.legend]) == ([], ["parcel"])


def test_one_that_says_how_far_it_is_makes_the_others_not_stated() -> None:
    drawn = loose(phase=["一期", "一期", "二期", "二期"], stage=["approved", None, None, None])
    assert {key for key, own in drawn.drawn_alike() if own.any()} == {"approved", "not-stated"}


def test_a_stage_that_is_no_term_is_said_and_is_not_drawn_as_nothing_said() -> None:
    drawn = loose(stage=["整备", "整备", None, None])
    assert not drawn.is_by_phase
    assert [note.localize("zh") for note in drawn.notes] == [
        "2 宗地块的阶段不在词表中（整备），按进度未注明绘制"
    ]


def test_a_class_and_a_kind_of_ownership_are_shown_with_code_and_name() -> None:
    drawn = loose(
        land_class=["1001", None, "9999", "601"],
        land_class_territorial=["1001", None, None, None],
        ownership=["10", "集体", None, None],
    )
    shown = {column["name"]: column for column in drawn.payload()["columns"] if "texts" in column}
    assert [text["zh"] for text in shown["land_class"]["texts"]] == ["1001 铁路用地", "9999", "0601 工业用地"]
    assert [text["en"] for text in shown["land_class_territorial"]["texts"]] == ["1001 industrial land"]
    assert [text["zh"] for text in shown["ownership"]["texts"]] == ["10 国有土地所有权", "集体"]
