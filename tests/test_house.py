"""The plan of the house: public names, plug-ins, words, and what a bare import loads."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

import geokit
from geokit.auditing.registry import load_rules
from geokit.i18n import Words
from geokit.plugins import load_plugin, plugin_names

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(geokit.__path__, "geokit.")
    if not module.name.endswith("__main__")
)
_LIST = ["git", "ls-files", "-co", "--exclude-standard"]
SOURCES = sorted((ROOT / "geokit").rglob("*.py"))


def test_public_names_are_given_before_and_after_every_submodule_was_imported():
    code = (
        "import geokit, importlib, sys\n"
        "first = {name: getattr(geokit, name) for name in geokit.__all__}\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "assert all(getattr(geokit, name) is first[name] for name in geokit.__all__)\n"
        "assert dir(geokit) == sorted(geokit.__all__)\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code, *MODULES], check=True)


def test_no_public_function_has_the_name_of_its_module():
    for name in geokit.__all__:
        value = getattr(geokit, name)
        assert not isinstance(value, type(sys)), name
        assert getattr(value, "__module__", "").rpartition(".")[2] != name


def test_an_unknown_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = geokit.nothing


def test_a_bare_import_loads_no_library():
    code = "import sys; before = set(sys.modules); import geokit; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    heavy = {
        "numpy",
        "pandas",
        "geopandas",
        "shapely",
        "pyproj",
        "folium",
        "pydantic",
        "click",
        "rich",
        "numba",
    }
    assert not heavy & set(done.stdout.split())


def test_the_help_loads_no_geometry():
    code = "import sys; from geokit.cli._program import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"numpy", "pandas", "shapely", "pyproj", "folium", "pydantic"} & set(done.stderr.split())


def test_a_plug_in_file_holds_exactly_one_plug_in(tmp_path, monkeypatch):
    package = tmp_path / "plugs"
    package.mkdir()
    for name, text in (("__init__", ""), ("none", ""), ("two", "class A(int): pass\nclass B(int): pass\n"),
                       ("one", "class A(int): pass\n"), ("_helper", "")):  # fmt: skip
        (package / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert plugin_names("plugs") == ["none", "one", "two"]
    assert load_plugin("plugs", "one", int).__name__ == "A"
    for name in ("none", "two"):
        with pytest.raises(TypeError, match="exactly one int"):
            load_plugin("plugs", name, int)


def words_of_the_house() -> list[tuple[str, Words]]:
    found = []
    for name in MODULES:
        for attribute, value in vars(importlib.import_module(name)).items():
            if isinstance(value, Words):
                found.append((f"{name}.{attribute}", value))
            elif isinstance(value, dict):
                found += [
                    (f"{name}.{attribute}[{key}]", each)
                    for key, each in value.items()
                    if isinstance(each, Words)
                ]
    return found


def fields_of(template: str) -> set[str]:
    """Return what a template takes, also within an option's value; the option itself is named by Words."""
    found = set()
    for _, field, form, _ in string.Formatter().parse(template):
        if field is not None:
            found |= {field} if not (field == "option" and form) else fields_of(form)
    return found


def test_every_sentence_stands_in_both_languages_and_takes_the_same_fields():
    words = words_of_the_house()
    assert len(words) > 200
    for place, each in words:
        assert bool(each.zh) == bool(each.en), place
        assert fields_of(each.zh) == fields_of(each.en), place


def test_every_sentence_can_be_said_with_a_number_in_each_of_its_fields():
    for _, each in words_of_the_house():
        for number in (1, 12_345):
            fields = dict.fromkeys(fields_of(each.en), number)
            assert each.render("en", **fields)
            assert each.render("zh", **fields)


def test_chinese_sentences_use_full_width_punctuation():
    letter = r"[\u4e00-\u9fff]"
    half_width = re.compile(rf"{letter}[,;:?!()]|[,;:?!()]{letter}|\}}[,;:?!]\{{")
    wrong = [place for place, each in words_of_the_house() if half_width.search(each.zh)]
    wrong += [name for name, rule in load_rules().items() if half_width.search(rule.manual_zh)]
    assert wrong == []


def test_a_latin_word_has_a_blank_beside_chinese_ones_in_every_sentence():
    touching = re.compile(
        r"[\u4e00-\u9fff][A-Za-z]|[A-Za-z][\w.+-]*(?<=[A-Za-z0-9])[\u4e00-\u9fff]", re.ASCII
    )
    for place, each in words_of_the_house():
        for named in ("phase-1", "X"):
            said = each.render("zh", **dict.fromkeys(fields_of(each.zh), named))
            assert not touching.search(said), (place, said)


def test_a_rule_has_a_file_of_tests_with_its_name_and_no_file_is_left_over():
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests/auditing/rules").glob("test_*.py")}
    assert tested == set(load_rules())


@pytest.mark.parametrize("name", sorted(load_rules()))
def test_a_rule_has_its_manual_in_both_languages(name):
    rule = load_rules()[name]
    for language, headings in (("en", ("Law", "Why", "Fails", "Passes", "Options")),
                               ("zh", ("依据", "为何", "不通过", "通过", "选项"))):  # fmt: skip
        lines = rule.manual(language).splitlines()
        found = [line.replace("：", ":").partition(":")[0] for line in lines if ":" in line or "：" in line]
        assert [heading for heading in found if heading in headings] == list(headings)
    assert rule.title.zh
    assert rule.title.en


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            assert lines <= 50, node.name


def test_the_top_of_the_repository_holds_no_data():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = {Path(name.strip('"')).parts for name in listed.stdout.splitlines()}
    folders = {parts[0] for parts in names if len(parts) > 1}
    assert folders <= {".ci", "benchmarks", "boundaries", "docs", "examples", "geokit", "notebooks", "tests"}
    suffixes = {Path(parts[0]).suffix for parts in names if len(parts) == 1 and not parts[0].startswith(".")}
    assert suffixes <= {"", ".md", ".toml", ".txt", ".js", ".json", ".yml", ".cff"}


def test_the_repository_names_no_machine_path_and_no_package_index():
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    pattern = re.compile(
        r"https?://[^\s\"')]*(/simple/|/packages/|registry\.)|--(extra-)?index-url|(?<![\w.~$}*])/(root|home)/\w"
    )
    for name in listed.stdout.split("\n"):
        path = ROOT / name
        if path.is_file() and path.suffix in {
            ".py",
            ".toml",
            ".md",
            ".txt",
            ".html",
            ".js",
            ".css",
            ".yml",
            ".json",
            "",
        }:
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert name == "tests/test_house.py" or not pattern.search(text), name
