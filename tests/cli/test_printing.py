"""Every command prints data as data: no control, no mark of direction, no line that a runner takes for a command."""

from __future__ import annotations

import ast
import inspect
import json
import re
import shutil
import sys
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import geokit
from geokit.cli._console import print_line
from geokit.cli._program import run
from geokit.escape import json_document, terminal_line, without_commands, xml_document
from geokit.testing import CRS, make_park, square

PAYLOADS = [
    *("\x1b]52;c;aGk=\x07", "\x1b]8;;http://h.example\x1b\\link\x1b]8;;\x1b\\", "\x1b[31mred", "\x1b[2J\x1b[H", "\x1b]0;title\x07"),
    *("\x9b31m", "\x9d52;c;aGk=\x9c", "\x90q\x9c", "a\x07\x07", "a\bb", "a\x7fb", "a\x00b", "a\x0bb\x0cc", "a\x85b", "\x1bc"),
    *("a\u202eb", "\u2066a\u2069", "a\u200fb", "a\u061cb", "a\u200bb", "a\ufeffb", "a\xadb", "a\u2028b", "a\u2029b", "\U000e0041"),
    *("::error::x", "\n::error::x", "\r\n::warning file=a::x", "  ::set-output name=a::b", "\t::add-mask::x", "\u3000::debug::x"),
    *("a\n  ::stop-commands::t", "##[group]x", "a ##[error]b", "##vso[task.setvariable variable=a]b", "##teamcity[message text='x']"),
    *("x ##[add-path]/y", "%0A::error::x", "\nsection_start:1:a\r\x1b[0K", "a\rb", "::group::", "\x1b[1A\x1b[2Kgone"),
]  # fmt: skip
PICKED = [at for at, payload in enumerate(PAYLOADS) if "\0" not in payload and "/" not in payload]
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
OWN_COMMAND = re.compile(r"::(notice|warning|error) [^\n]*::")


def assert_safe(raw, *, commands=False):
    text = raw.decode("utf-8")
    unseen = {letter for letter in text if unicodedata.category(letter) in UNSEEN} - {"\n"}
    assert unseen == set(), sorted(map(hex, map(ord, unseen)))
    for line in text.split("\n"):
        if commands and OWN_COMMAND.match(line):
            continue
        assert not re.match(r"\s*::", line), line
        assert not re.search(r"##[\w-]*\[", line), line


