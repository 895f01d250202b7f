"""Two audits, or two tables of parcels: appeared, gone, changed by how many mu."""

from __future__ import annotations

import json
from datetime import date

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import geokit as gk
from geokit.auditing.differences.audits import compare_audits
from geokit.auditing.differences.changes import ChangeKind
from geokit.auditing.differences.files import compare_files
from geokit.auditing.differences.parcels import compare_parcels
from geokit.errors import CrsError, InputError
from geokit.parcels.write import write_parcels
from geokit.progress import listen
from geokit.reports._difference import public_difference
from geokit.testing import make_parcels, ring, square

TODAY = date(2026, 6, 1)


def audit(*shapes, settings=None, **columns):
    return gk.audit(parcels=make_parcels(shapes, **columns), today=TODAY, settings=settings)


PAIR = (square(0, 0, 100), square(98, 0, 100))


class Heard:
    """What a person on a terminal is told while two states are compared."""

    def __init__(self):
        self.begun = []

    def begin(self, doing, *_steps):
        self.begun.append(doing.localize("en"))

    def advance(self):
        pass

    def end(self):
        pass


class TestAudits:
    def test_the_same_audit_has_no_difference(self):
        difference = compare_audits(audit(*PAIR), audit(*PAIR))
        assert difference.same
        assert difference.sentences("zh") == ["没有差别。"]

    def test_what_appeared_and_what_is_gone(self):
        difference = compare_audits(audit(*PAIR), audit(*PAIR, square(0, 99, 50)))
        (appeared,) = difference.appeared
        assert (appeared.rule, appeared.subjects, float(appeared.after_m2)) == ("overlap", ("A", "C"), 50)
        (gone,) = compare_audits(audit(*PAIR, square(0, 99, 50)), audit(*PAIR)).gone
        assert gone.localize("zh").startswith(
            "消失：[错误] overlap 地块 A 与 C 重叠 50.00 平方米（0.075 亩）"
        )

    def test_a_change_is_told_in_mu(self):
        difference = compare_audits(audit(*PAIR), audit(PAIR[0], square(96, 0, 100)))
        (changed,) = difference.changed
        assert changed.change.mu == pytest.approx(0.3)
        assert changed.localize("zh").endswith("（+0.300 亩，原为 200.00 平方米（0.300 亩））")
        assert difference.summary("en") == "0 appeared, 0 gone, 1 changed."

    def test_the_order_of_a_table_alters_no_sum(self):
        heights = {0.5: 18.6, 100.1: 18.5, 200.3: 13.8, 300.8: 13.7}
        table = make_parcels([square(east, 0, 90.1, height) for east, height in heights.items()])
        difference = compare_parcels(table, table.iloc[::-1])
        assert difference.sentences("en")[-1].endswith("after: 0.000 mu.")

    def test_long_work_is_said(self):
        heard = Heard()
        with listen(heard):
            compare_parcels(make_parcels(PAIR), make_parcels(PAIR)).land()
        assert heard.begun == ["comparing two states of parcels"] * 2

    def test_less_than_the_tolerance_is_no_change(self):
        assert compare_audits(audit(*PAIR), audit(PAIR[0], square(98.00005, 0, 100))).same

    def test_another_severity_is_a_change(self):
        lenient = audit(*PAIR, settings={"rules": {"overlap": {"severity": "info"}}})
        (changed,) = compare_audits(audit(*PAIR), lenient).changed
        assert changed.localize("en").endswith("(it was: error)")

    def test_parcels_without_ids_are_the_same_by_place(self):
        first = audit(*PAIR, id=[None, None])
        second = audit(square(500, 500, 200), *PAIR, id=["X", None, None])
        assert not [change for change in compare_audits(first, second).changes if change.rule == "overlap"]

    def test_a_difference_as_a_table(self):
        frame = compare_audits(audit(*PAIR), audit(PAIR[0])).to_frame("en")
        assert list(frame.columns) == [
            "what", "park", "rule", "subjects", "before (m²)", "after (m²)", "change (mu)", "sentence"
        ]  # fmt: skip
        assert frame.loc[0, ["what", "rule", "subjects"]].tolist() == ["gone", "overlap", ("A", "B")]
        assert str(frame.loc[0, "change (mu)"]) == "-0.300"


