"""What the sources say of the programme: their words, what was inferred, dates, zones in zones, and tables of it all."""

from __future__ import annotations

import itertools
import shutil
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from pydantic import ValidationError

import geokit as gk
from geokit.cli._program import run
from geokit.dates import check_date, check_loose_date, date_words, span
from geokit.errors import CatalogError, InputError
from geokit.maps.cards import park_rows
from geokit.programme.catalog import shipped_folder
from geokit.programme.cited import grounds_in
from geokit.programme.facts import Company, Count, Figure, Milestone, Sectors, Service, Statement
from geokit.programme.quoting import figures_in, is_quoted

if TYPE_CHECKING:
    from geokit.languages import Language


@pytest.fixture(scope="module")
def catalog() -> gk.Catalog:
    return gk.load_catalog()


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(shipped_folder(), tmp_path / "boundaries")


def edit(folder, name, old, new):
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def grounds(catalog):
    return [each for record in (catalog.programme, *catalog.parks) for _, each in grounds_in(record)]


def test_every_figure_stands_in_the_words_that_it_rests_on(catalog):
    tried = 0
    for fact in grounds(catalog):
        if fact.inferred:
            continue
        figures = []
        if isinstance(fact, Figure):
            figures = [fact.text]
        elif isinstance(fact, Count):
            figures = [f"{fact.value:g}"]
        elif isinstance(fact, (Service, Company)) and fact.count:
            figures = [str(fact.count)]
        elif isinstance(fact, (Statement, Milestone)):
            # A figure that the translation alone has was made up too.
            figures = [*figures_in(fact.text.zh), *figures_in(fact.text.en.replace("phase 1", ""))]
        if isinstance(fact, Milestone):
            figures.append(fact.date[:4])
        for figure in figures:
            assert is_quoted(figure, fact.quote or ""), (figure, fact)
            tried += 1
    assert tried > 15


def test_every_name_of_a_sector_or_a_company_stands_in_the_words(catalog):
    for fact in grounds(catalog):
        if isinstance(fact, Sectors):
            assert all(is_quoted(name.zh, fact.quote) for name in fact.names)
        elif isinstance(fact, Company) and fact.name:
            assert is_quoted(fact.name.zh, fact.quote)


