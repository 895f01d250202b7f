"""Findings that are one mistake are one group, its number first; what differs is not."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import geokit as gk
from geokit.auditing.differences.grouped import ChangeGroup
from geokit.auditing.findings import Finding, Severity, sort_findings
from geokit.auditing.grouped import Group, group_findings
from geokit.auditing.redaction import public_report
from geokit.auditing.report import AuditReport
from geokit.errors import OptionError
from geokit.i18n import Abbreviated, Words
from geokit.land.units import Area
from geokit.parcels.diagnostics import Notice
from geokit.parcels.table import COLUMN_WORDS
from geokit.testing import findings_of, make_parcels, square

SENTENCE = Words(zh="地块 {parcel} 有 {area}", en="parcel {parcel} has {area}")


def audited(declared_m2, **columns):
    shapes = [square(200 * at, 0, 100) for at in range(len(declared_m2))]
    ids = [f"P{at:03d}" for at in range(len(shapes))]
    return gk.audit(parcels=make_parcels(shapes, id=ids, declared_m2=declared_m2, **columns))


def finding(parcel="A", **changes):
    own = {
        "rule": "overlap", "severity": Severity.ERROR, "subjects": (parcel,), "words": SENTENCE,
        "fields": {"parcel": parcel, "area": Area.from_m2(1)},
    }  # fmt: skip
    return Finding(**{**own, **changes})


def counts(found):
    return [group.count for group in found]


@pytest.mark.parametrize(
    ("factor", "true", "told"),
    [
        (15, "mu", "ha"),
        (1 / 15, "ha", "mu"),
        (10_000, "m²", "ha"),
        (2000 / 3, "m²", "mu"),
        (1e-4, "ha", "m²"),
    ],
)
def test_one_wrong_unit_is_one_group_with_its_count_and_its_cause_first(factor, true, told):
    worst = audited([10_000 * factor] * 56).grouped()[0]
    assert (worst.number, worst.rule, worst.count, worst.tally) == (1, "area_mismatch", 56, "56 ×")
    assert worst.lead("en").startswith("56 × declared and measured area differ: all differ by a factor of")
    assert f"figures in {true} had been taken for {told}" in worst.lead("en")
    assert worst.lead("zh").startswith("56 条面积不符：各宗均相差约")


def test_an_area_that_is_wrong_by_itself_is_another_cause():
    found = group_findings(findings_of(audited([150_000] * 6 + [12_000, 8_000]), "area_mismatch"))
    assert counts(found) == [6, 1, 1]
    assert found[1].cause.words is None


def test_a_unit_is_wrong_only_where_it_explains_the_difference():
    found = group_findings(findings_of(audited([10_000 * 15.5] * 6), "area_mismatch"))
    assert counts(found) == [6]
    assert found[0].cause.words is None


def test_forty_files_in_one_wrong_unit_are_one_mistake():
    found = audited([150_000] * 40, source=[f"{at}.txt" for at in range(40)]).grouped()[0]
    assert (found.count, len(found.files)) == (40, 40)
    of_one = audited([150_000] * 40, source=["甲.txt"] * 40).grouped()[0]
    assert of_one.lead("zh").endswith("（甲.txt）")


def gaps(count):
    """Frames of four parcels, each round a hole of its own size."""
    shapes, ids = [], []
    for at in range(count):
        x, hole = 500 * at, 10 + at
        shapes += [
            square(x, 0, 100, 40), square(x, 40 + hole, 100, 40),
            square(x, 40, 40, hole), square(x + 40 + hole, 40, 60 - hole, hole),
        ]  # fmt: skip
        ids += [f"{at}-{side}" for side in "SNWE"]
    return gk.audit(parcels=make_parcels(shapes, id=ids, phase="一期"))


def slivers(count):
    shapes = [square(300 * at + dx, 0, 100) for at in range(count) for dx in (0, 99.97)]
    return gk.audit(parcels=make_parcels(shapes, id=[f"P{at}" for at in range(len(shapes))]))


@pytest.mark.parametrize(("made", "rule"), [(gaps, "gap"), (slivers, "sliver")])
def test_many_gaps_and_many_slivers_are_one_group_that_says_how_large(made, rule):
    report = made(9)
    [found] = [group for group in report.grouped() if group.rule == rule]
    assert found.count == len(findings_of(report, rule)) == 9
    sizes = (
        ("0.150 mu to 0.486 mu", "0.150 亩 至 0.486 亩")
        if rule == "gap"
        else ("3.00 m² each", "均为 3.00 平方米")
    )
    for language, size in zip(("en", "zh"), sizes, strict=True):
        assert size in found.lead(language)


def test_many_blank_columns_are_one_group_that_names_them():
    fields = ["name", "phase", "village", "stage", "status", "ownership"]
    parcels = make_parcels([square(200 * at, 0, 100) for at in range(3)], id=["A", "B", "C"])
    report = gk.audit(parcels=parcels, settings={"rules": {"missing_field": {"fields": fields}}})
    [found] = [group for group in report.grouped() if group.rule == "missing_field"]
    assert found.count == 6
    for field in fields:
        assert COLUMN_WORDS[field].en in found.lead("en")


def test_many_missing_stages_are_one_finding_and_one_group():
    parcels = make_parcels([square(200 * at, 0, 100) for at in range(40)], id=[f"P{at}" for at in range(40)])
    report = gk.audit(parcels=parcels, settings={"rules": {"missing_field": {"fields": ["stage"]}}})
    assert counts(group for group in report.grouped() if group.rule == "missing_field") == [1]


def test_remarks_of_one_kind_are_one_cause_and_say_so_where_they_are_the_same():
    words = Words(zh="{file}：{notice}", en="{file}: {notice}")

    def remark(code, file, zh="未闭合"):
        fields = {"file": file, "notice": Notice(code, zh, "not closed", line=3)}
        return finding(file, rule="irregular_file", words=words, fields=fields)

    found = group_findings(
        [remark("ring_open", f"{at}.txt") for at in range(6)] + [remark("blank_id", "b.txt")]
    )
    assert counts(found) == [6, 1]
    assert found[0].lead("zh") == "6 条文件不规范：未闭合"
    differing = group_findings([remark("ring_open", f"{at}.txt", zh=f"{at}") for at in range(6)])
    assert differing[0].lead("zh") == "6 条文件不规范"


def test_severity_words_and_park_part_groups():
    words = Words(zh="“{column}”有误", en="“{column}” is wrong")
    one = finding(words=words, fields={"column": Words(zh="编号", en="id"), "count": 1})
    others = [
        replace(one, subjects=("B",), fields={**one.fields, "count": 7}),
        replace(one, severity=Severity.WARNING),
        replace(one, fields={"column": Words(zh="期次", en="phase")}),
        replace(one, park="other"),
    ]
    assert counts(group_findings([one, *others])) == [2, 1, 1, 1]


def test_a_rule_says_which_names_part_causes():
    words = Words(zh="{parcel} {layer}", en="{parcel} {layer}")

    def on(layer, parcel, rule="reference_overlap"):
        return finding(parcel, rule=rule, words=words, fields={"parcel": parcel, "layer": layer})

    both = [on(layer, str(at)) for layer in ("基本农田", "生态红线") for at in range(6)]
    assert counts(group_findings(both)) == [6, 6]
    # What another rule calls so is a name among others.
    assert counts(group_findings([replace(each, rule="overlap") for each in both])) == [12]


def test_the_curve_of_an_edge_is_a_cause_that_is_said():
    cause = Words(zh="投影后成为曲线", en="curved in metres")
    curved = [finding(str(at), fields={"parcel": str(at), "area": at, "cause": cause}) for at in range(6)]
    [group] = group_findings(curved)
    assert group.lead("en") == "6 × overlapping parcels: curved in metres"


def test_the_worst_and_the_most_come_first_whatever_the_order_of_the_input():
    few = [finding(f"e{at}") for at in range(2)]
    many = [finding(f"g{at}", rule="gap", severity=Severity.REVIEW) for at in range(30)]
    more = [finding(f"s{at}", rule="spike") for at in range(7)]
    expected = [("spike", 7), ("overlap", 2), ("gap", 30)]
    shuffled = [*few, *many, *more]
    orders = set()
    for step in (1, 4, 10, 19, 37):
        shuffled = [shuffled[at * step % len(shuffled)] for at in range(len(shuffled))]
        groups = group_findings(sort_findings(shuffled))
        assert [(group.rule, group.count) for group in groups] == expected
        assert [group.number for group in groups] == [1, 2, 3]
        orders.add(tuple(each.subjects for group in groups for each in group.members))
    assert len(orders) == 1


def test_every_finding_is_in_one_group_in_the_order_of_the_report():
    report = audited([150_000] * 30 + [10_000] * 5)
    groups = report.grouped()
    assert sorted(at for group in groups for at in group.positions) == list(range(len(report.findings)))
    for group in groups:
        assert list(group.positions) == sorted(group.positions)
        assert group.members == tuple(report.findings[at] for at in group.positions)
        assert (groups.numbers[list(group.positions)] == group.number).all()


def test_options_are_validated_and_what_is_less_is_left_out():
    report = audited([150_000] * 6 + [12_000])
    by_rule = report.grouped(by="rule")
    assert [group.count for group in by_rule if group.rule == "area_mismatch"] == [7]
    errors = report.grouped(at_least="error")
    assert {group.severity for group in errors} == {Severity.ERROR}
    assert (np.asarray(errors.numbers) == 0).sum() == len(report.findings) - 7
    for wrong in ({"by": "layer"}, {"at_least": "bad"}, {"group_by": "rule"}):
        with pytest.raises(OptionError):
            report.grouped(**wrong)


def test_a_frame_of_groups_and_the_members_of_each():
    report = audited([150_000] * 56)
    groups = report.grouped()
    frame = groups.to_frame("en")
    assert frame["count"].sum() == len(report.findings)
    assert frame.loc[0, "lead"] == groups[0].lead("en")
    members = report.to_frame("en").assign(group=groups.numbers)
    assert tuple(members.loc[members["group"] == 1, "fingerprint"]) == frame.loc[0, "findings"]
    assert "group" not in report.to_frame()
    assert report.counts[Severity.ERROR] == 56


def test_a_group_of_one_says_its_own_sentence():
    [group] = group_findings([finding("A")])
    assert (group.lead("en"), group.is_many) == (group.first.message("en"), False)


def test_groups_show_themselves():
    groups = audited([150_000] * 56).grouped()
    assert str(groups).startswith("error: 56 × declared and measured area differ")
    html = groups._repr_html_()
    assert '<td style="text-align: right">56</td>' in html
    assert Abbreviated(groups[0].subjects).localize("en") in html


def test_a_hostile_name_stays_text():
    made = [finding("<img src=x onerror=hit()>", park="<b>", subjects=(f"<i>{at}",)) for at in range(6)]
    html = group_findings(made)._repr_html_()
    assert "<img" not in html
    assert "<i>" not in html


def test_groups_of_a_report_that_is_held_against_a_baseline(tmp_path):
    report = audited([150_000] * 56)
    path = tmp_path / "baseline.toml"
    gk.write_baseline(audited([150_000] * 50 + [10_000] * 6), path)
    open_ = gk.apply_baseline(report, gk.load_baseline(path))
    [found] = [group for group in open_.grouped() if group.rule == "area_mismatch"]
    assert found.count == len(findings_of(open_, "area_mismatch")) == 6
    assert len(open_.accepted) >= 50


def test_groups_of_the_public_edition():
    shapes = [square(200 * at, 0, 100) for at in range(12)]
    stages = ["supplied"] * 8 + ["planned"] * 4
    parcels = make_parcels(
        shapes, id=[f"P{at}" for at in range(12)], declared_m2=[150_000.0] * 12, stage=stages
    )
    shown = public_report(gk.audit(parcels=parcels, today=date(2026, 1, 1)))
    [found] = [group for group in shown.grouped() if group.rule == "area_mismatch"]
    assert 0 < found.count == len(findings_of(shown, "area_mismatch")) < 12
    assert found.files == ()


def test_what_is_new_is_told_from_what_was_there():
    found = [finding(str(at)) for at in range(10)]
    groups = group_findings(found, apart=["new"] * 4 + ["kept"] * 6)
    assert counts(groups) == [6, 4]


def test_a_report_without_findings_has_no_groups():
    groups = AuditReport((), (), date(2026, 1, 1)).grouped()
    assert (len(groups), list(groups), groups.to_frame().empty, str(groups)) == (0, [], True, "")


@pytest.mark.parametrize("name", ["count", "is_many", "subjects"])
def test_groups_of_findings_and_of_changes_say_the_same_of_their_members(name):
    assert getattr(Group, name) is getattr(ChangeGroup, name)