class TestParcels:
    def test_the_same_table_in_another_order_has_no_difference(self):
        table = make_parcels([*PAIR, square(300, 0, 10)], stage=["approved", None, "planned"])
        assert compare_parcels(table, table.iloc[[2, 0, 1]].reset_index(drop=True)).same

    def test_another_first_corner_is_no_difference(self):
        turned = ring((100, 100), (100, 0), (0, 0), (0, 100))
        assert compare_parcels(make_parcels([square(0, 0, 100)]), make_parcels([turned])).same

    def test_a_parcel_that_was_moved_has_changed_though_its_area_has_not(self):
        (change,) = compare_parcels(
            make_parcels([square(0, 0, 100)]), make_parcels([square(10, 0, 100)])
        ).changed
        assert change.localize("en") == (
            "changed: parcel A: redrawn, 0.000 mu (gained 1.500 mu, lost 1.500 mu)"
        )

    def test_what_is_within_the_snap_distance_is_the_same(self):
        assert compare_parcels(make_parcels([square(0, 0, 100)]), make_parcels([square(0.0001, 0, 100)])).same

    def test_columns_that_say_something_else(self):
        old = make_parcels(
            [square(0, 0, 100)], stage=["approved"], declared_m2=[1e4], village=["甲"], source=["a.txt"]
        )
        new = make_parcels(
            [square(0, 0, 100)], stage=["supplied"], declared_m2=[2e4], village=[None], source=["b.txt"]
        )
        (line, *_) = compare_parcels(old, new).sentences("zh")
        assert line == (
            "变化：地块 A：阶段由“批准”改为“供应”；地块面积由“10,000.00 平方米（15.000 亩）”改为“20,000.00 平方米（30.000 亩）”；"
            "村由“甲”改为空"
        )

    def test_a_value_that_is_missing_stands_in_no_quotes(self):
        whole = make_parcels([square(0, 0, 100)], village=["甲"], declared_m2=[1e4])
        blank = make_parcels([square(0, 0, 100)], village=[None], declared_m2=[np.inf])
        beside = make_parcels([square(500, 0, 100)], id=["B"], village=["乙"], declared_m2=[1e4])
        one, other = (pd.concat([each, beside], ignore_index=True) for each in (whole, blank))
        (gone,) = compare_parcels(one, other).changed
        (came,) = compare_parcels(other, one).changed
        assert "village was “甲” and is blank" in gone.localize("en")
        assert "declared area was “10,000.00 m² (15.000 mu)” and is blank" in gone.localize("en")
        assert "村原为空，现为“甲”" in came.localize("zh")
        assert "village was blank and is “甲”" in came.localize("en")
        assert compare_parcels(other, other).same

    def test_the_land_before_and_after(self):
        difference = compare_parcels(make_parcels(PAIR), make_parcels([*PAIR, square(300, 0, 100)]))
        assert difference.sentences("en") == [
            "appeared: parcel C (10,000.00 m² (15.000 mu))",
            "1 appeared, 0 gone, 0 changed.",
            (
                "Planar areas of the parcels add up to 20,000.00 m² (30.000 mu) before and 30,000.00 m² (45.000 mu) "
                "after: +15.000 mu."
            ),
        ]

    def test_parcels_without_ids_are_the_same_by_place(self):
        old = make_parcels(PAIR, id=[None, None], stage=["planned", "planned"])
        new = make_parcels(
            [PAIR[1], PAIR[0], square(400, 0, 1)], id=[None] * 3, stage=["planned", "built", None]
        )
        difference = compare_parcels(old, new)
        assert [(change.kind, change.subjects) for change in difference.changes] == [
            (ChangeKind.APPEARED, ("row:2",)),
            (ChangeKind.CHANGED, ("row:1",)),
        ]

    def test_an_invalid_outline_is_compared_by_its_corners(self):
        bow_tie = ring((0, 0), (100, 100), (100, 0), (0, 100))
        table = make_parcels([bow_tie])
        assert compare_parcels(table, table).same
        (change,) = compare_parcels(make_parcels([square(0, 0, 100)]), table).changed
        assert (change.before_m2, change.after_m2) == (10_000, None)
        assert "cannot be measured" in change.localize("en")
        assert "no area" in compare_parcels(make_parcels([]), table).sentences("en")[0]

    def test_degrees_and_metres_of_one_datum(self):
        table = make_parcels(PAIR)
        assert compare_parcels(table, table.to_crs("EPSG:4490")).same
        assert compare_parcels(table.to_crs("EPSG:4490"), table).same

    @pytest.mark.parametrize("crs", [4547, None])
    def test_an_empty_outline_is_none(self, crs):
        drawn, empty, none = (make_parcels([shape], crs=crs) for shape in (PAIR[0], shapely.Polygon(), None))
        (lost,) = compare_parcels(drawn, empty).changes
        assert (lost.before_m2, lost.after_m2) == (10_000, None)
        assert "still recorded, without a readable outline now" in lost.localize("en")
        assert compare_parcels(empty, drawn).changes[0].after_m2 == 10_000
        assert compare_parcels(none, empty).same
        assert empty.geometry.is_empty.all()

    @pytest.mark.parametrize("shape", [None, shapely.Polygon(), shapely.Point(1, 1)])
    def test_a_row_without_an_outline_is_not_gone(self, shape):
        whole, lacking = (
            geopandas.GeoDataFrame(
                {"地块编号": ["A", "B"], "阶段": ["批准", "批准"]},
                geometry=[PAIR[0], each],
                crs=4547,
                index=["x", "y"],
            )
            for each in (PAIR[1], shape)
        )
        found = compare_parcels(whole, lacking)
        assert found.to_frame()[["kind", "subjects", "old_rows", "new_rows"]].to_numpy().tolist() == [
            ["changed", ("B",), ("y",), ("y",)]
        ]
        assert found.changes[0].localize("zh") == (
            "变化：地块 B：仍有此条记录，但现无可读的图形，增减无法量算；其余各列未比较"
        )
        assert (
            "recorded before without a readable outline" in compare_parcels(lacking, whole).sentences("en")[0]
        )
        assert compare_parcels(lacking, lacking).same
        assert [(event.kind, event.new_ids) for event in found.land().events] == [("redrawn", ("B",))]
        assert "界线无法比较" in found.land().events[0].localize("zh")
        # What is for the public does not name a record of which no stage is known.
        assert "B" not in str(public_difference(found).new["id"].tolist())

    def test_the_order_of_rows_changes_no_list(self):
        shapes = [square(200 * at, 0, 100) for at in range(12)]
        grown = [square(200 * at, 0, 101) for at in range(12)]
        ids = [f"DK-{at}" for at in range(12)]
        old, new = make_parcels(shapes[:8], id=ids[:8]), make_parcels(grown[4:], id=ids[4:])
        said = compare_parcels(old, new)
        assert [change.subjects[0] for change in said.changes] == [
            f"DK-{at}" for at in (8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7)
        ]
        other = compare_parcels(old.iloc[::-1].reset_index(drop=True), new.iloc[::-1].reset_index(drop=True))
        assert other.sentences("en") == said.sentences("en")
        lines = [[event.localize("en") for event in each.land().events] for each in (said, other)]
        assert lines[0] == lines[1]

    def test_two_datums_or_a_missing_system_are_refused(self):
        table = make_parcels(PAIR)
        with pytest.raises(CrsError):
            compare_parcels(table, make_parcels(PAIR, crs="EPSG:2363"))
        with pytest.raises(CrsError, match="only one of the two"):
            compare_parcels(table, make_parcels(PAIR, crs=None))
        assert compare_parcels(make_parcels(PAIR, crs=None), make_parcels(PAIR, crs=None)).same

    @given(
        st.lists(st.tuples(*[st.integers(0, 40)] * 2, *[st.integers(1, 40)] * 2), min_size=1, max_size=5),
        st.data(),
    )
    def test_gained_less_lost_is_the_change(self, boxes, data):
        old = make_parcels([square(*box) for box in boxes])
        moved = [
            data.draw(st.sampled_from([box, (box[0] + 1, *box[1:]), (*box[:3], box[3] + 2)])) for box in boxes
        ]
        new = make_parcels([square(*box) for box in moved])
        difference = compare_parcels(old, new)
        assert len(difference.changes) == sum(one != other for one, other in zip(boxes, moved, strict=True))
        change_m2 = shapely.area(new.geometry).sum() - shapely.area(old.geometry).sum()
        assert sum(change.change.m2 for change in difference.changes) == pytest.approx(change_m2, abs=1e-6)


