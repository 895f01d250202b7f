"""``geokit audit --baseline`` and ``--write-baseline``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geokit.cli._program import run
from geokit.programme.catalog import example_folder

AUDIT = ["audit", str(example_folder()), "--today", "2026-06-01"]


@pytest.fixture
def geokit(capsys):
    def call(*arguments):
        status = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_what_was_written_is_accepted_from_then_on(geokit, tmp_path):
    path = tmp_path / "基线.toml"
    status, _, err = geokit(*AUDIT, "--write-baseline", path)
    assert status == 0
    assert "findings are accepted" in err
    status, out, _ = geokit(*AUDIT, "--baseline", path)
    assert status == 0
    assert "accepted: parcels P1-01 and P1-02 overlap" in out
    assert "accepted:" not in geokit(*AUDIT, "--baseline", path, "--audience", "public")[1]
    status, out, _ = geokit(*AUDIT, "--baseline", path, "--format", "json")
    assert json.loads(out)["ok"]


def test_an_entry_less_is_a_finding_more(geokit, tmp_path):
    path = tmp_path / "b.json"
    geokit(*AUDIT, "--write-baseline", path)
    content = json.loads(path.read_text(encoding="utf-8"))
    content["accepted"] = [entry for entry in content["accepted"] if entry["rule"] != "overlap"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert geokit(*AUDIT, "--baseline", path)[0] == 1


def test_information_that_is_left_open_is_said(geokit, tmp_path):
    err = geokit(*AUDIT, "--write-baseline", tmp_path / "b.toml")[2]
    report = json.loads(geokit(*AUDIT, "--format", "json")[1])
    count = sum(each["severity"] == "info" for each in report["findings"])
    assert count > 1
    assert f"accepted; information ({count} findings) fails nothing and is left open" in err
    err = geokit(*AUDIT, "--write-baseline", tmp_path / "b.toml", "--lang", "zh")[2]
    assert f"；提示 {count} 项不计入退出状态，无须接受，只在 --fail-on info 时写入" in err


def test_a_broken_baseline_leaves_with_two_before_the_work(geokit, tmp_path):
    path = tmp_path / "b.toml"
    path.write_text("[[accepted]]\nrule = 3\n", encoding="utf-8")
    status, out, err = geokit("audit", "nowhere", "--baseline", path)
    assert (status, out) == (2, "")
    assert "b.toml, line 2" in err


def test_information_is_written_where_it_fails(geokit, tmp_path):
    path = tmp_path / "b.toml"
    status, _, err = geokit(*AUDIT, "--write-baseline", path, "--fail-on", "info")
    assert status == 0
    assert err.endswith("findings are accepted\n")
    assert 'rule = "uncovered"' in path.read_text(encoding="utf-8")


def test_the_shipped_boundaries_have_a_baseline_that_fits(geokit):
    folder = Path(__file__).parents[2] / "boundaries"
    status, out, _ = geokit(
        "audit",
        folder,
        "--baseline",
        folder / "baseline.toml",
        "--fail-on",
        "warning",
        "--today",
        "2026-06-01",
    )
    assert status == 0
    assert "accepted: the outline of Longling zone A is schematic" in out
