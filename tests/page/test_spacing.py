"""The blank between Chinese and Latin words: one table of cases, for sentences made in Python and on pages."""

from __future__ import annotations

import json
import subprocess
import time

import pytest
from node_tools import ROOT, NotToBeHad, node_command

from geokit.i18n import Words
from geokit.spacing import set_apart

SCRIPT = ROOT / "geokit" / "page" / "web" / "src" / "spacing.js"
SECONDS = 5
# A template, the values of its fields a and b, and what is said.
CASES = (
    ("与{a}相比", "phase-1", "", "与 phase-1 相比"),
    ("与{a}相比", "一期", "", "与一期相比"),
    ("{a}年", "2026", "", "2026年"),
    ("共{a}宗", "3D", "", "共 3D 宗"),
    ("共{a}宗", "A1", "", "共 A1 宗"),
    ("面积{a}大于", "12 m", "", "面积 12 m 大于"),
    ("面积{a}大于", "1,234.5 m²", "", "面积 1,234.5 m² 大于"),
    ("相差{a}，", "-0.5 km", "", "相差 -0.5 km，"),
    ("相差{a}内", "±0.5 m", "", "相差 ±0.5 m 内"),
    ("相差{a}内", "12 %", "", "相差12 %内"),
    ("宗地{a}{b}重叠", "A", "B", "宗地 AB 重叠"),
    ("宗地{a}{b}重叠", "甲", "X", "宗地甲 X 重叠"),
    ("宗地{a}{b}", "X", "甲", "宗地 X 甲"),
    ("TXT{a}", "说明", "", "TXT 说明"),
    ("{a}DLBM", "地类", "", "地类 DLBM"),
    ("宗地 {a} 与“{b}”", "X", "Y", "宗地 X 与“Y”"),
    ("图{a}幅", "", "", "图幅"),
    ("图{a}幅", "a_b.c+d", "", "图 a_b.c+d 幅"),
    ("图{a}幅", "a.", "", "图 a.幅"),
    ("图{a}幅", "〇", "", "图〇幅"),
    ("图{a}幅", "x" * 100, "", f"图 {'x' * 100} 幅"),
)


@pytest.mark.parametrize(("template", "a", "b", "said"), CASES)
def test_a_sentence_of_python(template: str, a: str, b: str, said: str) -> None:
    assert Words(zh=template, en="").render("zh", a=a, b=b) == said


def of_page(expression: str) -> str:
    """Return what the script says; its name ends as Node wants a module's to end."""
    try:
        command = node_command()
    except NotToBeHad as reason:
        pytest.skip(f"the sentences of pages are not made: {reason}")
    script = SCRIPT.read_text(encoding="utf-8") + f"\nprocess.stdout.write(JSON.stringify({expression}));"
    done = subprocess.run(
        [*command, "--input-type=module", "-"],
        input=script,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return str(done.stdout)


def test_a_sentence_of_a_page() -> None:
    made = of_page(f"{json.dumps(CASES)}.map(([template, a, b]) => setApart(template, {{a: a, b: b}}))")
    assert json.loads(made) == [said for *_, said in CASES]


def test_a_field_that_a_page_does_not_know_stays() -> None:
    assert json.loads(of_page('setApart("看{a}，{b}", {a: "{b}"})')) == "看{b}，{b}"


def test_a_value_without_measure_is_set_apart_in_time() -> None:
    started = time.perf_counter()
    value = "a-" * 100_000
    assert set_apart("看{a}了", {"a": value}) == f"看 {value}了"
    assert json.loads(of_page('setApart("看{a}了", {a: "a-".repeat(100000)}).length')) == len(value) + 3
    assert time.perf_counter() - started < SECONDS


def test_a_conversion_is_refused() -> None:
    with pytest.raises(ValueError, match=r"看\{a!r\}"):
        Words(zh="看{a!r}", en="").render("zh", a="X")