class TestFiles:
    def test_two_reports(self, tmp_path):
        old, new = tmp_path / "旧.json", tmp_path / "新.json"
        audit(*PAIR).save(old)
        audit(PAIR[0], square(96, 0, 100)).save(new)
        assert compare_files(old, old).same
        (line, *_) = compare_files(old, new).sentences("zh")
        assert line == compare_audits(audit(*PAIR), audit(PAIR[0], square(96, 0, 100))).sentences("zh")[0]

    def test_two_reports_of_parcels_without_ids(self, tmp_path):
        old, new = tmp_path / "旧.json", tmp_path / "新.json"
        audit(*PAIR, id=[None, None]).save(old)
        audit(square(500, 500, 200), *PAIR, id=["X", None, None]).save(new)
        assert "overlap" not in {change.rule for change in compare_files(old, new).changes}

    def test_two_files_of_parcels(self, tmp_path):
        old, new = tmp_path / "旧.geojson", tmp_path / "新.gpkg"
        write_parcels(make_parcels(PAIR), old)
        write_parcels(make_parcels([PAIR[0]]), new)
        assert compare_files(old, old).same
        assert [change.subjects for change in compare_files(old, new).gone] == [("B",)]

    def test_a_report_and_parcels_are_no_pair(self, tmp_path):
        report, parcels = tmp_path / "a.json", tmp_path / "b.geojson"
        audit(*PAIR).save(report)
        write_parcels(make_parcels(PAIR), parcels)
        for pair in ((report, parcels), (parcels, report)):
            with pytest.raises(InputError, match=r"a\.json is the report of an audit and b\.geojson is none"):
                compare_files(*pair)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"schema": 2}, "schema: it must be one of 1"),
            ({"findings": [{}]}, r"findings\.0\.park: it is missing"),
            ({"findings": 3}, "findings"),
        ],
    )
    def test_a_report_of_another_kind_is_a_sentence(self, tmp_path, change, words):
        path = tmp_path / "a.json"
        audit(*PAIR).save(path)
        content = json.loads(path.read_text(encoding="utf-8")) | change
        path.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(InputError, match=words) as caught:
            compare_files(path, path)
        assert str(caught.value).startswith("a.json: this is no JSON report")
        assert "Input should" not in caught.value.localize("zh")

    def test_a_report_that_says_a_thing_twice_is_refused(self, tmp_path):
        path = tmp_path / "a.json"
        audit(*PAIR).save(path)
        text = path.read_text(encoding="utf-8").rstrip().removesuffix("}")
        path.write_text(text + ', "findings": []}', encoding="utf-8")
        with pytest.raises(InputError, match=r"a\.json, line \d+: the key “findings” stands more than once"):
            compare_files(path, path)

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
    def test_a_report_is_read_in_each_encoding_of_json(self, tmp_path, encoding):
        path, again = tmp_path / "a.json", tmp_path / "b.json"
        audit(*PAIR).save(path)
        text = path.read_text(encoding="utf-8")
        again.write_text(text, encoding=encoding)
        assert compare_files(path, again).same
        again.write_text(text.rstrip().removesuffix("}") + ', "findings": []}', encoding=encoding)
        with pytest.raises(InputError, match=r"b\.json, line \d+: the key “findings” stands more than once"):
            compare_files(path, again)

    @pytest.mark.parametrize("twice", ["", ', "name": 1, "name": 2'])
    def test_parcels_with_a_column_of_findings_are_no_report(self, tmp_path, twice):
        path = tmp_path / "a.geojson"
        write_parcels(make_parcels(PAIR), path)
        text = path.read_text(encoding="utf-8").replace('"Feature",', '"Feature", "findings": 1,')
        assert text.count('"findings"') == len(PAIR)
        named = tmp_path / "a.json"
        named.write_text(text.rstrip().removesuffix("}") + twice + "}", encoding="utf-8")
        assert compare_files(path, named).same

    def test_a_broken_place_is_a_sentence(self, tmp_path):
        path = tmp_path / "a.json"
        audit(*PAIR, id=[None, None]).save(path)
        content = json.loads(path.read_text(encoding="utf-8"))
        content["findings"][0]["geometry"] = {"type": "Polygon", "coordinates": [[[0, 0]]]}
        path.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(InputError, match="no JSON report"):
            compare_files(path, path)


