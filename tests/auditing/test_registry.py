"""Rules stand alone: no engine knows one by its name, and settings are held against their models once."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

import geokit as gk
from geokit.auditing.options import AuditSettings
from geokit.auditing.pairs import NearDuplicateOptions, PairLimits
from geokit.auditing.registry import check_settings, enabled_rules, load_rules, rules_fixed_by_snapping
from geokit.auditing.rule import Options, Reads
from geokit.errors import SettingsError
from geokit.testing import make_parcels, make_park, square

GEOKIT = Path(gk.__file__).parent
TABLES = "[audit]\nsnap_m = 0.002\n[audit.rules.spike]\nsharpest_deg = 3\n[audit.rules.near_duplicate]\nshare = 0.9\n"


def names_written_in(path: Path) -> set[str]:
    """Return the names of rules that stand as text in a module, but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return texts & set(load_rules())


# What another thing is called, too: the method of areas, which a rule on methods is called after; the option of a chart;
# the shortened way between two cities in a layout.
HOMONYMS = {
    "reports": {"json.py": {"area_method"}, "_stacked_chart.py": {"gap"}},
    "maps": {"link_places.py": {"gap"}},
}


@pytest.mark.parametrize("room", ["auditing", "maps", "reports", "cli"])
def test_no_engine_names_a_rule(room):
    paths = [path for path in (GEOKIT / room).rglob("*.py") if path.parent.name != "rules"]
    named = {path.name: found for path in paths if (found := names_written_in(path))}
    assert named == HOMONYMS.get(room, {})


def test_no_rule_names_another():
    named = {path.stem: names_written_in(path) for path in (GEOKIT / "auditing" / "rules").glob("*.py")}
    assert {name: found for name, found in named.items() if found - {name}} == {}


def test_settings_are_validated_once_an_audit(tmp_path, monkeypatch):
    park, validated = make_park(tmp_path, TABLES), Counter()
    models = {AuditSettings, *(rule.options for rule in load_rules().values())}
    # All of them before the first is replaced: most inherit theirs.
    for model, validate in [(model, model.model_validate) for model in models]:

        def counted(values, *, model=model, validate=validate):
            validated[model] += 1
            return validate(values)

        monkeypatch.setattr(model, "model_validate", counted)
    parcels = make_parcels([square(0, 0, 100), square(90, 0, 100)])
    gk.audit(park, parcels, settings={"rules": {"gap": {"severity": "info"}}})
    # One for all, one for each table that was written.
    assert validated == {
        AuditSettings: 1,
        Options: 1,
        load_rules()["spike"].options: 1,
        NearDuplicateOptions: 1,
    }


def test_what_lies_below_the_rules_asks_for_options_by_their_model():
    settings = check_settings(
        {"rules": {"near_duplicate": {"share": 0.9}, "stacked_plan": {"enabled": False}}}
    )
    limits = PairLimits.of(settings)
    assert (limits.near_share, limits.stack, limits.double) == (0.9, None, True)
    assert PairLimits.of(AuditSettings()) == PairLimits.of(check_settings({}))


def test_every_rule_has_its_own_model_or_none():
    own = [rule.options for rule in load_rules().values() if rule.options is not Options]
    assert len(own) == len(set(own))


def test_a_rule_says_what_is_read_for_it():
    reads = {name: rule.reads for name, rule in load_rules().items() if rule.reads}
    assert reads == {"reference_overlap": Reads.REFERENCES, "submission_mismatch": Reads.SUBMISSIONS}
    assert "reference_overlap" not in enabled_rules(
        check_settings({"rules": {"reference_overlap": {"enabled": False}}})
    )
    assert rules_fixed_by_snapping() == {"sliver"}


def test_what_a_caller_says_is_not_looked_for_in_the_parks_file(tmp_path):
    park = make_park(tmp_path, TABLES)
    for over in ({"snap_m": -1}, {"rules": {"spike": {"sharpest_deg": 120}}}, {"rules": 3}):
        with pytest.raises(SettingsError) as caught:
            gk.audit(park, settings=over)
        assert "park.toml" not in caught.value.localize("en")
    broken = make_park(tmp_path / "other", TABLES.replace("0.9", "9"))
    with pytest.raises(SettingsError) as caught:
        gk.audit(broken, settings={"snap_m": 0.001, "rules": {"near_duplicate": {"severity": "info"}}})
    assert "park.toml" in caught.value.localize("en")
    assert "rules.near_duplicate.share" in caught.value.localize("en")
