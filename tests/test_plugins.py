"""Rules, formats and reports of other packages: found where they are installed, and named where they are broken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geokit.auditing.registry import find_rule, load_rules, rule_names
from geokit.auditing.rule import Rule
from geokit.languages import use_language
from geokit.parcels.formats._base import known_formats
from geokit.plugins import PluginError, entry_points_of
from geokit.reports._base import load_formats

ROOT = Path(__file__).parents[1]

PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "park-extras"
version = "1.0"

[project.entry-points."geokit.rules"]
unnamed = "park_extras.unnamed"

[project.entry-points."geokit.formats"]
wktl = "park_extras.wktl:WktLines"

[project.entry-points."geokit.reports"]
lines = "park_extras.lines"
"""
RULE = '''
import numpy as np
from geokit.auditing.rule import Finding, Rule, Severity, Words


class Unnamed(Rule):
    """A parcel has no name.

    Law: none.
    """

    title = Words(zh="没有名称", en="without a name")
    severity = Severity.WARNING
    manual_zh = "没有名称。"

    def check(self, case, options):
        for at in np.flatnonzero(case.parcels["name"].isna()):
            words = Words(zh="地块 {parcel} 没有名称", en="parcel {parcel} has no name")
            yield Finding(self.name(), self.severity, (case.ids[at],), words, {"parcel": case.ids[at]})
'''
FORMAT = """
import numpy as np
import shapely
from geokit.parcels.formats._base import Format, Reading
from geokit.i18n import Words


class WktLines(Format):
    title = Words(zh="WKT 文本", en="lines of WKT")
    suffixes = (".wktl",)

    def sniff(self, opening):
        return b";POLYGON" in opening.head

    def read(self, path, options):
        pairs = [line.split(";") for line in path.read_text("utf-8").splitlines()]
        shapes = shapely.from_wkt([shape for _, shape in pairs])
        return Reading(columns={"id": [name for name, _ in pairs]}, geometry=shapes, record=np.arange(len(pairs)))
"""
REPORT = """
from geokit.reports._base import ReportFormat
from geokit.i18n import Words


class Lines(ReportFormat):
    title = Words(zh="逐行文本", en="lines")
    suffixes = (".lines",)

    def compose(self, report, marks, language):
        return "".join(f"{each.rule}: {each.message(language)}\\n" for each in report.findings).encode()
"""
USE = """
import sys
import geokit
assert "importlib.metadata" not in sys.modules, "installed packages are looked through when geokit is imported"
import geokit as gk
parcels = gk.read_parcels("plots.wktl", crs=4548)
assert parcels.attrs["geokit"]["format"] == "wktl"
report = gk.audit(parcels)
assert [each.rule for each in report.findings if each.subjects == ("P1",)] == ["unnamed"]
report.save("audit.lines")
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the package as pip puts it there, from a wheel, without a network."""
    source, target = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("site")
    (source / "park_extras").mkdir()
    (source / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    for name, text in (("__init__", ""), ("unnamed", RULE), ("wktl", FORMAT), ("lines", REPORT)):
        (source / "park_extras" / f"{name}.py").write_text(text, encoding="utf-8")
    wheel = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(source / "dist")]
    subprocess.run(wheel, check=True, capture_output=True, cwd=source)
    install = ["install", "--quiet", "--no-index", "--no-deps", "--target", str(target)]
    wheels = [str(path) for path in (source / "dist").glob("*.whl")]
    subprocess.run([sys.executable, "-m", "pip", *install, *wheels], check=True, capture_output=True)
    return target


def test_a_package_that_is_installed_adds_a_rule_a_format_and_a_report(installed, tmp_path):
    (tmp_path / "plots.wktl").write_text(
        "P1;POLYGON ((470000 2590000, 470100 2590000, 470100 2590100, 470000 2590000))\n"
    )
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(installed), str(ROOT)]),
        "GEOKIT_LANG": "en",
    }

    def run(*arguments):
        done = subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True,
                              cwd=tmp_path, env=environment)  # fmt: skip
        return done.stdout

    run("-c", USE)
    assert "unnamed: parcel P1 has no name" in (tmp_path / "audit.lines").read_text(encoding="utf-8")
    assert "A parcel has no name." in run("-m", "geokit", "explain", "unnamed", "--lang", "en")
    assert "unnamed" in run("-m", "geokit", "explain")


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return what lays a package beside the others, with its entry points and the text of its one module."""
    caches = (entry_points_of, load_rules, known_formats, load_formats)

    def lay(name, points, module, text):
        site = tmp_path / name
        information = site / f"{name}-1.0.dist-info"
        information.mkdir(parents=True)
        (information / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8"
        )
        (information / "entry_points.txt").write_text(points, encoding="utf-8")
        (site / f"{module}.py").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(str(site))
        for cached in caches:
            cached.cache_clear()

    yield lay
    for cached in caches:
        cached.cache_clear()


GOOD = ("good", "[geokit.rules]\nunnamed = unnamed\n", "unnamed", RULE)


@pytest.mark.parametrize(
    ("points", "module", "text", "sentence"),
    [
        ("[geokit.rules]\ngap = mine_gap\n", "mine_gap", RULE, "“gap” (geokit.rules) of the package bad has a name that is taken"),
        ("[geokit.rules]\nx = mine_x\n", "mine_x", "import nothing_there", "cannot be loaded (ModuleNotFoundError: nothing_there)"),
        ("[geokit.rules]\nx = mine_y\n", "mine_y", "1 / 0", "cannot be loaded (ZeroDivisionError)"),
        ("[geokit.rules]\nx = mine_z:Nobody\n", "mine_z", "", "cannot be loaded (AttributeError)"),
        ("[geokit.rules]\nx = mine_u\n", "mine_u", "", "names mine_u, which should hold exactly one Rule"),
        ("[geokit.rules]\nx = mine_v:A\n", "mine_v", "class A: pass", "names mine_v:A, which should hold exactly one Rule"),
        ("[geokit.rules]\nother = mine_w\n", "mine_w", RULE, "lies in mine_w, and a plug-in is called as its file is"),
    ],
)  # fmt: skip
def test_a_package_that_cannot_be_used_is_named_and_the_others_are_found(
    package, points, module, text, sentence
):
    package(*GOOD)
    package("bad", points, module, text)
    assert {"gap", "unnamed"} <= set(rule_names())
    assert find_rule("gap").__module__ == "geokit.auditing.rules.gap"
    assert issubclass(find_rule("unnamed"), Rule)
    with pytest.raises(PluginError) as raised:
        load_rules()
    assert sentence in raised.value.localize("en")
    for language in ("en", "zh"):
        assert "bad" in raised.value.localize(language)


def test_two_packages_that_take_one_name(package):
    package(*GOOD)
    package("late", *GOOD[1:])
    with use_language("en"), pytest.raises(PluginError, match=r"“unnamed” .* has a name that is taken"):
        load_rules()


def test_a_format_and_a_report_whose_names_are_taken(package):
    package("bad", "[geokit.formats]\nvct = bad_vct\n[geokit.reports]\njson = bad_json\n", "bad_vct", FORMAT)
    for load in (known_formats, load_formats):
        with (
            use_language("en"),
            pytest.raises(PluginError, match="of the package bad has a name that is taken"),
        ):
            load()


def test_the_command_says_it_in_a_sentence(package, capsys):
    from geokit.cli._program import run

    package("bad", "[geokit.rules]\nx = mine_q\n", "mine_q", "1 / 0")
    assert run(["explain", "--lang", "en"]) == 2
    assert "of the package bad cannot be loaded" in capsys.readouterr().err
