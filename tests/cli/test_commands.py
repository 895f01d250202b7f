"""The command line as its users type it, in the process; what it prints and how it leaves."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geokit.cli._program import run
from geokit.parcels.write import write_parcels
from geokit.programme.catalog import example_folder, shipped_folder
from geokit.testing import make_parcels, square

HEADINGS = {
    "en": ("Law:", "Why:", "Fails:", "Passes:", "Options:"),
    "zh": ("依据：", "为何：", "不通过：", "通过：", "选项："),
}


@pytest.fixture
def geokit(capsys):
    def call(*arguments: object) -> tuple[int, str, str]:
        status = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_the_shipped_boundaries_audit_clean(geokit):
    status, out, err = geokit("audit", "--today", "2024-06-01")
    assert status == 0
    assert err.startswith("no file was named, so the boundaries that ship are audited")
    assert "parks: 5, parcels: 0; info 5" in out


def test_findings_leave_with_one(geokit):
    status, out, _ = geokit("audit", example_folder())
    assert status == 1
    assert "overlap" in out


def test_the_level_that_fails_can_be_chosen(geokit):
    assert geokit("audit", "--fail-on", "info")[0] == 1
    assert geokit("audit", "--fail-on", "review")[0] == 0


def test_json_on_standard_output_is_json_alone(geokit):
    status, out, _ = geokit("audit", example_folder(), "--format", "json")
    content = json.loads(out)
    assert (status, content["ok"], content["counts"]["error"]) == (1, False, 8)


def test_outputs_are_chosen_by_suffix_and_the_same_in_every_run(geokit, tmp_path):
    files = [tmp_path / name for name in ("一.json", "1.txt", "二.json")]
    arguments = [part for file in files for part in ("-o", file)]
    assert geokit("audit", example_folder(), "--today", "2026-06-01", *arguments)[0] == 1
    assert files[0].read_bytes() == files[2].read_bytes()
    assert "P1-01" in files[1].read_text(encoding="utf-8")


def test_chinese(geokit):
    status, out, _ = geokit("--lang", "zh", "audit", example_folder())
    assert status == 1
    assert "地块重叠" in out
    assert geokit("audit", "--lang", "zh", example_folder())[1] == out


def test_the_help_is_in_the_language_asked_for():
    for language, words in (("zh", "核查边界与地块"), ("en", "Audit boundaries and parcels")):
        command = [sys.executable, "-m", "geokit", "audit", "--lang", language, "--help"]
        done = subprocess.run(
            command, capture_output=True, check=True, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"}
        )
        assert words in done.stdout


def test_parcels_of_a_park_by_any_name(geokit, tmp_path):
    shutil.copy(example_folder() / "example-park" / "phase-1.txt", tmp_path / "一期.txt")
    status, out, _ = geokit("audit", example_folder(), "--park", "示例", "--parcels", tmp_path / "一期.txt")
    assert status == 1
    assert "P1-01 and P1-02 overlap" in out
    assert str(tmp_path) not in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["audit", "--park", "longu"], "there is no park “longu”. Did you mean longhu"),
        (["audit", "--parcels", "x.txt"], "--parcels needs --park"),
        (["audit", "--park", "longhu", "--parcels", "no such.txt"], "no such.txt: there is no such file"),
        (["audit", "nowhere"], "nowhere: there is no such file or folder"),
        (["audit", "--boundaries", __file__], "this is a file, not a folder of boundaries"),
        (["audit", "--boundaries", Path(__file__).parent], "the folder holds no programme.toml"),
        (["audit", "--format", "jsn"], "there is no report format “jsn”. Did you mean json"),
        (["audit", "-o", "audit.docx"], "there is no report suffix “.docx”"),
        (["audit", "-o", "audit.pdf"], "geokit map audit PARCELS -o audit.pdf"),
        (["audit", "-o", "no/such/folder/a.json"], "cannot be written"),
        (["explain", "overlaps"], "there is no rule “overlaps”. Did you mean overlap"),
        (["map", "park", "nowhere", "-o", "x.html"], "there is no park “nowhere”"),
        (["audit", "--zone", "x"], "Invalid value for '--zone'"),
        (["map", "--parks", "longhu", "-o", "x.html"], "No such option '--parks'"),
        (["map", "audti", "-o", "x.html"], "there is no command “audti”. Did you mean audit?"),
        (["audt"], "there is no command “audt”. Did you mean audit?"),
    ],
)
def test_a_users_mistake_is_one_sentence_and_leaves_with_two(geokit, arguments, sentence):
    status, out, err = geokit(*arguments)
    assert status == 2
    assert sentence in err
    assert "Traceback" not in out + err


def test_one_parcel_is_one_parcel(geokit, tmp_path):
    write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / "one.geojson")
    _, _, err = geokit("convert", tmp_path / "one.geojson", tmp_path / "one.gpkg")
    assert err.rstrip().endswith(": 1 parcel")
    _, out, _ = geokit("inspect", tmp_path / "one.gpkg")
    assert "1 parcels" not in out


def test_a_list_of_parks_is_chinese_to_its_last_mark(geokit):
    _, out, _ = geokit("--lang", "zh", "parks")
    assert "：公布" in out
    assert not re.search(r"[\u4e00-\u9fff]{2}[:;] ", out)


def test_a_setting_that_does_not_exist_is_named_with_its_line(geokit, tmp_path):
    folder = tmp_path / "boundaries"
    shutil.copytree(shipped_folder(), folder)
    toml = folder / "longhu" / "park.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text + "\n[audit.rules.gap]\nenabeld = false\n", encoding="utf-8")
    status, _, err = geokit("audit", folder)
    assert status == 2
    assert (
        f"longhu/park.toml:{len(text.splitlines()) + 3}: there is no audit setting rules.gap.enabeld" in err
    )
    assert "did you mean enabled" in err
    toml.write_text(text + "\n[audit.rules.gapp]\nenabled = false\n", encoding="utf-8")
    assert "there is no audit setting rules.gapp; did you mean gap" in geokit("audit", folder)[2]


def test_parks_lists_figures_as_they_are_exact(geokit):
    status, out, _ = geokit("parks")
    assert status == 0
    for text in (
        "at least 3,808 mu",
        "17,600 mu",
        "area not published",
        "schematic",
        "at least about 21,700 mu",
    ):
        assert text in out


def test_explain_prints_every_manual_in_both_languages(geokit):
    names = [line.split()[0] for line in geokit("explain")[1].splitlines() if "[" in line]
    assert "area_mismatch" in names
    for name in names:
        for language, headings in HEADINGS.items():
            status, out, _ = geokit("--lang", language, "explain", name)
            assert status == 0
            for heading in headings:
                assert heading in out, (name, language, heading)
            assert "``" not in out, (name, language)


def test_version_and_help(geokit):
    assert geokit("--version")[1].startswith("geokit 0.")
    status, out, err = geokit()
    assert status == 0
    assert "audit" in out + err


@pytest.mark.slow
def test_a_workbook_goes_to_standard_output_as_it_is():
    command = [sys.executable, "-m", "geokit", "audit", str(example_folder()), "--format", "xlsx"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith(b"PK")


def test_a_public_report_leaves_out_what_is_only_planned(geokit, tmp_path):
    assert geokit("audit", example_folder(), "-o", tmp_path / "a.json", "--audience", "public")[0] == 1
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert "P1-01" in text
    assert "P3-01" not in text
