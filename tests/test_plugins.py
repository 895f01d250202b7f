"""Rules, formats and reports of other packages: found where they are installed, and named where they are broken."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

import geokit as gk
from geokit.auditing.registry import find_rule, load_rules, rule_names
from geokit.auditing.rule import Rule
from geokit.cli._program import run
from geokit.cli.audit import LEVELS
from geokit.errors import FormatError, SettingsError
from geokit.languages import use_language
from geokit.parcels.formats._base import detect_format, known_formats
from geokit.plugins import PluginError, entry_points_of
from geokit.reports._base import find_format, format_of, load_formats

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
from geokit.parcels.formats._base import Format
from geokit.parcels.formats._reading import Reading
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
    package("bad", "[geokit.rules]\nx = mine_q\n", "mine_q", "1 / 0")
    assert run(["explain", "--lang", "en"]) == 2
    assert "of the package bad cannot be loaded" in capsys.readouterr().err


def rule_text(check, extra="", options="Options"):
    """Return the text of a module with a rule ``faulty`` whose method check is given."""
    return f"""
import sys
from geokit.auditing.rule import Finding, Options, Rule, Severity, Words

class Mine(Options):
    need: int

class Faulty(Rule):
    title = Words(zh="规则", en="rule")
    manual_zh = "说明"
    options = {options}
    {extra}
    def check(self, context, options):
        {check}
"""


def report_text(compose, extra="", title='Words(zh="报告", en="report")'):
    """Return the text of a module with a report ``faulty`` whose method compose is given."""
    return f"""
import sys
from geokit.i18n import Words
from geokit.reports import ReportFormat

class Faulty(ReportFormat):
    title = {title}
    {extra}
    def compose(self, report, marks, language):
        {compose}
"""


def format_text(sniff="return True", read="return 1", write="return []", extra="pass", suffixes=".faulty"):
    """Return the text of a module with a format ``faulty``."""
    return f"""
import sys
from geokit.i18n import Words
from geokit.parcels.formats._base import Format
from geokit.parcels.formats._reading import Reading
import numpy as np

class Faulty(Format):
    title = Words(zh="格式", en="format")
    suffixes = ({suffixes!r},)
    {extra}
    def sniff(self, opening):
        {sniff}
    def read(self, path, options):
        {read}
    def write(self, frame, path, dialect):
        {write}