class TestGrouped:
    @staticmethod
    def difference(new_stages, **columns):
        shapes = [square(200 * at, 0, 100) for at in range(len(new_stages))]
        old = make_parcels(shapes, stage=["approved"] * len(shapes))
        return gk.compare_parcels(old, make_parcels(shapes, stage=new_stages, **columns))

    def test_what_says_the_same_is_one_line_with_its_members(self):
        found = self.difference(["supplied"] * 6)
        [group] = found.grouped()
        assert (group.count, group.is_many, group.subjects) == (6, True, tuple("ABCDEF"))
        assert [found.changes[at] for at in group.positions] == list(group.members)
        assert group.lead("zh") == "变化 6 项（阶段由“批准”改为“供应”）：A、B、C、D、E、F"
        assert found.sentences("zh", is_whole=False)[0] == group.lead("zh")
        assert len(found.sentences("zh")) == 6 + 2

    def test_what_is_about_the_same_column_names_the_column(self):
        [group] = self.difference(["supplied"] * 5 + ["planned"]).grouped()
        assert group.lead("en") == "changed, 6 (stage): A, B, C, D, E, F"

    def test_few_stand_one_by_one(self):
        found = self.difference(["supplied"] * 4)
        assert found.sentences("en", is_whole=False) == found.sentences("en")

    def test_findings_of_two_audits_are_told_by_their_rule(self):
        shapes = [square(200 * at, 0, 100) for at in range(6)]
        right, wrong = (
            gk.audit(parcels=make_parcels(shapes, declared_m2=[figure] * 6))
            for figure in (10_000.0, 12_345.0)
        )
        groups = [each for each in gk.compare_audits(right, wrong).grouped() if each.is_many]
        assert [each.lead("zh") for each in groups] == ["新增 6 项（面积不符）：A、B、C、D、E、F"]

    def test_every_change_is_in_one_group(self):
        found = self.difference(["supplied", "planned", "approved", "supplied"])
        positions = sorted(at for group in found.grouped() for at in group.positions)
        assert positions == list(range(len(found.changes)))


def test_sums_of_areas_say_which_parcels_are_not_in_them() -> None:
    bow_tie = ring((100, 0), (200, 100), (200, 0), (100, 100))
    old, new = (make_parcels([square(0, 0, 100), shape]) for shape in (square(100, 0, 100), bow_tie))
    same = "Not in these sums, for want of a valid outline: "
    assert compare_parcels(old, new).sentences("en")[-1] == same + "0 parcels before, 1 parcel after."
    assert compare_parcels(new, new).sentences("en")[-1] == same + "1 parcel before, 1 parcel after."
    assert (
        compare_parcels(new, old).sentences("zh")[-1]
        == "其中没有计入图形无效或缺失的地块：原 1 宗，现 0 宗。"
    )
    assert "add up to" in compare_parcels(old, old).sentences("en")[-1]