def test_quotes_are_phrases_and_what_is_inferred_says_why(catalog):
    facts = catalog.facts()
    assert max(len(fact.quote or "") for fact in facts) < 55
    inferred = {fact.where: fact.reason.zh for fact in facts if fact.inferred}
    assert "竣工" in inferred["linghai/park.toml: zones[1].status"]
    assert "（坪山）" in inferred["programme.toml: enclaves[1].anchor"]
    assert all(fact.reason for fact in facts if fact.inferred)


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("linghai", "按计划分三期建设"),
        ("linghai", "正加快土地收储"),
        ("linghai", "将于2024年竣工"),
        ("linghai", "岭海工业园省级产业转移工业园"),
        ("linghai", "六合产业园岭海莱芜片"),
        ("longhu", "以龙湖现代产业园为基础"),
        ("longhu", "新一代电子信息、新能源、新材料、大健康"),
        ("baoan-chaonan", "纺织服装、新材料、新一代电子信息、新能源、珠宝"),
        ("guangming-jinping-yuepu", "联东集团"),
        ("", "均已明确选址和范围"),
        ("", "布展方案已敲定，装修工程正加快推进"),
        ("", "光明区光明科学城高新北区东木墩片区云智科园3栋D座9楼"),
        ("", "三新两特一大"),
        ("", "驻区工作组"),
        (
            "",
            "园区规划建设、运营管理、资金保障、营商环境提升、金融赋能、智慧支撑、惠企护航、招商引资、市场开拓",
        ),
    ],
)
def test_the_source_says_so(catalog, of, words):
    texts = [fact.said.zh for fact in catalog.facts() if fact.where.startswith(of or "programme.toml")]
    assert any(words in text for text in texts)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("深圳—汕头产业协作", "“1+2+9”产业协作行动方案：九大工程"),
        ("深圳—汕头产业协作", "已形成"),
        ("深圳—汕头产业协作", "惠企政策：5个层级（已实施）"),
        ("深圳—汕头产业协作", "2023年秋：南山、龙华、宝安、坪山、光明的共建产业园陆续揭牌"),
        ("深圳—汕头产业协作", "2023年11月中旬：宝安—澄海、宝安—潮南共建产业园揭牌"),
        ("深圳—汕头产业协作", "方面：13个（推进中）"),
        ("深圳—汕头产业协作", "重点任务：36项（推进中）"),
        ("深圳—汕头产业协作", "汕头7个区（县）的“反向飞地”均已明确选址和范围"),
        ("深圳—汕头产业协作", "主导园区的规划、管理和审批"),
        ("深圳—汕头产业协作", "指挥部"),
        ("深圳市", "20+8"),
        ("汕头市", "三新两特一大"),
        ("岭海中小微企业创业园", "330亩"),
        ("岭海中小微企业创业园", "按计划分三期建设"),
        ("岭海中小微企业创业园", "已入驻 14 家"),
        ("岭海中小微企业创业园·一期", "已建成投产"),
        ("岭海中小微企业创业园·二期", "将于2024年竣工"),
        ("岭海中小微企业创业园·三期", "正加快土地收储"),
        ("岭海中小微企业创业园", "六合产业园岭海莱芜片（主平台）"),
        ("岭海中小微企业创业园", "工业设计、文化创意、品牌运营服务（服务于澄海玩具）"),
        ("宝安-潮南共建产业园区", "不小于3808亩"),
        (
            "宝安-潮南共建产业园区",
            "纺织印染环保综合处理中心扩园部分、两英龙岭工业园区、钻艺现代珠宝创意产业园三部分",
        ),
        ("宝安-潮南共建产业园区·龙岭片区A区", "272亩"),
        ("宝安-潮南共建产业园区·龙岭片区A区", "在两英龙岭工业园区内"),
        ("宝安-潮南共建产业园区", "珠宝等"),
        ("深圳市坪山区—汕头市龙湖区“百千万工程”产业合作园区", "1.76万亩（17,600 亩）"),
        ("深圳市坪山区—汕头市龙湖区“百千万工程”产业合作园区", "以龙湖现代产业园为基础"),
        ("深圳市坪山区—汕头市龙湖区“百千万工程”产业合作园区·启动区", "3024亩"),
        ("光明-金平产业协同发展基地（反向飞地）", "建筑面积2048.92平方米"),
        ("光明-金平产业协同发展基地（反向飞地）", "云智科园3栋D座9楼"),
        ("光明-金平产业协同发展基地（反向飞地）", "免租3年"),
        ("光明-金平产业协同发展基地（反向飞地）", "布展板块：至少9个"),
        ("光明-金平产业协同发展基地（反向飞地）", "共享区域：至少7处"),
        ("龙湖（坪山）协同创新交流中心（反向飞地）", "已揭牌"),
        ("龙华区—潮阳区", "“跨域通办”：39项（已签约）"),
        ("龙华区—潮阳区", "272项（服务事项，不是亩数）（已上线，全市首个）"),
        ("龙华区—潮阳区", "11家（已启动）"),
        ("龙华区—潮阳区", "17家（企业和智库）（已成立）"),
        ("龙华区—潮阳区", "名称与面积均未公布"),
        ("深圳南山-汕头濠江“百千万工程”产业合作园", "2023南山区招商大会"),
        ("光明—金平共建产业园·月浦片区", "洽谈开发，已引进联东集团"),
        ("南山区—南澳县", "结对"),
    ],
)
def test_no_fact_is_left_out(catalog, subject, words):
    assert any(fact.subject.zh == subject and words in fact.said.zh for fact in catalog.facts())


