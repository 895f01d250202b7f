"""Baselines: accepted findings neither fail nor vanish; stale, expired and outgrown entries are said."""

from __future__ import annotations

import json
import tomllib
from datetime import date

import pytest

import geokit as gk
from geokit.auditing.baselines.model import BaselinedReport
from geokit.auditing.baselines.state import apply_baseline, load_baseline, write_baseline
from geokit.errors import InputError, OutputError
from geokit.programme.catalog import example_folder, load_catalog
from geokit.reports import find_format
from geokit.testing import findings_of, make_parcels, ring, square

TODAY = date(2026, 6, 1)


def audit(*shapes, settings=None, **columns):
    return gk.audit(parcels=make_parcels(shapes, **columns), today=TODAY, settings=settings)


def overlapping(width=2.0, **columns):
    return audit(square(0, 0, 100), square(100 - width, 0, 100), **columns)


@pytest.fixture(scope="module")
def example() -> gk.AuditReport:
    return gk.audit_catalog(load_catalog(example_folder()), today=TODAY)


@pytest.mark.parametrize("suffix", ["toml", "json"])
def test_what_is_accepted_is_set_apart_and_does_not_fail(tmp_path, example, suffix):
    path = tmp_path / f"基线.{suffix}"
    written = write_baseline(example, path, reason="已移交“测量队”\\", expires=date(2027, 1, 1))
    assert load_baseline(path) == written
    held = apply_baseline(example, written)
    assert held.ok
    assert {each.severity for each in held.findings} == {gk.Severity.INFO}
    assert len(held.accepted) + len(held.findings) == len(example.findings)
    assert f"accepted {len(held.accepted)}" in held.summary("en")
    assert "（理由：已移交“测量队”\\，至 2027-01-01）" in held.accepted_lines("zh")[0]
    assert held.accepted_lines()[0] in str(held)


