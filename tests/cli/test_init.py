from __future__ import annotations

import tomllib

import geokit as gk
from geokit.cli._program import run


def test_the_starting_folder_audits_clean(tmp_path, capsys):
    folder = tmp_path / "我的边界"
    assert run(["init", str(folder)]) == 0
    assert run(["audit", str(folder), "--fail-on", "info"]) == 0
    assert gk.load_catalog(folder).park("我的园区").declared_area.value.mu == 330
    assert "geokit audit" in capsys.readouterr().out


def test_what_its_comments_suggest_works(tmp_path):
    folder = tmp_path / "boundaries"
    assert run(["init", str(folder)]) == 0
    toml = folder / "my-park" / "park.toml"
    text = toml.read_text(encoding="utf-8")
    drawn = text[text.index('# file = "outline.geojson"') - len("# [boundary]\n") :]
    lines = [line.removeprefix("# ") for line in drawn.splitlines() if line.startswith("# ")][:5]
    toml.write_text(
        text + "\n" + "\n".join(lines) + '\n[audit.rules.gap]\nseverity = "warning"\n', encoding="utf-8"
    )
    assert tomllib.loads(toml.read_text(encoding="utf-8"))["boundary"]["basis"] == "schematic"
    assert run(["outline", str(folder)]) == 0
    assert run(["audit", str(folder)]) == 0


def test_where_no_outline_is_asked_for_that_is_said(tmp_path, capsys):
    folder = tmp_path / "boundaries"
    assert run(["init", str(folder)]) == 0
    assert run(["outline", str(folder)]) == 0
    assert "there is nothing to draw" in capsys.readouterr().out


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path, capsys):
    (tmp_path / "programme.toml").write_text("mine", encoding="utf-8")
    assert run(["init", str(tmp_path)]) == 2
    assert "is left as it is" in capsys.readouterr().err
    assert (tmp_path / "programme.toml").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(tmp_path, capsys):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert run(["init", str(tmp_path / "file" / "boundaries")]) == 2
    assert "or name another place" in capsys.readouterr().err