def in_toml(text):
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """Return a folder whose boundaries, parcels, columns and files are called by the payloads."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOKIT_LANG", "en")
    squares = [square(100 * at, 0, 101) for at in range(len(PAYLOADS))]
    features = [
        {
            "type": "Feature",
            "properties": {
                "id": payload, "name": payload, "面积": payload, "phase": payload, "stage": payload, "village": payload,
                f"col {payload}": 1,
            },
            "geometry": {"type": "Polygon", "coordinates": [list(map(list, shape.exterior.coords))]},
        }
        for payload, shape in zip(PAYLOADS, squares, strict=True)
    ]  # fmt: skip
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{CRS.replace(':', '::')}"}}
    text = json.dumps({"type": "FeatureCollection", "crs": crs, "features": features})
    Path("a.geojson").write_text(text, encoding="utf-8")
    Path("b.geojson").write_text(text.replace(": 1}", ": 2}"), encoding="utf-8")
    everything = in_toml(" ".join(PAYLOADS))
    statement = (
        f'text = {{ zh = {everything}, en = {everything} }}\nsource = "test"\nas_of = "2020"\ndue = "2021"\n'
    )
    toml = f"aliases = [{everything}]\n[[parcels]]\nfile = {json.dumps('p.geojson')}\n[[statements]]\n{statement}"
    zones = "".join(
        f'[[zones]]\nid = "z{at}"\nkind = "phase"\nname = {{ zh = {in_toml(p)}, en = {in_toml(p)} }}\n'
        for at, p in enumerate(PAYLOADS)
    )
    make_park(tmp_path / "boundaries", toml=f"{toml}\n{zones}")
    shutil.copy("a.geojson", tmp_path / "boundaries" / "park" / "p.geojson")
    return tmp_path


COMMANDS = [
    ["inspect", "a.geojson"],
    ["diff", "a.geojson", "b.geojson"],
    ["diff", "--submission", "a.geojson", "b.geojson"],
    ["reconcile", "a.geojson", "--control", "400000m2", "--tolerance", "99999m2"],
    ["convert", "a.geojson", "out.gpkg"],
    ["convert", "a.geojson", "out.txt", "--to-encoding", "utf-8"],
    ["convert", "a.geojson", "out.shp", "--to-encoding", "utf-8"],
    ["parks", "boundaries"],
    ["audit", "boundaries"],
    ["ledger", "boundaries", "--park", "park", "--by", "village"],
    ["ledger", "boundaries", "--park", "park", "--ledger", "table.csv", "--key", "编号"],
    ["fix", "boundaries", "--park", "park"],
    ["fix", "boundaries", "--park", "park", "-o", "fixed.geojson"],
    ["explain", "overlap", "boundaries", "--park", "park"],
    ["outline", "boundaries"],
    ["map", "park", "park", "boundaries", "-o", "map.html"],
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_a_command_prints_names_as_names(hostile, capfdbinary, command, language):
    rows = "".join(f'"{payload}",1\n' for payload in PAYLOADS if "\0" not in payload)
    (hostile / "table.csv").write_text(f"编号,面积(亩)\n{rows}", encoding="utf-8")
    status = run([*command, "--lang", language])
    out, err = capfdbinary.readouterr()
    assert status in {0, 1}, err.decode()
    assert out + err
    assert_safe(out)
    assert_safe(err)


@pytest.mark.parametrize(
    "name", ["text", "markdown", "github", "json", "sarif", "geojson", "codequality", "junit"]
)
def test_a_report_is_printed_as_data_and_stays_valid(tmp_path, capfdbinary, name):
    assert run(["audit", "boundaries", "--format", name]) in {0, 1}
    out = capfdbinary.readouterr().out
    assert_safe(out, commands=name == "github")
    if name in {"json", "sarif", "geojson", "codequality"}:
        written = tmp_path / ("report.json" if name == "json" else f"report.{name}.json")
        run(["audit", "boundaries", "-o", str(written)])
        printed = json.loads(out)
        assert printed
        if name == "json":
            assert printed == json.loads(written.read_text(encoding="utf-8"))
    if name == "junit":
        assert ET.fromstring(out).findall(".//testcase")  # noqa: S314 - our own output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize("at", PICKED)
def test_a_files_name_in_an_error_or_a_sentence_is_a_name(hostile, capfdbinary, at):
    name = f"{PAYLOADS[at]}.geojson"
    park = str(hostile / PAYLOADS[at])
    shutil.copy("a.geojson", f"./{name}")
    Path("./broken" + name).write_text("{", encoding="utf-8")
    for command in (
        ["inspect", f"./missing{name}"], ["inspect", f"./broken{name}"], ["convert", f"./{name}", f"./out{name}"],
        ["convert", f"./{name}", f"./out{PAYLOADS[at]}"], ["diff", f"./{name}", f"./missing{name}"],
        ["audit", park], ["audit", "boundaries", "--park", PAYLOADS[at]], ["audit", "boundaries", "-o", f"./a{name}"],
        ["audit", "boundaries", "--format", PAYLOADS[at]], ["audit", "boundaries", "--set", PAYLOADS[at]],
        ["audit", "boundaries", "--baseline", f"./{PAYLOADS[at]}.toml"], ["explain", PAYLOADS[at]], ["init", park],
        ["inspect", "a.geojson", "--zone", PAYLOADS[at]], [f"x{PAYLOADS[at]}"], [f"--{PAYLOADS[at]}"],
        ["map", "links", "-o", f"./{PAYLOADS[at]}.x"], ["reconcile", f"./{name}", "--control", PAYLOADS[at]],
        ["inspect", "a.geojson", "--crs", PAYLOADS[at]], ["inspect", "a.geojson", "--encoding", PAYLOADS[at]],
    ):  # fmt: skip
        assert run(command) != 3, command
        for raw in capfdbinary.readouterr():
            assert_safe(raw)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_catalogue_that_cannot_be_read_is_said_safely(tmp_path, capfdbinary, payload):
    make_park(tmp_path)
    whole = (tmp_path / "park" / "park.toml").read_text(encoding="utf-8")
    quoted = in_toml(payload)
    for text in (
        f"{quoted} = 1\n{whole}",
        f"{whole}\nreferences = {quoted}\n",
        f"[audit]\n{quoted} = 1",
        f"{payload}\n",
    ):
        (tmp_path / "park" / "park.toml").write_text(text, encoding="utf-8")
        assert run(["audit", str(tmp_path)]) == 2
        assert_safe(capfdbinary.readouterr().err)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_one_line_stays_one_and_json_and_xml_say_the_same(payload):
    assert_safe(terminal_line(payload).encode())
    assert "\n" not in terminal_line(payload)
    document = json.dumps([payload], ensure_ascii=False)
    assert json.loads(json_document(document)) == [payload]
    assert_safe(json_document(document).encode())
    element = ET.Element("a")
    element.text = re.sub(r"[\x00-\x1f\x7f\x85]", "", payload)
    text = ET.tostring(element, encoding="unicode")
    assert ET.fromstring(xml_document(text)).text == (element.text or None)  # noqa: S314 - our own text
    assert_safe(xml_document(text).encode())


def test_a_plain_line_stays_as_it_is():
    for line in ("面积：12.5 亩（330亩）", "C::D a::b", "## heading", "a #[b]", "— 甲 ×", "\u3000甲"):
        assert terminal_line(line) == without_commands(line) == line


def test_only_one_module_of_the_command_line_prints():
    writers = {
        "echo",
        "secho",
        "echo_via_pager",
        "print",
        "write",
        "writelines",
        "show",
        "print_exc",
        "print_exception",
    }
    printer = Path(inspect.getfile(print_line))
    for path in (Path(geokit.__file__).parent / "cli").glob("*.py"):
        if path == printer:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        own = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == print_line.__module__
            for alias in node.names
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            allowed = isinstance(node.func, ast.Name) and name in own
            # The last resort of a process without memory writes bytes of its own.
            last_resort = path.name == "__init__.py" and name == "write"
            assert name not in writers or allowed or last_resort, f"{path.name}:{node.lineno}"