def test_a_baseline_is_text_that_people_edit(tmp_path):
    path = tmp_path / "baseline.toml"
    write_baseline(overlapping(), path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Findings that were accepted.")
    (entry,) = tomllib.loads(text)["accepted"]
    assert entry == {
        "fingerprint": overlapping().findings[0].fingerprint,
        "rule": "overlap",
        "subjects": ["A", "B"],
        "measured": 200.0,
        "unit": "m2",
        "reason": "",
    }


def test_an_entry_written_by_hand_needs_no_fingerprint(tmp_path):
    path = tmp_path / "baseline.toml"
    path.write_text(
        '[[accepted]]\nrule = "overlap"\nsubjects = ["B", "A"]\nreason = "known"\n', encoding="utf-8"
    )
    held = apply_baseline(overlapping(), load_baseline(path))
    assert held.findings == ()
    assert held.accepted_lines("en")[0].endswith("(reason: known)")


def test_other_subjects_than_the_fingerprints_accept_nothing(tmp_path):
    path = tmp_path / "baseline.toml"
    write_baseline(overlapping(), path)
    path.write_text(path.read_text(encoding="utf-8").replace('"B"', '"C"'), encoding="utf-8")
    held = apply_baseline(overlapping(), load_baseline(path))
    assert not held.ok
    assert [each.rule for each in held.findings] == ["overlap", "stale_baseline"]


def test_what_is_found_no_more_is_stale(tmp_path):
    baseline = write_baseline(overlapping(), tmp_path / "基线.toml")
    held = apply_baseline(audit(square(0, 0, 100)), baseline)
    (finding,) = held.findings
    assert finding.severity is gk.Severity.WARNING
    assert str(finding.source) == "基线.toml:5"
    assert finding.message("en") == (
        "the baseline accepts overlap of A, B, which is found no more; delete it from the baseline"
    )
    assert held.complaints == (finding,)


def test_what_was_not_looked_for_is_not_stale(tmp_path, example):
    baseline = write_baseline(example, tmp_path / "b.toml")
    assert apply_baseline(audit(square(0, 0, 100)), baseline).findings == ()
    without = gk.audit(
        parcels=make_parcels([square(0, 0, 100)]), settings={"rules": {"overlap": {"enabled": False}}}
    )
    assert apply_baseline(without, write_baseline(overlapping(), tmp_path / "b.toml")).findings == ()


def test_what_has_expired_is_open_again_and_says_so(tmp_path):
    baseline = write_baseline(overlapping(), tmp_path / "b.toml", expires=date(2026, 6, 1))
    assert apply_baseline(overlapping(), baseline).ok
    held = apply_baseline(overlapping(), baseline, today=date(2026, 6, 2))
    assert [each.rule for each in held.findings] == ["overlap", "stale_baseline"]
    assert "until 2026-06-01; that day has passed" in held.findings[1].message("en")


def test_what_has_grown_is_open_again_and_says_so(tmp_path):
    baseline = write_baseline(overlapping(2.0), tmp_path / "b.toml")
    assert apply_baseline(overlapping(1.0), baseline).ok
    held = apply_baseline(overlapping(3.0), baseline)
    assert not held.ok
    assert "at 200.00 m² (0.300 mu); it is now 300.00 m² (0.450 mu)" in held.findings[1].message("en")


def test_parcels_without_ids_are_known_by_their_place(tmp_path):
    first = overlapping(id=[None, None])
    baseline = write_baseline(first, tmp_path / "b.toml")
    assert baseline.entries[0].crs == "EPSG:4548"
    assert baseline.entries[0].place == (470098.0, 2590000.0, 470100.0, 2590100.0)
    later = audit(square(500, 0, 10), square(100 - 2.0002, 0, 100), square(0, 0, 100), id=[None] * 3)
    assert later.findings[0].subjects == ("row:1", "row:2")
    assert [each.finding.rule for each in apply_baseline(later, baseline).accepted] == ["overlap"]
    elsewhere = audit(square(0, 1, 100), square(98, 1, 100), id=[None, None])
    assert elsewhere.findings[0].fingerprint == first.findings[0].fingerprint
    held = apply_baseline(elsewhere, baseline)
    assert [each.rule for each in held.findings] == ["overlap", "stale_baseline"]


def test_one_place_accepts_one_finding_only(tmp_path):
    baseline = write_baseline(overlapping(id=[None, None]), tmp_path / "b.toml")
    later = audit(square(0, 0, 100), square(98, 0, 100), square(98, 0, 100), id=[None] * 3)
    held = apply_baseline(later, baseline)
    assert len(held.accepted) == 1
    assert not held.ok


def test_a_report_with_a_baseline_is_written_again_with_its_reasons(tmp_path):
    path = tmp_path / "b.toml"
    write_baseline(overlapping(), path, reason="old")
    both = audit(square(0, 0, 100), square(98, 0, 100), square(0, 99, 100))
    held = apply_baseline(both, load_baseline(path))
    again = write_baseline(held, path, reason="new")
    assert [(entry.subjects, entry.reason) for entry in again.entries] == [(("A", "B"), "old"), (("A", "C"), "new"),
                                                                          (("B", "C"), "new")]  # fmt: skip
    assert apply_baseline(both, again).ok


def test_complaints_have_fingerprints_of_their_own(tmp_path, example):
    (stale,) = findings_of(example, "stale_fact")
    path = tmp_path / "b.toml"
    entry = f'[[accepted]]\npark = "example-park"\nrule = "overlap"\nsubjects = ["{stale.subjects[0]}"]\n'
    path.write_text(entry + entry, encoding="utf-8")
    held = apply_baseline(example, load_baseline(path))
    prints = [each.fingerprint for each in held.findings]
    assert len(set(prints)) == len(prints) == len(example.findings) + 2


def test_every_format_writes_a_report_with_a_baseline(tmp_path, example):
    baseline = write_baseline(example, tmp_path / "b.toml", expires=date(2020, 1, 1))
    held = apply_baseline(example, baseline)
    assert isinstance(held, BaselinedReport)
    for name in ("text", "json", "sarif"):
        assert find_format(name).render(held, "en")


def test_jupyter_shows_escaped_reasons(tmp_path):
    held = apply_baseline(overlapping(), write_baseline(overlapping(), tmp_path / "b.toml", reason="<b>"))
    assert "&lt;b&gt;" in held._repr_html_()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "b.toml",
            "[[accepted]]\nrule = 'a'\nsubjects = []\nexpire = 2026-01-01\n",
            "b.toml, line 4: there is no key",
        ),
        ("b.toml", "[[accepted]]\nrule = 'a'\n", "the key accepted"),
        ("b.toml", "[[accepted]]\nrule = 'a'\nsubjects = []\nexpires = 'soon'\n", "b.toml, line 4"),
        ("b.toml", "version = true\n", "b.toml, line 1: version cannot be true"),
        ("b.toml", "a = [", "the TOML is broken"),
        ("b.json", "{\n,", "b.json, line 2: the JSON is broken at column 1: a key stands"),
        (
            "b.json",
            '{"accepted": [], "accepted": []}',
            "b.json, line 1: the key “accepted” stands more than once",
        ),
        ("b.json", "[" * 100_000, "b.json: the JSON is nested too deep"),
        ("b.json", "[]", "a table with “accepted” in it is needed"),
        ("b.yaml", "", "a baseline is a .toml, .json file, not “.yaml”"),
    ],
)
def test_a_broken_baseline_is_a_sentence_with_its_place(tmp_path, name, text, words):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words.replace("[", r"\[")):
        load_baseline(tmp_path / name)


