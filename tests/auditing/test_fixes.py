"""Proposals to mend slivers: snapped, trimmed to the older parcel, nothing new, nothing far, nothing in place."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geokit as gk
from geokit.auditing.fixes.known import Known
from geokit.auditing.fixes.repair import propose_fixes
from geokit.auditing.fixes.snapping import Edits, rebuilt
from geokit.errors import InputError, SettingsError
from geokit.parcels.write import write_parcels
from geokit.programme.catalog import example_folder, load_catalog
from geokit.testing import findings_of, make_parcels, ring, square

TODAY = date(2026, 6, 1)


def proposed(*shapes, snap_m=None, settings=None, **columns):
    report = gk.audit(parcels=make_parcels(shapes, **columns), today=TODAY, settings=settings)
    return propose_fixes(report, snap_m=snap_m)


def rules(report):
    return [finding.rule for finding in report.findings]


def changed(proposal):
    return dict(
        zip(proposal.changes["id"], proposal.changes["after_m2"] - proposal.changes["before_m2"], strict=True)
    )


def test_a_sliver_of_overlap_is_cut_off_the_younger():
    proposal = proposed(square(0, 0, 100), square(99.95, 0, 100))
    assert rules(proposal.before) == ["sliver"]
    assert rules(proposal.after) == []
    assert changed(proposal) == {"B": pytest.approx(-5)}
    assert shapely.equals(proposal.parcels.geometry[1], square(100, 0, 99.95, 100))
    assert proposal.repaired == proposal.before.findings


@pytest.mark.parametrize(
    ("columns", "younger"),
    [
        ({}, "B"),
        ({"approved_on": ["2025-01-01", "2024-01-01"]}, "A"),
        ({"approved_on": [None, "2024-01-01"]}, "A"),
        ({"supplied_on": ["2024-01-01", None], "approved_on": [None, "2024-06-01"]}, "B"),
        ({"approved_on": ["2024-01-01", "2024-01-01"]}, "B"),
    ],
)
def test_who_is_older_is_told_by_the_dates_and_then_by_the_table(columns, younger):
    assert list(changed(proposed(square(0, 0, 100), square(99.95, 0, 100), **columns))) == [younger]


def frame_around(width: float) -> list[shapely.Polygon]:
    """Three parcels with a gap of 100 m by `width` between the first two, open to the third on its side."""
    return [
        square(0, 0, 100, 50),
        square(0, 50 + width, 100, 50),
        ring((100, 0), (110, 0), (110, 100 + width), (100, 100 + width), (100, 50 + width), (100, 50)),
        ring((0, 0), (0, 50), (0, 50 + width), (0, 100 + width), (-10, 100 + width), (-10, 0)),
    ]


def test_a_sliver_of_a_gap_is_closed_by_a_snap_distance_that_reaches_across():
    proposal = proposed(*frame_around(0.05), snap_m=0.06)
    assert rules(proposal.before) == ["sliver"]
    assert rules(proposal.after) == []
    assert proposal.changes["moved_m"].max() <= 0.06
    assert changed(proposal)["B"] == pytest.approx(5)


def test_a_gap_wider_than_the_snap_distance_is_left_and_said():
    proposal = proposed(*frame_around(0.05))
    assert changed(proposal) == {}
    (left,) = proposal.left
    assert left.localize("en").endswith(
        "(the gap is wider than the snap distance of 0.001 m; give a larger one (snap_m=))"
    )


def test_vertices_within_the_tolerance_become_one():
    bent = ring((100.0004, 0.0003), (200, 0), (200, 400), (99.9995, 400))
    proposal = proposed(square(0, 0, 100, 400), bent)
    assert rules(proposal.before) == ["sliver"]
    assert rules(proposal.after) == []
    assert shapely.equals(
        proposal.parcels.geometry[1], ring((100.0004, 0.0003), (200, 0), (200, 400), (100, 400))
    )
    assert proposal.changes["moved_m"].max() == pytest.approx(0.0005, abs=1e-6)


def test_a_younger_corner_goes_to_the_older_edge_and_is_a_corner_of_it():
    older = square(0, 0, 100, 300)
    younger = [
        ring((99.95, 0), (200, 0), (200, 100), (100.04, 100)),
        ring((100.04, 100), (200, 100), (200, 300), (100, 300)),
    ]
    proposal = proposed(older, *younger, snap_m=0.1)
    assert "sliver" in rules(proposal.before)
    assert rules(proposal.after) == []
    assert (470_100.0, 2_590_100.0) in shapely.get_coordinates(proposal.parcels.geometry[1]).view(
        "f8,f8"
    ).ravel().tolist()


def test_an_overlap_that_is_wide_somewhere_is_left():
    wedge = ring((99.8, 0), (200, 0), (200, 100), (100, 100))
    proposal = proposed(square(0, 0, 100), wedge)
    assert rules(proposal.before) == ["sliver"]
    assert changed(proposal) == {}
    assert "wider than 0.14 m" in proposal.left[0].localize("en")


def test_real_overlaps_are_not_touched():
    proposal = proposed(square(0, 0, 100), square(90, 0, 100))
    assert rules(proposal.after) == ["overlap"]
    assert proposal.sentence("zh") == "没有碎面需要修复。"


def test_what_would_bring_up_another_finding_is_taken_back():
    # The declared area of B is another survey's, and agrees with the outline as it is.
    table = {"declared_m2": [np.nan, 10_000.0], "declared_half_unit_m2": [np.nan, 0.5]}
    strict = {"rules": {"area_mismatch": {"provenance": "printed_text"}}}
    proposal = proposed(square(0, 0, 100), square(99.95, 0, 100), settings=strict, **table)
    assert rules(proposal.after) == rules(proposal.before) == ["sliver"]
    assert changed(proposal) == {}
    assert "would bring up area_mismatch" in proposal.left[0].localize("en")


def shared_m2(table):
    """What each two parcels of a table share, worked out apart from geokit."""
    shapes = table.geometry.to_numpy()
    return np.triu(shapely.area(shapely.intersection(shapes[:, None], shapes[None, :])), 1)


def test_mending_one_sliver_enlarges_no_other():
    # The corner where all three meet comes to the oldest one's, and draws the edge of the youngest along.
    proposal = proposed(
        ring((174.9582, 4.3413), (176.0056, 51.652), (113.1303, 49.9659)),
        ring((125.798, 98.5449), (176.0605, 51.6683), (113.2013, 49.9652)),
        ring((113.209, 49.931), (125.82, 98.582), (53.308, 107.725)),
    )
    before, after = (shared_m2(report.audited[0].parcels) for report in (proposal.before, proposal.after))
    assert (after <= before + 0.01).all()
    assert proposal.left


def test_what_is_left_says_that_it_would_grow():
    known, larger = (
        Known.of(gk.audit(make_parcels([square(0, 0, 100), square(100 - width, 0, 100)])).findings)
        for width in (0.05, 0.06)
    )
    assert known.fingerprints == larger.fingerprints
    report = gk.audit(make_parcels([square(0, 0, 100), square(99.94, 0, 100)]))
    assert known.larger(report.findings, 0.01) == list(report.findings)
    assert known.larger(report.findings, 1.01) == larger.larger(report.findings, 0.01) == []


def test_what_grows_by_less_than_the_audit_ignores_is_said():
    lifted = ring((99.95, 0.004), (200, 0.004), (200, 100), (99.95, 100))
    proposal = proposed(square(0, 0, 100), lifted, square(100, -10, 1, 11))
    assert [each.code for each in proposal.notices] == ["land_larger"]
    said = "findings that are left and that mending makes larger: 1, each by 0.0040 m² at most"
    assert proposal.sentences("en")[-1].startswith(said)


def test_invalid_outlines_are_left_and_said():
    bow_tie = ring((300, 0), (400, 100), (400, 0), (300, 50))
    proposal = proposed(square(0, 0, 100), square(99.95, 0, 100), bow_tie)
    assert shapely.equals_exact(proposal.parcels.geometry[2], bow_tie)
    assert proposal.sentences("en")[-1] == (
        "invalid outlines that stay as they are, with whatever they share with neighbours or leave between: 1 (C)"
    )
    assert proposed(bow_tie).sentences("zh")[-1].startswith("1 宗地块的图形无效，原样留下")


def test_parcels_that_are_compared_with_nothing_are_said():
    parcels = make_parcels([square(0, 0, 100), square(99.995, 0, 100)]).to_crs("EPSG:4547")
    proposal = propose_fixes(parcels)
    (notice,) = [each for each in proposal.notices if each.code == "not_compared"]
    assert "2 (A, B)" in notice.en
    assert "2 宗地块" in notice.zh


def test_a_proposal_has_nothing_left_to_propose():
    proposal = proposed(
        ring((122.377, 103.139), (147.3917, 46.6227), (127.3, 46.547)),
        ring((90.56, 47.4), (127.3, 46.55), (122.38, 103.14), (60.27, 98.89)),
        ring((90.5595, 47.4035), (127.3, 46.547), (54.556, 3.753)),
    )
    again = propose_fixes(gk.audit(parcels=proposal.parcels, today=TODAY))
    assert changed(again) == {}
    assert [each.finding.subjects for each in again.left] == [each.finding.subjects for each in proposal.left]


def test_a_pass_that_moves_nothing_is_not_audited(monkeypatch):
    audits = []

    def audited(*arguments, **options):
        audits.append(arguments)
        return gk.audit(*arguments, **options)

    monkeypatch.setattr("geokit.auditing.fixes.park_repair.audit", audited)
    gap = [shapely.transform(shape, lambda xy: xy + 1000) for shape in frame_around(0.05)]
    proposal = proposed(square(0, 0, 100), square(99.95, 0, 100), *gap)
    assert (len(proposal.repaired), len(proposal.left)) == (1, 1)
    assert "wider than the snap distance" in proposal.left[0].why("en")
    assert len(audits) == 1


def test_a_figure_of_the_old_outline_is_restated_and_shown():
    table = {
        "declared_m2": [1e4, 1e4],
        "declared_half_unit_m2": [0.5, 0.5],
        "declared_text": ["1.0000", "1.0000"],
    }
    proposal = proposed(square(0, 0, 100), square(99.95, 0, 100), **table)
    assert rules(proposal.after) == []
    assert proposal.parcels["declared_m2"].tolist() == [10_000, 9_995]
    assert proposal.parcels["declared_text"].tolist() == ["1.0000", "0.9995"]
    assert proposal.changes.loc[0, ["declared_before", "declared_after"]].tolist() == ["1.0000", "0.9995"]


def test_a_figure_that_was_wrong_before_stays_wrong():
    table = {"declared_m2": [np.nan, 12_000.0], "declared_half_unit_m2": [np.nan, 0.5]}
    proposal = proposed(square(0, 0, 100), square(99.95, 0, 100), **table)
    assert proposal.parcels["declared_m2"].tolist()[1] == 12_000
    assert [rule for rule in rules(proposal.before) if rule not in rules(proposal.after)] == ["sliver"]


def test_the_input_is_not_touched():
    table = make_parcels([square(0, 0, 100), square(99.95, 0, 100)], declared_m2=[1e4, 1e4])
    before = table.copy()
    report = gk.audit(parcels=table, today=TODAY)
    shapes = list(report.audited[0].parcels.geometry)
    propose_fixes(report)
    assert table.equals(before)
    assert all(one is other for one, other in zip(report.audited[0].parcels.geometry, shapes, strict=True))


def test_a_parcel_cut_in_two_is_left():
    thin = square(0, 0, 100, 0.05)
    across = square(50, -1, 2, 2)
    proposal = proposed(across, thin)
    assert proposal.left
    assert changed(proposal) == {}
    assert "break an outline" in proposal.left[0].localize("en")


def test_a_long_spike_is_left():
    spike = ring((100, 0), (200, 0), (200, 100), (100, 100), (100, 50.1), (95, 50.05), (100, 50))
    proposal = proposed(square(0, 0, 100), spike)
    assert "sliver" in rules(proposal.before)
    assert changed(proposal) == {}
    assert "move a line by more than 0.14 m" in proposal.left[0].localize("en")


def test_degrees_are_mended_in_their_plane():
    degrees = make_parcels([square(0, 0, 100), square(99.95, 0, 100)]).to_crs("EPSG:4490")
    report = gk.audit(parcels=degrees, today=TODAY)
    proposal = propose_fixes(report)
    assert proposal.parcels.crs == degrees.crs
    assert rules(proposal.after) == []
    assert changed(proposal) == {"B": pytest.approx(-5, abs=1e-3)}


def test_the_example_park_keeps_all_its_other_findings():
    report = gk.audit_catalog(load_catalog(example_folder()), today=TODAY)
    proposal = propose_fixes(report)
    gone = {finding.fingerprint for finding in report.findings} - {
        each.fingerprint for each in proposal.after.findings
    }
    assert gone == {finding.fingerprint for finding in findings_of(report, "sliver")}
    assert len(proposal.after.findings) == len(report.findings) - 1
    assert changed(proposal) == {"P3-02": pytest.approx(-7.47, abs=0.01)}


@pytest.mark.parametrize("name", ["mended.txt", "mended.gpkg", "mended.geojson"])
def test_what_is_written_and_read_again_has_no_slivers(tmp_path, name):
    tilted = ring((99.93, 0.4), (200, 1.3), (201, 100.2), (100.031, 99.7))
    older = ring((0, 0), (100, 0.4), (100.027, 99.7), (1, 100))
    report = gk.audit(parcels=make_parcels([older, tilted]), today=TODAY)
    assert "sliver" in rules(report)
    write_parcels(propose_fixes(report).parcels, tmp_path / name)
    assert findings_of(gk.audit(parcels=gk.read_parcels(tmp_path / name), today=TODAY), "sliver") == []


@pytest.mark.parametrize("snap_m", [0.0, -1.0, 0.2, float("nan")])
def test_a_snap_distance_that_is_none_or_no_sliver_is_refused(snap_m):
    with pytest.raises(SettingsError, match=r"no more than 0\.14 m"):
        proposed(square(0, 0, 100), square(99.95, 0, 100), snap_m=snap_m)


def test_the_tables_of_several_parks_are_taken_one_by_one():
    example = load_catalog(example_folder()).parks[0]
    first = gk.audit(example, make_parcels([square(0, 0, 100), square(99.95, 0, 100)]), today=TODAY)
    second = gk.audit(parcels=make_parcels([square(0, 0, 100)]), today=TODAY)
    both = gk.AuditReport(first.findings + second.findings, first.audited + second.audited, TODAY)
    proposal = propose_fixes(both)
    assert list(proposal.tables) == ["example-park", ""]
    with pytest.raises(InputError, match="several parks"):
        _ = proposal.parcels
    assert proposal.tables[""].geometry[0] == square(0, 0, 100)


def test_words_in_both_languages():
    proposal = proposed(square(0, 0, 100), square(99.95, 0, 100))
    assert proposal.sentences("zh")[1] == "已修复：地块 A 与 B 之间有重叠碎面 5.00 平方米（0.007 亩）"
    assert list(proposal.to_frame("zh"))[:3] == ["园区", "地块", "修复前（平方米）"]
    assert "mended: " in str(proposal)
    assert "<table" in proposal._repr_html_()


jitters = st.lists(st.tuples(st.floats(-0.04, 0.04), st.floats(-0.04, 0.04)), min_size=36, max_size=36)


@pytest.mark.slow
@given(jitters, st.sampled_from([None, 0.01, 0.06, 0.12]), st.permutations(range(9)))
@settings(max_examples=25)
def test_laws_of_a_proposal(jitter, snap_m, order):
    """Nine plots whose corners are off by up to 4 cm each: no new finding, no far move, no more land than was touched."""
    corners = iter(jitter)
    shapes = []
    for at in order:
        east, north = 50 * (at % 3), 50 * (at // 3)
        base = [(east, north), (east + 50, north), (east + 50, north + 50), (east, north + 50)]
        shapes.append(
            ring(
                *(
                    (round(x + dx, 3), round(y + dy, 3))
                    for (x, y), (dx, dy) in zip(base, corners, strict=False)
                )
            )
        )
    proposal = proposed(*shapes, snap_m=snap_m)
    known = {finding.fingerprint for finding in proposal.before.findings}
    assert {finding.fingerprint for finding in proposal.after.findings} <= known
    assert max(proposal.changes["moved_m"], default=0) <= 0.1415 + (snap_m or 0.001)
    assert len(proposal.repaired) + len(proposal.left) == len(findings_of(proposal.before, "sliver"))
    again = propose_fixes(gk.audit(parcels=proposal.parcels, today=TODAY), snap_m=snap_m)
    assert {each.finding.fingerprint for each in again.left} | {
        each.fingerprint for each in again.repaired
    } == {each.finding.fingerprint for each in proposal.left}


def test_rings_are_rebuilt_with_holes_and_parts():
    yard = square(0, 0, 10).difference(square(4, 4, 2))
    both = shapely.MultiPolygon([yard, square(20, 0, 10)])
    assert shapely.equals(rebuilt(both, lambda points: points[:-1]), both)
    hole = {
        (470_004.0, 2_590_004.0): (470_006.0, 2_590_004.0),
        (470_004.0, 2_590_006.0): (470_006.0, 2_590_006.0),
    }
    assert shapely.equals(Edits(hole, {}).apply(yard), square(0, 0, 10))


def test_what_is_no_polygon_stays_as_it_is_beside_a_sliver():
    mixed = shapely.GeometryCollection([square(90, 0, 50), shapely.Point(470_100, 2_590_050)])
    frame = make_parcels([square(0, 0, 100), square(99.95, 0, 100), mixed])
    proposal = propose_fixes(gk.audit(parcels=frame))
    assert proposal.parcels.geometry[2].equals(mixed)
    assert len(proposal.changes) == 1


def test_a_loss_on_saving_points_at_the_line_that_saves(tmp_path):
    table = make_parcels([square(0, 0, 100), square(100.02, 0, 100)])
    table["一个很长的列名"] = "x"
    with pytest.warns(gk.DataLossWarning) as caught:
        gk.propose_fixes(table).save(tmp_path / "x.shp")
    assert {each.filename for each in caught} == {__file__}