"""


@pytest.fixture
def faulty(package, monkeypatch):
    """Return what installs a package ``bad`` with one plug-in ``faulty`` of a kind."""

    def install(kind, text, distribution="bad"):
        monkeypatch.delitem(sys.modules, "faulty", raising=False)
        package(distribution, f"[geokit.{kind}]\nfaulty = faulty\n", "faulty", text)

    yield install
    sys.modules.pop("faulty", None)


def refusal(call, *arguments, **options):
    """Return the English sentence of a refusal that names the package in both languages."""
    with pytest.raises(PluginError) as raised:
        call(*arguments, **options)
    assert "扩展包 bad 的“faulty”" in raised.value.localize("zh")
    sentence = raised.value.localize("en")
    assert "“faulty” (geokit." in sentence
    assert "of the package bad " in sentence
    return sentence


PLOT = gpd.GeoDataFrame(
    {"id": ["A"]}, geometry=[shapely.box(470_000, 2_590_000, 470_100, 2_590_100)], crs=4548
)


@pytest.mark.parametrize(("kind", "load"), [("rules", load_rules), ("formats", known_formats), ("reports", load_formats)])  # fmt: skip
@pytest.mark.parametrize("text", ["import sys; sys.exit(0)", "class Stop(BaseException): pass\nraise Stop"])
def test_a_plugin_that_ends_the_program_when_it_is_imported(faulty, kind, load, text):
    faulty(kind, text)
    assert "cannot be loaded (S" in refusal(load)


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("rules", rule_text("yield", extra="title = None"), "Faulty.title should be of type Words"),
        ("rules", rule_text("yield", extra="manual_zh = None"), "Faulty.manual_zh should be of type str"),
        ("rules", rule_text("yield", options="Mine"), "ValidationError: 1 validation error for Mine"),
        ("rules", rule_text("yield", options="dict"), "TypeError: dict is no model of options"),
        ("rules", rule_text("yield", extra="def __init__(self): sys.exit(0)"), "SystemExit: 0"),
        ("formats", format_text(extra="def __init__(self): raise ValueError"), "ValueError"),
        ("formats", format_text(suffixes="faulty"), "a suffix is lower-case text that begins with a point, not 'faulty'"),
        ("reports", report_text("return b''", title="'report'"), "Faulty.title should be of type Words"),
        ("reports", report_text("return b''", extra="def __init__(self, wanted): pass"), "wanted"),
        ("reports", report_text("return b''", extra="suffixes = '.txt'"), "Faulty.suffixes should be of type tuple"),
    ],
)  # fmt: skip
def test_a_plugin_that_lacks_what_is_asked_of_it(faulty, kind, text, problem):
    faulty(kind, text)
    sentence = refusal({"rules": load_rules, "formats": known_formats, "reports": load_formats}[kind])
    assert "is not complete (" in sentence
    assert problem in sentence


@pytest.mark.parametrize("kind", ["formats", "reports"])
def test_a_plugin_whose_class_is_abstract(package, kind):
    base = {"formats": "geokit.parcels.formats._base:Format", "reports": "geokit.reports:ReportFormat"}[kind]
    module, name = base.split(":")
    text = (
        f"from {module} import {name}\nfrom geokit.i18n import Words\n"
        f"class Vague({name}):\n  title = Words(zh='', en='')\n  suffixes = ()"
    )
    package("bad", f"[geokit.{kind}]\nvague_{kind} = vague_{kind}:Vague\n", f"vague_{kind}", text)
    with use_language("en"), pytest.raises(PluginError, match=r"package bad is not complete .*abstract"):
        {"formats": known_formats, "reports": load_formats}[kind]()


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        ("sys.exit(0)", "failed (SystemExit: 0)"),
        ("raise ValueError('boom\\x1b[31m')", "failed (ValueError: boom␛[31m)"),
        ("return None", "'NoneType' object is not iterable"),
        ("return iter(['x'])", "check yields a str, which is no Finding"),
        ("yield Finding('gap', Severity.ERROR, (), Words(zh='', en=''))", "check yields a finding of a rule 'gap'"),
        ("yield Finding('faulty', Severity.ERROR, (), Words(zh='{x}', en='{x}'))", "failed (KeyError: 'x')"),
    ],
)  # fmt: skip
def test_a_rule_that_fails(faulty, check, problem):
    faulty("rules", rule_text(check))
    assert problem in refusal(gk.audit, PLOT)
    assert gk.audit(PLOT, settings={"rules": {"faulty": {"enabled": False}}}).ok


@pytest.mark.parametrize(
    ("compose", "problem"),
    [
        ("sys.exit(0)", "failed (SystemExit: 0)"),
        ("raise ValueError('boom')", "failed (ValueError: boom)"),
        ("return 'text'", "failed (TypeError: it returns str, not bytes)"),
    ],
)
def test_a_report_that_fails(faulty, tmp_path, compose, problem):
    faulty("reports", report_text(compose, extra="suffixes = ('.faulty',)"))
    report = gk.audit(PLOT)
    assert problem in refusal(report.save, tmp_path / "a.faulty")
    assert not (tmp_path / "a.faulty").exists()
    assert report.save(tmp_path / "a.json").exists()


def test_a_report_that_is_no_text(faulty):
    faulty("reports", report_text("return b'\\xff'"))
    assert "UnicodeDecodeError" in refusal(find_format("faulty").terminal, gk.audit(PLOT), "en")


def test_a_suffix_of_a_report_that_is_taken(faulty):
    faulty("reports", report_text("return b''", extra="suffixes = ('.json',)"))
    assert "takes the suffix .json, which is that of “json”" in refusal(format_of, Path("a.json"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (format_text(sniff="sys.exit(0)"), "failed (SystemExit: 0)"),
        (format_text(sniff="raise ValueError('boom')"), "failed (ValueError: boom)"),
        (format_text(read="raise OSError('boom')"), "failed (OSError: boom)"),
        (format_text(), "read returns int, not Reading"),
        (format_text(read="return Reading(columns={'id': ['A']}, geometry=[], record=[])"), "0 shapes and 1 values of id"),
    ],
)  # fmt: skip
def test_a_format_that_fails(faulty, tmp_path, text, problem):
    faulty("formats", text)
    (tmp_path / "a.faulty").write_bytes(b"\x07 nobody's")
    assert problem in refusal(gk.read_parcels, tmp_path / "a.faulty")


def test_a_format_of_a_package_refuses_a_file_as_geokits_own_do(faulty, tmp_path):
    text = format_text(read="raise FormatError(Words(zh='坏', en='bad line'))")
    faulty("formats", f"from geokit.errors import FormatError\n{text}")
    (tmp_path / "a.faulty").write_bytes(b"\x07 nobody's")
    with use_language("en"), pytest.raises(FormatError, match=r"a\.faulty: bad line"):
        gk.read_parcels(tmp_path / "a.faulty")


@pytest.mark.parametrize(
    ("write", "problem"),
    [("return []", "write wrote nothing of 1"), ("return [1]", "write returns what is no Notice"), ("sys.exit()", "SystemExit")],
)  # fmt: skip
def test_a_format_that_writes_nothing_is_named(faulty, tmp_path, write, problem):
    faulty("formats", format_text(write=write, extra="can_write = True"))
    assert problem in refusal(gk.write_parcels, PLOT, tmp_path / "a.faulty")


def test_geokits_own_formats_are_asked_first(faulty, tmp_path):
    gk.write_parcels(PLOT, tmp_path / "a.geojson")
    (tmp_path / "a.geojson").rename(tmp_path / "a.unheard")
    gk.write_parcels(PLOT, tmp_path / "a.txt")
    (tmp_path / "strange.txt").write_bytes(b"\x07 nobody's")
    faulty("formats", format_text(suffixes=".txt"))
    assert detect_format(tmp_path / "a.txt").name == "txt"
    assert detect_format(tmp_path / "a.unheard").name == "geojson"
    assert detect_format(tmp_path / "strange.txt").name == "faulty"


def test_a_suffix_that_a_format_of_geokit_writes(faulty):
    faulty("formats", format_text(suffixes=".gpkg", extra="can_write = True"))
    assert "takes the suffix .gpkg, which is that of “gpkg”" in refusal(known_formats)


def test_a_suffix_of_another_packages_format(faulty, package):
    package("first", "[geokit.formats]\nwktl = wktl\n", "wktl", FORMAT)
    faulty("formats", format_text(suffixes=".wktl"))
    with use_language("en"), pytest.raises(PluginError, match=r"package first takes .* that of “faulty”"):
        known_formats()


def test_both_packages_of_one_name_are_named(package):
    package(*GOOD)
    package("late", *GOOD[1:])
    for language in ("en", "zh"):
        with pytest.raises(PluginError) as raised:
            load_rules()
        assert {"good", "late"} <= set(re.findall(r"[a-z]+", raised.value.localize(language)))


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["explain"], "rules"),
        (["audit", "--format", "json"], "rules"),
        (["audit", "--format", "faulty"], "reports"),
    ],
)
def test_no_plugin_ends_the_command_with_a_status_of_its_own(faulty, capsys, arguments, kind):
    faulty(kind, "import sys; sys.exit(0)")
    assert run([*arguments, "--lang", "en"]) == 2
    assert "of the package bad cannot be loaded" in capsys.readouterr().err


def test_the_author_of_a_plugin_sees_the_traceback(faulty, capsys, monkeypatch):
    monkeypatch.setenv("GEOKIT_DEBUG", "1")
    faulty("rules", "1 / 0")
    assert run(["explain", "--lang", "en"]) == 2
    assert "faulty.py" in capsys.readouterr().err


def test_a_setting_whose_key_is_no_text_is_the_callers():
    with use_language("en"), pytest.raises(SettingsError) as raised:
        gk.audit_catalog(gk.load_catalog(), settings={"rules": {1: {}}})
    assert "park.toml" not in str(raised.value)


def test_the_levels_that_fail_are_the_severities():
    assert tuple(str(each) for each in gk.Severity) == LEVELS