def test_a_missing_baseline_and_a_missing_folder(tmp_path):
    for name in ("b.toml", "b.json"):
        with pytest.raises(InputError, match="there is no such file"):
            load_baseline(tmp_path / name)
    with pytest.raises(OutputError):
        write_baseline(overlapping(), tmp_path / "nowhere" / "b.toml")


def test_json_holds_the_same(tmp_path):
    write_baseline(overlapping(), tmp_path / "b.json", reason="理由")
    content = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert content["version"] == 1
    assert content["accepted"][0]["reason"] == "理由"


def short_edged(edge_m):
    shape = ring((0, 0), (100, 0), (100, 100), (50 + edge_m, 100), (50, 100.01), (0, 100))
    return audit(shape, settings={"rules": {"short_edge": {"shortest_m": 0.5}}})


def test_of_what_is_too_small_less_is_worse(tmp_path):
    baseline = write_baseline(short_edged(0.3), tmp_path / "b.toml", at_least=gk.Severity.INFO)
    (first,) = baseline.entries
    assert (first.rule, first.unit) == ("short_edge", "m")
    assert apply_baseline(short_edged(0.4), baseline).findings == ()
    held = apply_baseline(short_edged(0.2), baseline)
    assert {each.rule for each in held.findings} == {"short_edge", "stale_baseline"}


def test_a_spike_is_measured_in_degrees():
    report = audit(ring((0, 0), (100, 0), (100, 60), (120, 60.3), (100, 60.6), (100, 100), (0, 100)))
    (finding,) = findings_of(report, "spike")
    assert finding.unit == "deg"
    assert finding.measured == pytest.approx(1.7, abs=0.1)
    assert finding.allowed == 5


def test_stale_entries_can_be_switched_off_and_made_to_fail(tmp_path):
    baseline = write_baseline(overlapping(), tmp_path / "b.toml")
    for setting, found in (({"enabled": False}, []), ({"severity": "error"}, [gk.Severity.ERROR])):
        report = audit(square(0, 0, 100), settings={"rules": {"stale_baseline": setting}})
        assert [each.severity for each in apply_baseline(report, baseline).findings] == found


def test_what_became_of_each_entry_is_kept(tmp_path):
    path = tmp_path / "b.toml"
    write_baseline(overlapping(), path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text + '\n[[accepted]]\nrule = "gap"\nsubjects = ["A"]\n', encoding="utf-8")
    held = apply_baseline(overlapping(3.0), load_baseline(path))
    assert [entry.rule for entry in held.reopened.values()] == ["overlap"]
    assert set(held.reopened) == {overlapping().findings[0].fingerprint}
    assert [entry.rule for entry in held.gone] == ["gap"]
