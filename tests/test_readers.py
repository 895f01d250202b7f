"""Sentences name an option as their reader types it: ``--crs`` in a terminal, ``crs=`` in Python, nothing in a file."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, is_typeddict

import click
import pytest

import geokit as gk
from geokit.cli._program import Commands
from geokit.errors import CrsError
from geokit.i18n import OptionName, Words, keep_options, name_options, speaking_to
from geokit.parcels.diagnostics import Notice
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1] / "geokit"
OPTION = re.compile(r"\{option:([^{} ]+)")
KEYWORD = re.compile(r"(?<![\w{.-])[a-z][a-z_0-9]*=")

# Sentences that only who writes Python can meet: what they are about has no command.
OF_PYTHON = {
    "coverage/processes.py": ("processes=",),
    "land/declared/figure.py": ("across_kinds=", "across_methods="),
    "parcels/normalize.py": ("geometry=", "crs="),
    "page/assets.py": ("assets=",),
    "maps/offline.py": ("height=",),
    "maps/park.py": ("report=",),
    "parcels/given.py": ("crs=",),
    "parcels/in_memory.py": ("geometry=", "crs="),
    "parcels/parted.py": ("npartitions=",),
    "programme/parcels.py": ("parcels=",),
    # How a setting is written, in TOML as in a terminal.
    "auditing/registry.py": ("key=",),
}

MISSING = Words(
    zh="请给出坐标系{option:crs}或带号{option:zone}", en="give the system{option:crs} or zone{option:zone}"
)
SHOWN = [
    ("terminal", "zh", "请给出坐标系（--crs）或带号（--zone）"),
    ("python", "zh", "请给出坐标系（crs=）或带号（zone=）"),
    ("file", "zh", "请给出坐标系或带号"),
    ("terminal", "en", "give the system (--crs) or zone (--zone)"),
    ("python", "en", "give the system (crs=) or zone (zone=)"),
    ("file", "en", "give the system or zone"),
]


def sentences() -> Iterator[tuple[str, int, dict[str, str]]]:
    """Yield each Words of the package: its file, its line, and what stands in it, by language."""
    for path in sorted(ROOT.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "Words(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Words":
                said = {keyword.arg: _text(keyword.value) for keyword in node.keywords}
                yield path.relative_to(ROOT).as_posix(), node.lineno, said


def _text(node: ast.expr) -> str:
    parts = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
    return "".join(part for part in parts if isinstance(part, str))


def test_no_sentence_of_the_library_names_an_option_of_the_command_line():
    found = [
        f"{file}:{line}"
        for file, line, said in sentences()
        if not file.startswith("cli/") and re.search("--[a-z]", "".join(said.values()))
    ]
    # Write {option:name}: a terminal shows --name, and Python name=.
    assert found == []


def test_no_sentence_that_a_terminal_shows_spells_an_argument_of_python():
    found = []
    for file, line, said in sentences():
        # A command's own sentences show values: 编制单位=某某公司.
        spelt = () if file.startswith("cli/") else KEYWORD.findall(" ".join(said.values()))
        found += [f"{file}:{line}: {each}" for each in spelt if each not in OF_PYTHON.get(file, ())]
    # Write {option:name}, or say above why no terminal shows the sentence.
    assert found == []


def test_both_languages_name_the_same_options():
    for file, line, said in sentences():
        named = [sorted(OPTION.findall(text)) for text in said.values()]
        assert all(each == named[0] for each in named), f"{file}:{line}"


def options_of_commands(command: click.Command, context: click.Context) -> set[str]:
    """Return the options of a command and of those in it."""
    found = {name for parameter in command.params for name in parameter.opts}
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            each = command.get_command(context, name)
            assert each is not None
            found |= options_of_commands(each, context)
    return found


def arguments_of_functions() -> set[str]:
    """Return what public functions take, each by its name or within the options that it passes on."""
    functions = [each for name in gk.__all__ if inspect.isfunction(each := getattr(gk, name))]
    named = {name for each in functions for name in inspect.signature(each).parameters}
    modules = [module for name, module in sys.modules.items() if name.startswith("geokit.")]
    passed_on = {id(each): each for module in modules for each in vars(module).values() if is_typeddict(each)}
    return named.union(*(each.__annotations__ for each in passed_on.values()))


def test_an_option_that_a_sentence_names_is_there():
    named = {option for *_, said in sentences() for text in said.values() for option in OPTION.findall(text)}
    assert len(named) > 8
    group = Commands("geokit")
    known = options_of_commands(group, click.Context(group))
    with speaking_to("terminal"):
        missing = [name for name in sorted(named) if OptionName(name).localize("en") not in known]
    assert missing == []
    # Only a terminal shows a list that is cut short.
    assert named - arguments_of_functions() == {"all", "output"}


@pytest.mark.parametrize(("reader", "language", "sentence"), SHOWN, ids=lambda given: given[:8])
def test_an_option_is_named_as_the_reader_types_it(reader, language, sentence):
    with speaking_to(reader):
        assert MISSING.render(language) == MISSING.localize(language) == sentence
        assert CrsError(MISSING).localize(language) == sentence


@pytest.mark.parametrize(("reader", "language", "sentence"), SHOWN, ids=lambda given: given[:8])
def test_a_remark_is_stored_once_and_shown_to_each(reader, language, sentence):
    with speaking_to("terminal"):
        notice = Notice.of("crs_missing", MISSING)
    with speaking_to(reader):
        assert notice.localize(language) == sentence


def test_a_value_is_written_as_either_takes_it():
    words = Words(zh="说明{option:columns {column}={target}}", en="say{option:columns {column}={target}}")
    with speaking_to("terminal"):
        assert words.render("en", column="MJ2", target="declared_mu") == "say (--column MJ2=declared_mu)"
        assert words.render("en", column="面积 1", target="id") == 'say (--column "面积 1=id")'
    assert words.render("zh", column="MJ2", target="id") == '说明（columns={"MJ2": "id"}）'
    degrees = Words(zh="{option:crs EPSG:4490}", en="{option:zone 39}")
    assert degrees.render("zh") == '（crs="EPSG:4490"）'
    assert degrees.render("en") == " (zone=39)"


def test_what_a_file_says_is_no_field():
    words = Words(zh="列“{name}”{option:crs}", en="column “{name}”{option:crs}")
    with keep_options():
        kept = words.render("en", name="{0.__class__} {name}")
    assert name_options(kept, "en") == "column “{0.__class__} {name}” (crs=)"


def test_a_saved_report_is_the_same_whoever_saves_it(tmp_path):
    parcels = make_parcels([square(0, 0, 100)]).set_crs(None, allow_override=True)
    report = gk.audit(parcels=parcels, today=date(2026, 1, 1))
    written = {}
    for reader in ("terminal", "python"):
        with speaking_to(reader):
            for name in ("a.json", "a.html", "a.txt", "a.md"):
                path = report.save(tmp_path / f"{reader}-{name}", language="en")
                written.setdefault(name, set()).add(path.read_bytes())
    assert all(len(each) == 1 for each in written.values())
    said = {text for each in written.values() for text in each}
    assert any(b"without a coordinate system" in text for text in said)
    assert not any(b"--crs" in text or b"crs=)" in text for text in said)
