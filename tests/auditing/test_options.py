"""Settings: of a park, of a call, on the command line; what is wrong is named where it stands."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geokit as gk
from geokit.auditing.options import AuditSettings
from geokit.auditing.registry import check_settings, load_rules, merge_settings, parse_assignments
from geokit.cli._program import run
from geokit.errors import SettingsError
from geokit.testing import make_parcels, make_park, square

OVERLAPPING = [square(0, 0, 100), square(90, 0, 100)]


def test_a_call_replaces_what_the_park_says(tmp_path):
    park = make_park(tmp_path, "[audit.rules.overlap]\nenabled = false\n")
    parcels = make_parcels(OVERLAPPING)
    assert gk.audit(park, parcels).findings == ()
    report = gk.audit(park, parcels, settings={"rules": {"overlap": {"enabled": True, "severity": "info"}}})
    assert [(finding.rule, finding.severity) for finding in report.findings] == [
        ("overlap", gk.Severity.INFO)
    ]


def test_what_a_call_does_not_say_stays_as_the_park_says(tmp_path):
    park = make_park(tmp_path, "[audit.rules.overlap]\nenabled = false\nseverity = 'info'\n")
    report = gk.audit(park, make_parcels(OVERLAPPING), settings={"rules": {"overlap": {"enabled": True}}})
    assert [finding.severity for finding in report.findings] == [gk.Severity.INFO]


@pytest.mark.parametrize(
    ("toml", "line", "sentence"),
    [
        ("[audit.gap]\nenabled = false", 1, "there is no audit setting gap; did you mean rules.gap"),
        ("[audit]\nsnap = 1", 2, "there is no audit setting snap; did you mean snap_m"),
        ("[audit]\n\nsnap_m = -1", 3, "the audit setting snap_m cannot be -1"),
        ("[audit]\naccuracy_class = 4", 2, "the audit setting accuracy_class cannot be 4"),
        ("[audit]\naccuracy_class = true", 2, "the audit setting accuracy_class cannot be True"),
        ("[audit]\nsnap_m = '1'", 2, "the audit setting snap_m cannot be '1'"),
        ("[audit.rules.gap]\nenabled = 1", 2, "the audit setting rules.gap.enabled cannot be 1"),
        (
            "[audit.rules.gap]\nenabled = 'perhaps'",
            2,
            "the audit setting rules.gap.enabled cannot be 'perhaps'",
        ),
        (
            "[audit.rules.gap]\nseverity = 'fatal'",
            2,
            "the audit setting rules.gap.severity cannot be 'fatal'",
        ),
        ("[audit.rules]\nspikes = {}", 2, "there is no audit setting rules.spikes; did you mean spike"),
        (
            "[audit.rules.spike]\nsharpest = 3",
            2,
            "there is no audit setting rules.spike.sharpest; did you mean",
        ),
        ("[audit.rules.spike]\nsharpest_deg = 120", 2, "rules.spike.sharpest_deg cannot be 120"),
    ],
)
def test_a_mistake_in_park_toml_is_named_with_its_line(tmp_path, toml, line, sentence):
    park = make_park(tmp_path, toml)
    before = (park.folder / "park.toml").read_text(encoding="utf-8").count("\n") - toml.count("\n")
    with pytest.raises(SettingsError) as caught:
        gk.audit(park)
    assert f"park/park.toml:{before + line}: " in caught.value.localize("en")
    assert sentence in caught.value.localize("en")
    assert "park/park.toml" in caught.value.localize("zh")


@pytest.mark.parametrize(
    ("toml", "call", "key"),
    [
        ("[audit]\n\nsnap_m = -1", {"snap_m": 0.002}, "snap_m cannot be -1"),
        (
            "[audit.rules.gap]\n\nenabled = 'perhaps'",
            {"rules": {"gap": {"enabled": True}}},
            "rules.gap.enabled cannot be 'perhaps'",
        ),
        ("[audit]\n\nrules = 3", {"rules": {"gap": {"enabled": True}}}, "rules cannot be 3"),
    ],
)
def test_a_mistake_in_the_file_is_named_although_a_call_replaces_it(tmp_path, toml, call, key):
    park = make_park(tmp_path, toml)
    before = (park.folder / "park.toml").read_text(encoding="utf-8").split(toml)[0].count("\n")
    with pytest.raises(SettingsError) as caught:
        gk.audit(park, make_parcels(OVERLAPPING), settings=call)
    assert f"park/park.toml:{before + 3}: the audit setting {key}" in caught.value.localize("en")


def test_a_mistake_in_a_call_has_no_place(tmp_path):
    with pytest.raises(SettingsError) as caught:
        gk.audit(make_park(tmp_path), settings={"rules": {"gap": {"enabeld": False}}})
    assert caught.value.localize("en").startswith(
        "there is no audit setting rules.gap.enabeld; did you mean enabled?"
    )


def test_a_limit_that_was_set_says_so():
    settings = AuditSettings(tolerance_m2=5, accuracy_class=3)
    assert settings.ignored.localize("en") == "5 m² (overlaps and gaps below this are ignored; as set)"
    assert settings.sliver.value == pytest.approx(0.2 * 2**0.5)
    assert AuditSettings().snap.evidence == "verified"
    (finding,) = gk.audit(parcels=make_parcels(OVERLAPPING), settings={"tolerance_m2": 5}).findings
    assert "as set" in finding.limit.localize("en")


@pytest.mark.parametrize("name", sorted(load_rules()))
def test_every_rule_has_its_limits_and_takes_enabled_and_severity(name):
    settings = check_settings({"rules": {name: {"enabled": False, "severity": "info"}}})
    options = settings.options_of(name)
    assert (options.enabled, str(options.severity)) == (False, "info")
    for limit in load_rules()[name]().limits(settings, options):
        assert limit.localize("en") != limit.localize("zh")


def test_assignments_are_toml_and_a_single_word_needs_no_quotes():
    texts = ["snap_m=0.002", "rules.missing_field.fields=['id', 'village']", "rules.gap.severity=error"]
    assert parse_assignments(texts) == {
        "snap_m": 0.002,
        "rules": {"missing_field": {"fields": ["id", "village"]}, "gap": {"severity": "error"}},
    }
    assert parse_assignments(["a.b=1", "a.b = 2", 'a.c="真"']) == {"a": {"b": 2, "c": "真"}}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("rules.gap", "“rules.gap” is no setting"),
        ("=1", "is no setting"),
        ("a..b=1", "is no setting"),
        ("a=", "the value  of the setting a is no TOML (a value is not finished)"),
        ("a=[1", "is no TOML (a list lacks its ] or a comma)"),
        ("a=1\nb=2", "is no setting"),
        ("a=two words", "is no TOML"),
    ],
)
def test_what_is_no_assignment_is_refused(text, sentence):
    with pytest.raises(SettingsError) as caught:
        parse_assignments([text])
    assert sentence in caught.value.localize("en")


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_setting_or_a_sentence(text):
    with suppress(SettingsError):
        assert isinstance(parse_assignments([text]), dict)


def test_tables_are_merged_value_by_value():
    base = {"snap_m": 1, "rules": {"gap": {"enabled": False, "severity": "info"}}}
    assert merge_settings(base, {"rules": {"gap": {"enabled": True}}}) == {
        "snap_m": 1,
        "rules": {"gap": {"enabled": True, "severity": "info"}},
    }
    assert base["rules"]["gap"]["enabled"] is False


@pytest.fixture
def folder(tmp_path):
    toml = '[[parcels]]\nfile = "a.geojson"\n[audit]\naccuracy_class = 2\n[audit.rules.spike]\nsharpest_deg = 3\n'
    (tmp_path / "park").mkdir()
    make_parcels(OVERLAPPING).drop(columns=["record", "line"]).to_file(
        tmp_path / "park" / "a.geojson", driver="GeoJSON"
    )
    make_park(tmp_path, toml)
    return tmp_path


def test_settings_on_the_command_line(folder, capsys):
    assert run(["audit", str(folder)]) == 1
    assert run(["audit", str(folder), "--set", "rules.overlap.enabled=false"]) == 0
    assert run(["audit", str(folder), "--set", "rules.overlap.severity=review"]) == 0
    assert "[review] overlap" in capsys.readouterr().out
    assert run(["audit", str(folder), "--set", "rules.overlp.enabled=false"]) == 2
    assert "there is no audit setting rules.overlp; did you mean overlap" in capsys.readouterr().err


def test_explain_shows_a_parks_values_and_where_limits_come_from(folder, capsys):
    assert run(["explain", "spike", "--park", "园区", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "Values in force for park ([audit.rules.spike]):" in out
    assert "sharpest_deg = 3.0  (default: 5.0)" in out
    assert "3° (a sharper corner is a spike; as set)" in out
    assert (
        "0.001 m (quality control of rural contract land, rules of September 2016: topology tolerance; verified)"
        in out
    )
    assert run(["explain", "sliver", "--park", "park", str(folder)]) == 0
    assert "0.2121 m (two surveys of one line" in capsys.readouterr().out
    assert run(["explain", "sliver"]) == 0
    assert "0.1414 m (two surveys of one line" in capsys.readouterr().out


def test_explain_names_what_is_wrong_in_the_parks_settings(folder, capsys):
    toml = folder / "park" / "park.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("sharpest_deg", "sharpest"), encoding="utf-8")
    assert run(["explain", "spike", "--park", "park", str(folder)]) == 2
    assert "there is no audit setting rules.spike.sharpest" in capsys.readouterr().err
