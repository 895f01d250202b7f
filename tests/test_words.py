"""One word for a thing in Chinese, the standard's own; a wrong one that comes back is found with its file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geokit.auditing.registry import load_rules
from geokit.auditing.rules import classified_extent
from geokit.i18n import Words
from geokit.land import limits
from geokit.land.limits import Limit

ROOT = Path(__file__).parents[1]
READ = (
    "geokit/**/*.py",
    "geokit/**/*.toml",
    "geokit/page/web/src/**/*.js",
    "docs/zh/**/*.md",
    "docs/en/**/*.md",
    "docs/making/**/*.py",
    "docs/images/*.svg",
    "examples/**/*.py",
    "examples/**/*.toml",
    "boundaries/**/*.toml",
    "notebooks/*.ipynb",
    "README.zh-CN.md",
    "CHANGELOG.md",
)

# The word that came up, and the one that stands for it.
WRONG = {
    "已批未供": "批而未供",
    "净面积": "去重面积（每块土地只计一次），或净用地面积",
    "申报面积": "地块面积（地块的），或公布面积（园区的）",
    "法定椭球面积": "图斑椭球面积",
    "椭球面积计算要求": "《图幅理论面积与图斑椭球面积计算公式及要求》",
    "测量质检": "文件及文号，或无依据（经验）",
    "征地程序": "文件及文号，或无依据（经验）",
    "参照图层": "参考图层",
    "吸附": "捕捉",
    "岛洞": "内环",
    "孔洞": "内环",
    "压盖": "重叠",
    "第十五条": "《地图管理条例》，不引条款",
    "南北与东西颠倒": "纵、横坐标（X、Y）互换",
    "坐标轴颠倒": "纵、横坐标互换",
    "坐标顺序颠倒": "纵、横坐标（X、Y）互换",
    "X、Y 颠倒": "纵、横坐标（X、Y）互换",
    "界址点坐标表": "界址点坐标成果表",
    "界址点成果表": "界址点坐标成果表",
    "中央经线": "中央子午线",
    "高斯-克吕格": "高斯—克吕格",
    "3度带第": "高斯—克吕格3°分带",
    "图形面积": "量算面积",
    "空隙": "缝隙",
    "印刷误差": "坐标取位误差",
    "面积口径": "量算方法",
    "量算口径": "量算方法",
    "建设用地 200 平方米": "建设用地和设施农用地 200 平方米",
}

# Where others' writing is recognised, and what is not of maps: the file, the word, and why it may stand there.
EXCEPTIONS = {
    ("geokit/parcels/codes.py", "已批未供"): "what ledgers write for the stage of approval",
    ("geokit/land/declared/tokens.py", "净面积"): "what documents write for net land",
    ("geokit/parcels/columns.py", "申报面积"): "a column's name in files of offices",
    ("geokit/reports/_templates/names.py", "申报面积"): "a placeholder in templates of offices",
    ("geokit/reports/_templates/values.py", "申报面积"): "a placeholder in templates of offices",
    ("geokit/reports/_templates/values.py", "图形面积"): "a placeholder in templates of offices",
    ("geokit/parcels/formats/points/headings.py", "界址点成果表"): "the title of others' tables",
    ("geokit/parcels/formats/points/coordinates.py", "中央经线"): "what tables of points write",
    ("geokit/parcels/formats/txt/grammar.py", "中央经线"): "a key that boundary-point files write",
    ("geokit/land/crs/names.py", "中央经线"): "a name of a coordinate system that is understood",
}


def wrong_words(name: str, text: str) -> list[str]:
    """Return the wrong words of a file, but for those that it may have."""
    return [
        f"{name}:{number}: {wrong}, not {right}"
        for number, line in enumerate(text.splitlines(), start=1)
        for wrong, right in WRONG.items()
        if wrong in line and (name, wrong) not in EXCEPTIONS
    ]


def test_no_wrong_word_comes_back() -> None:
    paths = sorted({path for pattern in READ for path in ROOT.glob(pattern)})
    found = [
        line
        for path in paths
        for line in wrong_words(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]
    assert found == []


def test_every_exception_is_needed() -> None:
    unused = [key for key in EXCEPTIONS if key[1] not in (ROOT / key[0]).read_text("utf-8")]
    assert unused == []


@pytest.mark.parametrize("wrong", WRONG)
def test_a_planted_word_is_found(wrong: str) -> None:
    planted = f'_WORDS = Words(zh="前{wrong}后", en="words")'
    assert [each for each in wrong_words("geokit/new.py", planted) if f": {wrong}, not " in each]


def test_maps_and_tables_have_each_their_mark() -> None:
    for pattern in ("geokit/page/**/*.py", "geokit/maps/**/*.py", "geokit/sheets/**/*.py"):
        for path in ROOT.glob(pattern):
            assert "内部资料" not in path.read_text("utf-8"), path
    for path in (ROOT / "geokit/reports").rglob("*.py"):
        assert "内部用图" not in re.sub("(?m)#.*$", "", path.read_text("utf-8")), path


# A number that geokit puts into a Chinese sentence has a space on both sides, one that brings its unit has it before; what a
# source wrote stays as it was written, and a number in an order ("第2幅") is a name.
NUMBER = r"\{(?:m2|ha|mu|km2?|metres|count|n|most|corners|share|percent)\}"
QUANTITY = r"\{(?:sum|control|apart|allowed|difference|tolerance|residual)\}"
CROWDED = re.compile(rf"(?<!第){NUMBER}[\u4e00-\u9fff]|(?<=[\u4e00-\u9fff])(?<!第)(?:{NUMBER}|{QUANTITY})")


def crowded_figures(text: str) -> list[str]:
    """Return the Chinese words of a file in which a figure has no space beside it."""
    return [words for words in re.findall(r'zh="([^"\n]*)"', text) if CROWDED.search(words)]


def test_a_figure_in_a_chinese_sentence_has_room() -> None:
    paths = sorted((ROOT / "geokit").rglob("*.py"))
    found = {path.relative_to(ROOT).as_posix(): crowded_figures(path.read_text("utf-8")) for path in paths}
    assert len(found) > 100
    assert {name: words for name, words in found.items() if words} == {}


def test_a_crowded_figure_is_found() -> None:
    planted = [
        "共{count} 宗",
        "相差{apart}，",
        "{mu}亩",
        "±{km}公里",
        "共 {count} 宗",
        "接第{n}幅",
        "{percent}%",
        "约 {km} 公里",
    ]
    assert crowded_figures("".join(f'Words(zh="{each}", en="words")' for each in planted)) == planted[:4]


# A document with its number or date and how sure it is, or that there is none.
DOCUMENT = re.compile(r"〔\d{4}〕\d+号|(?:GB|TD|CH|NY)/T \d+|《[^》]+》")
STANDING = {"zh": re.compile("已核实|凭记忆，未核实"), "en": re.compile(r"\b(?:verified|recalled)\b")}
NONE = {"zh": "无依据（经验）", "en": "none (advice)"}


@pytest.mark.parametrize("name", sorted(load_rules()))
def test_a_manual_cites_a_document_or_says_that_there_is_none(name: str) -> None:
    rule = load_rules()[name]
    laws = {
        "en": re.search(r"Law: (.+?)\n\s*Why:", str(rule.__doc__), re.DOTALL),
        "zh": re.search("依据：(.+?)\n\\s*为何：", rule.manual_zh, re.DOTALL),
    }
    for language, found in laws.items():
        assert found, language
        law = found[1]
        is_none = law.startswith(NONE[language])
        assert is_none or (DOCUMENT.search(law) and STANDING[language].search(law)), law
    starts = [bool(laws[each]) and laws[each][1].startswith(none) for each, none in NONE.items()]  # type: ignore[index]
    assert starts[0] == starts[1]


def test_a_limit_that_claims_a_source_cites_it() -> None:
    held = [classified_extent.LIMIT, limits.sliver_area(500), limits.sliver_thickness()]
    for value in vars(limits).values():
        held += [value] if isinstance(value, Limit) else []
        held += (
            [each for each in value.values() if isinstance(each, Limit)] if isinstance(value, dict) else []
        )
    assert len(held) > 20
    uncited = [
        limit.clause.zh
        for limit in held
        if limit.evidence in {"verified", "recalled"} and not DOCUMENT.search(limit.clause.zh)
    ]
    assert uncited == []


def test_a_form_for_one_and_many_is_no_verb_alone() -> None:
    # A field with two forms says its number too: "5 more 5 are left".
    verb_alone = re.compile(r"\{\w+:(?:is|has|was|does|counts|lies|stands|says|needs)\|\w+\}")
    found = [
        f"{path.relative_to(ROOT)}: {each[0]}"
        for path in (ROOT / "geokit").rglob("*.py")
        for each in verb_alone.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert Words(zh="{n}", en="{n} more {n:is|are} left").render("en", n=5) == "5 more 5 are left"
