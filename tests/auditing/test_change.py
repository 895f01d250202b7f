"""The land of two states: gained, lost, split, merged, moved, and sums that add up as they are printed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import translate

import geokit as gk
from geokit.auditing.differences.events import EventKind
from geokit.auditing.differences.headline import Headline, notes_on
from geokit.auditing.differences.land import land_change, shared_land
from geokit.errors import CrsError
from geokit.ledgers.figures.model import park_land
from geokit.testing import make_parcels, ring, square

DAY = date(2026, 6, 1)


def change(old, new, **columns):
    return land_change(make_parcels(old, **columns), make_parcels(new, **columns), DAY)


def kinds(found):
    return [(event.kind.value, event.old_ids, event.new_ids) for event in found.events]


@given(st.integers(0, 2**32 - 1), st.integers(-10, -2), st.sampled_from([0.2, 1.0]))
def test_a_survey_that_differs_by_noise_is_compared_and_adds_up(seed, power, share):
    noise = np.random.default_rng(seed)
    old = np.array(
        [square(100 * east, 100 * north, 100) for east in range(6) for north in range(6)], dtype=object
    )
    new, at = old.copy(), np.flatnonzero(noise.random(len(old)) < share)
    new[at] = shapely.transform(old[at], lambda xy: xy + 10.0**power * np.sin(1e3 * xy + noise.random(2)))
    found = change(old, new)
    before, after = (np.nansum(side.own_m2) for side in (found.before, found.after))
    # Overlaps up to a hundredth of a square metre a pair are land of both.
    assert after - before == pytest.approx(
        found.gained_m2.sum() - found.lost_m2.sum(), abs=0.01 * 4 * len(old)
    )
    pieces = np.concatenate([found.gained, found.lost, found.before.own, found.after.own])
    assert shapely.is_valid(pieces[~shapely.is_missing(pieces)]).all()


class TestLand:
    def test_what_grew_gained_its_strip(self):
        found = change([square(0, 0, 100)], [square(0, 0, 120, 100)])
        assert (found.gained_m2.tolist(), found.lost_m2.tolist()) == ([2000], [0])
        assert found.gained[0].equals(square(100, 0, 20, 100))
        assert found.lost[0] is None

    def test_land_that_a_neighbour_gave_is_neither_gained_nor_lost(self):
        found = change(
            [square(0, 0, 100), square(100, 0, 100)], [square(0, 0, 120, 100), square(120, 0, 80, 100)]
        )
        assert found.gained_m2.sum() == found.lost_m2.sum() == 0
        assert kinds(found) == [("redrawn", ("A",), ("A",)), ("redrawn", ("B",), ("B",))]

    def test_land_is_counted_once_on_each_side(self):
        # B lies on half of A before; afterwards B is gone, and no land with it.
        old = make_parcels([square(0, 0, 100), square(50, 0, 50, 100)])
        found = land_change(old, make_parcels([square(0, 0, 100)]), DAY)
        assert found.lost_m2.sum() == 0
        assert found.sums.total("m2").before == 10_000

    @pytest.mark.parametrize("turned", [False, True])
    def test_slivers_that_are_no_overlaps_are_in_the_sums_on_both_sides(self, turned):
        # Each strip lies by a tenth of a millimetre on the next: on no more than is ignored.
        strips = [square(10 * at, 0, 10.0001, 90) for at in range(20)]
        tables = [make_parcels(shapes) for shapes in ([square(0, 0, 200, 90)], strips)]
        found = land_change(*tables[:: -1 if turned else 1], DAY)
        gained_m2, lost_m2 = found.gained_m2.sum(), found.lost_m2.sum()
        assert max(gained_m2, lost_m2) == pytest.approx(20 * 0.0001 * 90, abs=1e-6)
        assert gained_m2 - lost_m2 == pytest.approx(
            found.after.own_m2.sum() - found.before.own_m2.sum(), abs=1e-6
        )

    def test_the_sums_before_are_those_of_the_ledger(self):
        shapes = [square(0, 0, 100), square(90, 0, 100), square(300, 0, 33, 77)]
        stages, phases = ["approved", "supplied", "planned"], ["1", "1", "2"]
        table = make_parcels(shapes, stage=stages, phase=phases)
        found = land_change(table, table, DAY)
        ledger = park_land(None, table, DAY).printed["mu"]
        assert found.sums.total("mu").before == sum(ledger[:, :4].ravel())
        assert found.sums.total("mu").change == 0
        assert found.events == ()
        assert found.lineage.unchanged == 3

    def test_what_is_within_the_snap_distance_is_no_land(self):
        found = change([square(0, 0, 100)], [square(0.0001, 0, 100)])
        assert found.gained[0] is None
        assert found.lost[0] is None
        assert found.lineage.unchanged == 1

    def test_land_that_was_taken_back_is_lost(self):
        old = make_parcels([square(0, 0, 100)], status=["approved"])
        new = make_parcels([square(0, 0, 100)], status=["withdrawn"])
        found = land_change(old, new, DAY)
        assert found.sums.total("m2").lost == 10_000
        assert kinds(found) == [("changed", ("A",), ("A",))]

    def test_land_may_be_in_another_phase_or_stage(self):
        old = make_parcels([square(0, 0, 100), square(200, 0, 100)], stage=["approved"] * 2, phase=["1", "2"])
        new = make_parcels(
            [square(0, 0, 100), square(200, 0, 100)], stage=["supplied", "approved"], phase=["1", "1"]
        )
        rows = {
            (str(row.phase), int(row.progress)): row.figures["mu"]
            for row in land_change(old, new, DAY).sums.rows
        }
        fifteen = Decimal("15.000")
        assert rows["1", 0].reclassified == fifteen
        assert rows["1", 1].reclassified == 0
        assert rows["2", 1].reclassified == -fifteen
        assert rows["2", 1].after == 0

    def test_pairs_of_the_same_corners_are_not_overlaid(self, monkeypatch):
        boxes = np.asarray(shapely.box([0, 10], 0, [10, 20], 10))
        monkeypatch.setattr("geokit.auditing.differences.land.robust_intersection", None)
        monkeypatch.setattr("geokit.auditing.differences.land._BLOCK", 1)
        left, right, shared_m2 = shared_land(boxes, boxes[::-1])
        assert sorted(zip(left.tolist(), right.tolist(), shared_m2.tolist(), strict=True)) == [
            (0, 1, 100),
            (1, 0, 100),
        ]


class TestLineage:
    def test_one_parcel_becomes_several(self):
        old = make_parcels([square(0, 0, 100)], id=["12"])
        new = make_parcels([square(0, 0, 40, 100), square(40, 0, 60, 100)], id=["12-1", "12-2"])
        assert kinds(land_change(old, new, DAY)) == [("split", ("12",), ("12-1", "12-2"))]

    def test_one_of_several_may_keep_the_number(self):
        old = make_parcels([square(0, 0, 100)], id=["12"])
        new = make_parcels([square(0, 0, 90, 100), square(90, 0, 10, 100)], id=["12", "13"])
        assert kinds(land_change(old, new, DAY)) == [("split", ("12",), ("12", "13"))]

    def test_several_become_one(self):
        old = make_parcels([square(0, 0, 100), square(100, 0, 100)], id=["1", "2"])
        new = make_parcels([square(0, 0, 200, 100)], id=["3"])
        (event,) = land_change(old, new, DAY).events
        assert (event.kind, event.old_ids, event.new_ids) == (EventKind.MERGED, ("1", "2"), ("3",))
        assert event.localize("zh") == "1、2 合并为 3：原 30.000 亩，现 30.000 亩"

    def test_several_become_several_others(self):
        old = make_parcels([square(0, 0, 100), square(100, 0, 100)], id=["1", "2"])
        new = make_parcels([square(0, 0, 200, 30), square(0, 30, 200, 70)], id=["8", "9"])
        # The upper strip shares half of itself with each.
        assert kinds(land_change(old, new, DAY)) == [("redivided", ("1", "2"), ("8", "9"))]

    def test_a_strip_taken_from_a_neighbour_is_no_kinship(self):
        old = make_parcels([square(0, 0, 100), square(100, 0, 50, 100)])
        new = make_parcels([square(0, 0, 90, 100), square(90, 0, 60, 100)])
        assert {event.kind for event in land_change(old, new, DAY).events} == {EventKind.REDRAWN}

    def test_what_was_moved_says_how_far(self):
        (event,) = change([ring((0, 0), (90, 5), (40, 70))], [ring((3, -4), (93, 1), (43, 66))]).events
        assert event.kind is EventKind.MOVED
        assert (event.shift.east_m, event.shift.north_m) == pytest.approx((3, -4))
        assert event.localize("en").startswith("A: moved 3.000 m east, 4.000 m south; land gained")

    def test_another_shape_of_the_same_size_is_not_moved(self):
        found = change([ring((0, 0), (90, 5), (40, 70))], [ring((0, 0), (50, 70), (90, 0))])
        assert [event.kind for event in found.events] == [EventKind.REDRAWN]

    def test_nearly_all_moved_alike_is_another_system(self):
        shapes = [square(200 * at, 0, 100) for at in range(5)]
        found = change(shapes, [translate(shape, -122.3, 0.04) for shape in shapes])
        (note,) = notes_on(found)
        assert "122.300 m west" in note.localize("en")
        assert "坐标系" in note.localize("zh")

    def test_another_number_for_the_same_land(self):
        old, new = make_parcels([square(0, 0, 100)], id=["7"]), make_parcels([square(0, 0, 100)], id=["7A"])
        assert kinds(land_change(old, new, DAY)) == [("renumbered", ("7",), ("7A",))]

    def test_a_number_that_lies_elsewhere_now_is_redrawn(self):
        found = change([square(0, 0, 100)], [square(500, 0, 80)])
        assert kinds(found) == [("redrawn", ("A",), ("A",))]
        assert (found.gained_m2.sum(), found.lost_m2.sum()) == (6400, 10_000)

    def test_added_and_removed(self):
        old = make_parcels([square(0, 0, 100)], id=["1"])
        new = make_parcels([square(500, 0, 100)], id=["2"])
        assert kinds(land_change(old, new, DAY)) == [("added", (), ("2",)), ("removed", ("1",), ())]

    def test_what_the_columns_say_otherwise(self):
        old = make_parcels([square(0, 0, 100)], stage=["approved"], village=["甲"])
        new = make_parcels([square(0, 0, 100)], stage=["supplied"], village=["乙"])
        (event,) = land_change(old, new, DAY).events
        assert event.localize("zh") == "A：阶段由“批准”改为“供应”；村由“甲”改为“乙”"

    def test_an_invalid_outline_has_no_land_and_is_told(self):
        bow_tie = ring((0, 0), (100, 100), (100, 0), (0, 100))
        found = change([square(0, 0, 100)], [bow_tie])
        assert kinds(found) == [("redrawn", ("A",), ("A",))]
        assert "outlines cannot be compared" in found.events[0].localize("en")
        (note,) = notes_on(found)
        assert "1 parcel has no valid outline and is not counted (A)" in note.localize("en")
        assert "1 宗地块没有有效图形（A），没有计入" in note.localize("zh")

    def test_the_order_of_the_tables_does_not_matter(self):
        old = make_parcels([square(0, 0, 100), square(100, 0, 100), square(300, 0, 10)])
        new = make_parcels(
            [square(0, 0, 50, 100), square(50, 0, 150, 100), square(300, 0, 10)], id=["A", "E", "C"]
        )
        other = land_change(old.iloc[::-1].reset_index(drop=True), new.iloc[::-1].reset_index(drop=True), DAY)
        ids = lambda found: [(kind, set(one), set(two)) for kind, one, two in kinds(found)]  # noqa: E731
        assert ids(other) == ids(land_change(old, new, DAY))


class TestSystems:
    def test_degrees_and_metres_of_one_datum_and_it_is_said(self):
        table = make_parcels([square(0, 0, 100)])
        found = land_change(table, table.to_crs("EPSG:4490"), DAY)
        assert found.events == ()
        assert "EPSG" not in str(found.crs.name)
        (note,) = notes_on(found)
        assert "different systems" in note.localize("en")
        assert "2000国家大地坐标系，经纬度" in note.localize("zh")

    def test_another_zone_is_brought_into_the_first(self):
        table = make_parcels([square(0, 0, 100)])
        assert land_change(table, table.to_crs("EPSG:4547"), DAY).lineage.unchanged == 1

    def test_nothing_is_guessed(self):
        table, bare = make_parcels([square(0, 0, 100)]), make_parcels([square(0, 0, 100)], crs=None)
        with pytest.raises(CrsError, match="only one of the two"):
            land_change(table, bare, DAY)
        with pytest.raises(CrsError, match="cannot be measured"):
            land_change(bare, bare, DAY)
        with pytest.raises(CrsError):
            land_change(table, make_parcels([square(0, 0, 100)], crs="EPSG:2363"), DAY)

    def test_nothing_against_something(self):
        nothing, table = make_parcels([]), make_parcels([square(0, 0, 100)])
        assert land_change(nothing, table, DAY).sums.total("m2").gained == 10_000
        assert land_change(table, nothing, DAY).sums.total("m2").lost == 10_000
        assert land_change(nothing, nothing, DAY).events == ()


class TestHeadline:
    def test_it_is_made_of_figures(self):
        old = make_parcels([square(0, 0, 100), square(200, 0, 100)], id=["1", "2"])
        new = make_parcels(
            [square(0, 0, 50, 100), square(50, 0, 50, 100), square(200, 0, 120, 100)], id=["1a", "1b", "2"]
        )
        told = Headline(land_change(old, new, DAY), "5月")
        assert told.localize("zh") == "与5月相比：新增 3.000 亩；1 宗拆分为 2 宗；1 宗界线调整"
        assert told.localize("en") == "Compared with 5月: 3.000 mu gained; 1 parcel split into 2; 1 redrawn"

    def test_nothing_has_changed(self):
        assert Headline(change([square(0, 0, 1)], [square(0, 0, 1)])).localize("zh") == "与上期相比：没有变化"


BOXES = st.lists(st.tuples(*[st.integers(0, 30)] * 2, *[st.integers(1, 20)] * 2), min_size=1, max_size=6)
STAGES = st.sampled_from(["planned", "approved", "supplied", None])


def drawn_table(boxes, data):
    columns = {
        "id": [data.draw(st.sampled_from(["A", "B", f"N{at}"])) for at in range(len(boxes))],
        "stage": [data.draw(STAGES) for _ in boxes],
        "phase": [data.draw(st.sampled_from(["1", "2", None])) for _ in boxes],
    }
    return make_parcels([square(*(7.1 * side for side in box)) for box in boxes], **columns)


@given(BOXES, BOXES, st.data())
def test_gained_less_lost_is_the_change_and_everything_printed_adds_up(before, after, data):
    old, new = drawn_table(before, data), drawn_table(after, data)
    found = land_change(old, new, DAY)
    areas = [shapely.union_all(table.geometry.to_numpy()) for table in (old, new)]
    assert found.gained_m2.sum() == pytest.approx(areas[1].difference(areas[0]).area, abs=1e-3)
    assert found.lost_m2.sum() == pytest.approx(areas[0].difference(areas[1]).area, abs=1e-3)
    assert found.gained_m2.sum() - found.lost_m2.sum() == pytest.approx(
        areas[1].area - areas[0].area, abs=1e-3
    )
    for unit in ("m2", "ha", "mu"):
        rows, total = [row.figures[unit] for row in found.sums.rows], found.sums.total(unit)
        assert all(row.before + row.gained - row.lost + row.reclassified == row.after for row in rows)
        assert total.reclassified == 0
        assert sum(row.after for row in rows) == total.after == total.before + total.gained - total.lost
    assert float(found.sums.total("m2").after) == pytest.approx(areas[1].area, abs=0.05)
    positions = sorted(at for event in found.events for at in event.new)
    assert len(positions) == len(set(positions))
    assert len(positions) + found.lineage.unchanged == len(new)


def test_every_new_parcel_is_in_one_event_or_unchanged():
    old = make_parcels([square(0, 0, 100), square(100, 0, 100)])
    found = gk.compare_parcels(old, old).land(DAY)
    assert found.lineage.unchanged == 2


class TestNoise:
    """What says nothing of land must not stand beside what does."""

    @staticmethod
    def table(shift=0.0, **columns):
        shapes = [square(at * 200 + shift, 0, 100) for at in range(6)]
        return make_parcels(shapes, **columns)

    @pytest.mark.parametrize(("shift_m", "kind"), [(0.1, "resurveyed"), (0.3, "moved"), (30, "moved")])
    def test_outlines_as_near_as_two_surveys_are_measured_anew(self, shift_m, kind):
        found = change([square(0, 0, 100)], [square(shift_m, 0, 100)])
        assert [event.kind.value for event in found.events] == [kind]
        assert ("在两次测量的误差之内" in found.events[0].localize("zh")) == (kind == "resurveyed")

    def test_one_corner_beyond_two_surveys_is_redrawn(self):
        other = ring((0, 0), (100.2, 0), (100, 100), (0, 100))
        found = change([square(0, 0, 100)], [other])
        assert [event.kind.value for event in found.events] == ["redrawn"]

    def test_a_new_stage_is_told_though_the_outline_was_measured_anew(self):
        old = make_parcels([square(0, 0, 100)], stage=["approved"])
        new = make_parcels([square(0.1, 0, 100)], stage=["supplied"])
        [event] = land_change(old, new, DAY).events
        assert event.kind is EventKind.CHANGED
        assert "阶段由“批准”改为“供应”" in event.localize("zh")

    def test_the_farthest_and_the_largest_stand_first(self):
        old = [square(0, 0, 100), square(500, 0, 100), square(1000, 0, 100), square(1500, 0, 100)]
        new = [square(0.3, 0, 100), square(530, 0, 100), square(1000, 0, 101, 100), square(1500, 0, 150, 100)]
        found = change(old, new)
        assert [event.new_ids[0] for event in found.events] == ["B", "A", "D", "C"]

    def test_a_column_that_one_file_has_not_is_said_once(self):
        old = self.table()
        new = self.table(village=["下底村"] * 6)
        found = land_change(old, new, DAY)
        assert (found.events, found.lineage.unchanged) == ((), 6)
        [note] = notes_on(found)
        assert "“村”" in note.localize("zh")
        difference = gk.compare_parcels(old, new)
        assert not difference.same
        assert [each.subjects for each in difference.changes] == [()]

    def test_a_column_that_some_had_is_told_parcel_by_parcel(self):
        old = self.table(village=["下底村", *[None] * 5])
        new = self.table(village=["下底村"] * 6)
        assert len(land_change(old, new, DAY).events) == 5

    def test_an_id_that_stands_twice_is_not_renumbered_itself(self):
        table = make_parcels([square(0, 0, 100), square(0, 0, 100)])
        table["id"] = "A"
        found = land_change(table, make_parcels([square(0, 0, 100)]), DAY)
        assert [event.kind for event in found.events] == [EventKind.REMOVED]
        assert found.lineage.unchanged == 1

    def test_a_first_month_has_everything_added(self):
        new = self.table()
        found = land_change(new.iloc[:0], new, DAY)
        assert {event.kind for event in found.events} == {EventKind.ADDED}
        assert found.sums.total("m2").gained == 60_000


def test_land_that_seems_lost_for_an_invalid_outline_is_at_most_lost():
    bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    old, new = make_parcels([square(0, 0, 100)]), make_parcels([bow])
    found = land_change(old, new, DAY)
    assert Headline(found).localize("zh").startswith("与上期相比：至多减少 15.000 亩")
    assert "减少土地只是上限" in notes_on(found)[0].localize("zh")
    found = land_change(new, old, DAY)
    assert Headline(found).localize("en").startswith("Since the last state: at most 15.000 mu gained")
    labels = [line["label"]["zh"] for line in gk.change_map(old, new, as_of=DAY).page.data["headlines"]]
    assert labels == ["上期土地", "新增土地（至少）", "减少土地（至多）", "本期土地（至少）"]


def test_land_that_is_gained_beside_an_invalid_outline_is_at_least_gained():
    bow = shapely.Polygon([(200, 0), (300, 100), (300, 0), (200, 100)])
    old = make_parcels([square(0, 0, 100)])
    new = make_parcels([square(0, 0, 100), bow, square(400, 0, 100)])
    found = land_change(old, new, DAY)
    assert Headline(found).localize("en").startswith("Since the last state: at least 15.000 mu gained")
    assert "the land gained are at least" in notes_on(found)[0].localize("en")
    assert Headline(land_change(new, old, DAY)).localize("zh").startswith("与上期相比：至少减少 15.000 亩")


def test_where_each_state_lacks_an_outline_no_bound_holds():
    bow = shapely.Polygon([(200, 0), (300, 100), (300, 0), (200, 100)])
    other = shapely.affinity.translate(bow, 0, 5)
    old = make_parcels([square(0, 0, 100), bow])
    new = make_parcels([square(0, 0, 100), other, square(400, 0, 100)])
    found = land_change(old, new, DAY)
    assert "15.000 mu gained of what is counted" in Headline(found).localize("en")
    assert [note.localize("zh").count("只是上限") for note in notes_on(found)] == [0, 0]
    labels = [line["label"]["en"] for line in gk.change_map(old, new, as_of=DAY).page.data["headlines"]]
    assert labels[1:3] == ["land gained (of what is counted)", "land lost (of what is counted)"]


def test_what_both_states_lack_alike_concerns_no_change():
    bow = shapely.Polygon([(200, 0), (300, 100), (300, 0), (200, 100)])
    old = make_parcels([square(0, 0, 100), bow])
    new = make_parcels([square(0, 0, 100), bow, square(400, 0, 100)])
    found = land_change(old, new, DAY)
    assert Headline(found).localize("en").startswith("Since the last state: 15.000 mu gained;")
    (note,) = notes_on(found)
    assert (
        note.localize("zh")
        == "两期都有 1 宗地块图形无效且相同（B），没有计入：两期面积只是下限，增减土地不受影响"
    )
    labels = [line["label"]["en"] for line in gk.change_map(old, new, as_of=DAY).page.data["headlines"]]
    assert labels[1:3] == ["land gained", "land lost"]