def test_a_figure_that_is_not_in_the_words_is_refused_with_its_line(folder):
    edit(folder, "linghai/park.toml", 'quote = "岭海中小微企业创业园……330亩"', 'quote = "3300亩"')
    with pytest.raises(CatalogError, match=r"linghai/park.toml, line \d+: declared_area: “330亩” is not in"):
        gk.load_catalog(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("linghai/park.toml", "inferred = true\n", "", r"a reason is given, but not inferred"),
        ("linghai/park.toml", "reason = {", "raeson = {", r"no key zones\[1\]\.status\.raeson; did you mean reason"),
        ("linghai/park.toml", 'relation = "settled"', 'relation = "setled"', r"companies\[0\]\.relation cannot be"),
        ("linghai/park.toml", 'zone = "phase-1"', 'zone = "phase-9"', r"companies\[0\]\.zone refers to “phase-9”"),
        ("baoan-chaonan/park.toml", 'within = "longling"', 'within = "longlin"', r"zones\[0\]\.within refers to"),
        ("baoan-chaonan/park.toml", 'within = "longling"', 'within = "longling-zone-a"', r"lies within itself"),
        ("programme.toml", 'date = "2023-11-mid"', 'date = "2023-13-mid"', r"“2023-13-mid” is no date"),
        ("programme.toml", "value = 9\ntext", "value = 8\ntext", r"“8” is not in|8, but 9 items"),
        ("programme.toml", 'partnerships = ["longhua-', 'partnerships = ["x-', r"partnerships refers to “x-chaoyang”"),
        ("programme.toml", 'city = "shenzhen"\nsource', 'city = "x"\nsource', r"themes\[0\]\.city refers to “x”"),
        ("programme.toml", "[[milestones]]", "[[milestone]]", r"no key milestone; did you mean milestones"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_line_and_key(folder, file, old, new, said):
    edit(folder, file, old, new)
    with pytest.raises(CatalogError, match=said) as refused:
        gk.load_catalog(folder)
    assert f"{file}, line " in refused.value.localize("en")


def test_the_base_finds_its_park_and_is_said_to_be_the_base(catalog, capsys):
    with pytest.warns(UserWarning, match="is the base of"):
        park = catalog.park("龙湖现代产业园")
    assert park.id == "longhu"
    assert "龙湖现代产业园" not in park.names
    assert catalog.find("longhu").said is None
    assert catalog.find("月浦片区").park.id == "guangming-jinping-yuepu"
    assert "is a part of" in catalog.find("龙岭片区A区").said.en
    for name in ("启动区", "start zone", "一期"):
        with pytest.raises(gk.UnknownNameError):
            catalog.find(name)
    assert run(["audit", "--park", "龙湖现代产业园", "--lang", "zh"]) == 0
    assert "是深圳市坪山区—汕头市龙湖区“百千万工程”产业合作园区的基础" in capsys.readouterr().err


def test_zones_nest(catalog):
    park = catalog.park("baoan-chaonan")
    assert park.zone("longling-zone-a").within == "longling"
    lines = str(park).splitlines()
    longling = next(at for at, line in enumerate(lines) if line.startswith("Liangying Longling"))
    assert lines[longling + 1].startswith("└ Longling zone A")


def test_a_park_without_a_name_is_no_park_and_is_not_forgotten(catalog):
    pair = catalog.partnership("longhua-chaoyang")
    assert catalog.parks_of(pair) == ()
    assert pair.unnamed_park.inferred
    assert "neither its name nor a figure" in str(catalog)
    assert len(catalog) == 5


@pytest.mark.parametrize(
    ("text", "first", "last", "zh", "en"),
    [
        ("2023", (2023, 1, 1), (2023, 12, 31), "2023年", "2023"),
        ("2023-autumn", (2023, 9, 1), (2023, 11, 30), "2023年秋", "autumn 2023"),
        ("2023-winter", (2023, 12, 1), (2024, 2, 29), "2023年冬", "winter 2023"),
        ("2023-02", (2023, 2, 1), (2023, 2, 28), "2023年2月", "February 2023"),
        ("2023-02-late", (2023, 2, 21), (2023, 2, 28), "2023年2月下旬", "late February 2023"),
        ("2023-11-mid", (2023, 11, 11), (2023, 11, 20), "2023年11月中旬", "mid-November 2023"),
        ("2023-11-15", (2023, 11, 15), (2023, 11, 15), "2023年11月15日", "15 November 2023"),
    ],
)
def test_dates_of_any_precision(text, first, last, zh, en):
    assert span(check_loose_date(text)) == (date(*first), date(*last))
    assert (date_words(text).zh, date_words(text).en) == (zh, en)


@pytest.mark.parametrize(
    "text", ["2023-13", "2023-02-30", "23", "", "2023-11-middle", "2023-1", "٢٠٢٣", "2023-11\n"]
)
def test_what_is_no_date_is_refused(text):
    for check in (check_date, check_loose_date):
        with pytest.raises(InputError, match="is no date"):
            check(text)


def test_a_source_has_a_plain_date():
    with pytest.raises(InputError, match="is no date"):
        check_date("2023-autumn")


def test_the_timeline_is_in_order_and_tells_what_was_expected(catalog):
    milestones = catalog.milestones
    assert [each.date for each in milestones] == ["2023", "2023-06", "2023-autumn", "2023-11-mid", "2024"]
    assert [each.expected for each in milestones] == [False] * 4 + [True]
    assert milestones[-1].parks == ("linghai",)


def test_tables_have_a_row_each_and_say_what_they_rest_on(catalog):
    frames = {
        name: catalog.to_frame(name)
        for name in ("parks", "zones", "partnerships", "enclaves", "milestones", "companies", "sectors")
    }
    assert {name: len(frame) for name, frame in frames.items()} == {
        "parks": 5, "zones": 9, "partnerships": 7, "enclaves": 2, "milestones": 5, "companies": 6, "sectors": 12,
    }  # fmt: skip
    for frame in frames.values():
        assert list(frame.columns[-5:]) == ["source", "as_of", "quote", "inferred", "reason"]
    parks = frames["parks"].set_index("id")
    assert parks.loc["longhu", "declared_text"] == "1.76万亩"
    assert parks.loc["longhu", "declared"] == "1.76万亩 (17,600 mu)"
    assert parks.loc["longhu", ["lower_m2", "upper_m2"]].tolist() == pytest.approx(
        [11_700_000, 11_766_666.667]
    )
    zones = frames["zones"].set_index("id")
    assert zones.loc["longling-zone-a", ["within", "declared_text", "uncertainty_m"]].tolist() == [
        "Liangying Longling industrial park", "272亩", 5000,
    ]  # fmt: skip
    assert "not that building has begun" in zones.loc["phase-2", "status"]
    assert "inferred from its name" in frames["enclaves"]["place"].tolist()[1]
    assert frames["companies"]["count"].dropna().tolist() == [14]
    zh = catalog.to_frame("sectors", language="zh")
    assert zh.columns[0] == "产业"
    assert zh.loc[zh["产业"] == "珠宝", "园区"].tolist() == ["宝安-潮南共建产业园区"]
    with pytest.raises(gk.OptionError, match="sectors"):
        catalog.to_frame("sector")


def test_stale_facts_are_those_that_passed_and_those_that_are_old(catalog):
    assert catalog.stale_facts(date(2023, 12, 31)) == []
    stale = catalog.stale_facts(date(2025, 1, 1))
    assert [fact.due for fact in stale if fact.has_passed(date(2025, 1, 1))] == ["2024"]
    assert stale[0].due == "2024"
    assert len(catalog.stale_facts(date(2025, 1, 1), months=120)) == 1


def test_a_workbook_says_yes_and_no_and_a_csv_what_it_has_not(capsys, tmp_path):
    files = [tmp_path / "parks.xlsx", tmp_path / "parks.csv"]
    assert run(["parks", *(f"--output={file}" for file in files), "--lang", "zh"]) == 0
    assert "只有“园区”一张表；分区、结对、反向飞地" in capsys.readouterr().out
    assert "False" not in files[1].read_text(encoding="utf-8-sig")
    rows = list(openpyxl.load_workbook(files[0])["时间线"].iter_rows(min_row=2, values_only=True))
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["推断"], first["最早"].date()) == ("否", date(2023, 1, 1))


def test_sources_say_whose_a_fact_is_and_what_must_be_known(capsys):
    assert run(["parks", "--sources", "--lang", "zh"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "不是深汕特别合作区" in lines[2]
    assert any("GeoNames, CC BY 4.0" in line for line in lines)
    for subject, fact in (
        ("深圳市", "20+8"),
        ("汕头市", "三新两特一大"),
        ("龙华区—潮阳区", "272项（服务事项，不是亩数）"),
    ):
        at = lines.index(f"  {subject}")
        own = itertools.takewhile(lambda line: line.startswith("    "), lines[at + 1 :])
        assert any(fact in line for line in own)


def test_what_a_table_marks_as_inferred_is_explained_below_it(catalog, folder):
    assert "phase 2: under construction (inferred: only" in str(catalog["linghai"])
    assert "(inferred: Longhua is among" in str(catalog)
    assert "not that building has begun" in catalog["linghai"]._repr_html_()
    ground = 'quote = "岭海中小微企业创业园……330亩"'
    edit(folder, "linghai/park.toml", ground, 'inferred = true\nreason = { zh = "估", en = "a guess" }')
    other = gk.load_catalog(folder)
    card = localized_rows(park_rows(other["linghai"]))
    assert "(inferred: a guess)" in card["published area"]
    for said in (str(other), str(other["linghai"])):
        assert "(inferred: a guess)" in said


def localized_rows(rows):
    return {row["label"]["en"]: row["value"]["en"] for row in rows}


def test_the_command_prints_what_is_asked_for(capsys, tmp_path):
    assert run(["parks", "--timeline", "--sectors", "--companies", "--sources", "--lang", "zh"]) == 0
    out = capsys.readouterr().out
    for words in ("2023年11月中旬", "珠宝", "联东集团（已引进）", "原文“1.76万亩”", "（推断："):
        assert words in out
    book = tmp_path / "stale.xlsx"
    assert run(["parks", "--stale", "--as-of", "2026-06-01", "-o", str(book), "--lang", "en"]) == 0
    assert "due 2024, which has passed" in capsys.readouterr().out
    assert book.stat().st_size > 0
    assert run(["parks", "--months", "3"]) == 2
    assert run(["parks", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "declared 1.76万亩 (17,600 mu)" in out
    assert "under construction (inferred:" in out
    assert "[Nanshan–Nan'ao]  the sources name no park" in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_count_that_its_items_contradict_says_both(language: Language) -> None:
    name = {"zh": "甲", "en": "a"}
    with pytest.raises(ValidationError) as caught:
        Count(id="firms", name=name, value=3, unit=name, items=[name, name], source="a", as_of="2023")
    [error] = caught.value.errors()
    said = error["ctx"]["error"].localize(language)
    assert said.startswith(
        {"zh": "value 为 3，items 却有 2 项", "en": "value is 3, but 2 items are listed"}[language]
    )
