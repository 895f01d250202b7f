"""Slips of the pen in programme.toml and park.toml: each is a sentence in both languages, with file, line and key."""

from __future__ import annotations

from datetime import date

import pytest

import geokit as gk

PROGRAMME = """\
name = { zh = "穗梅协作", en = "A programme" }

[[cities]]
id = "a"
name = { zh = "广州市", en = "Guangzhou" }
role = "supporter"

[[cities]]
id = "b"
name = { zh = "梅州市", en = "Meizhou" }
role = "host"

[[districts]]
adcode = "440104"
city = "a"
name = { zh = "越秀区", en = "Yuexiu" }
lat = 23.136
lon = 113.28

[[districts]]
adcode = "441424"
city = "b"
name = { zh = "五华县", en = "Wuhua" }
lat = 23.812
lon = 115.66

[[partnerships]]
id = "pair"
supporter = "440104"
host = "441424"
source = "doc"

[[partnerships]]
id = "other"
supporter = "440104"
host = "441424"
source = "doc"

[[sources]]
id = "doc"
title = { zh = "文件", en = "document" }
as_of = "2026-06"
"""
PARK = """\
id = "park"
name = { zh = "五华产业园", en = "Wuhua Park" }
partnership = "pair"
district = "441424"

[anchor]
lat = 23.812
lon = 115.66
uncertainty_m = 5000
derivation = { zh = "图", en = "map" }
"""
GROUNDS = 'source = "doc"\nas_of = "2026"\n'
OWN_SOURCE = '[[sources]]\nid = "{id}"\ntitle = {{ zh = "甲", en = "A" }}\nas_of = "2026"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "programme.toml").write_text(PROGRAMME, encoding="utf-8")
    (tmp_path / "park").mkdir()
    (tmp_path / "park" / "park.toml").write_text(PARK, encoding="utf-8")
    return tmp_path


def change(folder, name, old, new):
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(folder):
    with pytest.raises(gk.CatalogError) as caught:
        gk.load_catalog(folder)
    return caught.value.localize("zh"), caught.value.localize("en")


@pytest.mark.parametrize(("old", "new", "zh", "en"), [
    ('"441424"\ncity', '"44142"\ncity', '第 21 行：districts[1].adcode 不能是 "44142"（须为六位数字）', "it must be six digits"),
    ('id = "doc"', 'id = "文件"', "只能用小写英文字母、数字和单个连字符", "it takes small letters a–z"),
    ('role = "host"', 'role = "helped"', '不能是 "helped"；可用："supporter"、"host"', 'it can be "supporter", "host"'),
    ('"2026-06"', "2026-06-01", "不能是 2026-06-01（须为加引号的文字）", "cannot be 2026-06-01 (it must be text in quotes)"),
    ('"2026-06"', f'"{"9" * 5000}"', "9”不是日期", "9” is no date"),
    ("lat = 23.812", f"lat = 0x{'f' * 5000}", "districts[1].lat 不能是 …", "districts[1].lat cannot be …"),
    ("[[sources]]", "[sources]", "表头须用双括号：[[sources]]", "two brackets, [[sources]]"),
    ('zh = "五华县"', 'cn = "五华县"', "没有 districts[1].name.cn 这个键；可用：zh、en", "there are zh, en"),
    ('role = "host"', f"role = \"{'x' * 9999}\"", 'xxx…"；可用', 'xxx…"; it can be'),
    ('id = "doc"', "id = “doc”", "第 40 行：TOML 语法错误（第 6 列）", "the wide marks “ ”"),
    ("[[sources]]", "[name]\n[[sources]]", "表 [name] 出现两次", "the table [name] stands twice"),
    ('host = "441424"', 'host = "441425"', "指向不存在的“441425”，是否指“441424”？", "did you mean “441424”?"),
    ('supporter = "440104"\nhost = "441424"', 'supporter = "441424"\nhost = "440104"',
     "五华县所在的梅州市，role 是 host", "Wuhua lies in Meizhou, whose role is host"),
    ("lat = 23.812", "lat = true", "districts[1].lat 不能是 true（须为数字）", "districts[1].lat cannot be true (it must be a number)"),
    ("lat = 23.812", 'lat = "23.812"', "（须为数字）", "(it must be a number)"),
    ('en = "A programme"', 'en = "  "', "name.en：不得为空", "name.en: it must not be empty"),
])  # fmt: skip
def test_a_slip_in_the_programme(folder, old, new, zh, en):
    change(folder, "programme.toml", old, new)
    said = faults(folder)
    assert zh in said[0]
    assert en in said[1]
    assert all(len(each) < 300 for each in said)


@pytest.mark.parametrize(("added", "zh", "en"), [
    ('review_number = "粤S"\n', "review_number 须写在文件开头、第一个 [表] 之前", "stands at the head of the file"),
    ('[sectors]\nzh = "新能源"\n', "第 11 行：缺少键 sectors.en", "the key sectors.en is missing"),
    ('[status]\nzh = "三期"\n', "缺少键 status.en", "the key status.en is missing"),
    ('[audits.rules.gap]\nseverity = "info"\n', "第 11 行：没有 audits 这个键", "line 11: there is no key audits; did you mean audit"),
    (f'[[companies]]\nname = {{ zh = "甲", en = "A" }}\ncount = 1\nrelation = "settled"\n{GROUNDS}', "只写其一", "and not both"),
    ('[boundary]\nfile = "x.geojson"\nbasis = "schematic"\ndrawn = 1\n', "boundary.drawn 不能是 1", "boundary.drawn cannot be 1"),
    (f'[boundary]\nfile = "{"x" * 3000}"\nbasis = "surveyed"\n', "找不到边界文件", "there is no boundary file"),
    ('[boundary]\nfile = "x.geojson"\nbasis = "schematic"\ndrawn = true\n', "请先运行 geokit outline", "let geokit outline draw it"),
    (OWN_SOURCE.format(id="doc"), "sources[0].id“doc”已被 programme.toml 使用", "is already taken by programme.toml"),
    (OWN_SOURCE.format(id="x") * 2, "sources[1].id“x”已被 sources[0] 使用", "is already taken by sources[0]"),
    (f'[[companies]]\ncount = 1\nrelation = "settled"\npartnership = "other"\n{GROUNDS}',
     "companies[0].partnership：园区的结对是“pair”，不是“other”", "the park's pair is “pair” and not “other”"),
    (f'[[milestones]]\ndate = "2026"\ntext = {{ zh = "甲", en = "A" }}\npartnerships = ["pair", "other"]\n{GROUNDS}',
     "milestones[0].partnerships：园区的结对", "milestones[0].partnerships: the park's pair"),
])  # fmt: skip
def test_a_slip_in_a_park(folder, added, zh, en):
    with (folder / "park" / "park.toml").open("a", encoding="utf-8") as file:
        file.write(added)
    said = faults(folder)
    assert zh in said[0]
    assert en in said[1]


@pytest.mark.parametrize("number", ["inf", "nan"])
def test_an_uncertainty_is_a_finite_number(folder, number):
    change(folder, "park/park.toml", "5000", number)
    assert "it must be a finite number" in faults(folder)[1]


def test_windows_newlines_and_a_mark_of_order_change_no_line(folder):
    text = PROGRAMME.replace('role = "host"', 'rolle = "host"')
    (folder / "programme.toml").write_bytes(("\ufeff" + text).replace("\n", "\r\n").encode())
    assert "programme.toml, line 11: there is no key cities[1].rolle; did you mean role?" in faults(folder)[1]


def test_a_name_turns_no_words_round(folder):
    change(folder, "park/park.toml", "Wuhua Park", "\u202eWuhua\\u001b[31m {x} {option:crs} =1+1")
    park = gk.load_catalog(folder).parks[0]
    assert park.name.localize("en") == "\\u202eWuhua␛[31m {x} {option:crs} =1+1"
    assert gk.load_catalog(folder).park(park.name.en) == park
    page = gk.link_map(gk.load_catalog(folder)).render()
    assert "\u202e" not in page


def test_a_thousand_zones_one_within_the_other_are_shown(folder):
    zone = '[[zones]]\nid = "z{0}"\nkind = "section"\nname = {{ zh = "片", en = "s" }}\n'
    with (folder / "park" / "park.toml").open("a", encoding="utf-8") as file:
        file.write(
            zone.format(0) + "".join(f'{zone.format(at)}within = "z{at - 1}"\n' for at in range(1, 1200))
        )
    park = gk.load_catalog(folder).parks[0]
    assert [depth for depth, _ in park.zone_tree()] == list(range(1200))
    assert str(park)


@pytest.fixture
def two_parks(folder):
    """Return a function that loads two parks, with what is added to each."""

    def load(first: str, second: str) -> gk.Catalog:
        for name, zh, added in (("a", "甲", first), ("b", "乙", second)):
            park = (
                PARK.replace('id = "park"', f'id = "{name}"')
                .replace("五华产业园", zh)
                .replace("Wuhua Park", name.upper())
            )
            (folder / name).mkdir()
            (folder / name / "park.toml").write_text(park + added, encoding="utf-8")
        return gk.load_catalog(folder)

    return load


BASE = f'[base]\nname = {{ zh = "龙湖", en = "Longhu" }}\ntext = {{ zh = "以龙湖为基础", en = "on it" }}\n{GROUNDS}'
SECTION = '[[zones]]\nid = "z"\nkind = "section"\nname = { zh = "龙湖", en = "Longhu" }\n'


def test_a_name_of_several_parks_says_which(two_parks):
    catalog = two_parks(BASE, SECTION)
    with pytest.raises(gk.CatalogError, match=r"“Longhu” is the name of no park; several .*: A, B; name one"):
        catalog.park("Longhu")
    assert "龙湖" not in catalog


def test_a_name_that_is_anothers_too_says_so(two_parks, recwarn):
    catalog = two_parks(SECTION.replace("龙湖", "B"), "")
    assert catalog.park("b").id == "b"
    assert "“b” is the name of B, which is what was found; what A is built on" in str(recwarn.pop().message)


def test_names_of_signs_alone_are_told_apart(two_parks, folder):
    two_parks("", "")
    change(folder, "a/park.toml", '"A"', '"😀"')
    change(folder, "b/park.toml", '"B"', '"★"')
    catalog = gk.load_catalog(folder)
    assert [catalog.park(name).id for name in ("😀", "★")] == ["a", "b"]
    assert " " not in catalog


def test_due_takes_what_a_milestone_takes(folder):
    statement = f'[[statements]]\ntext = {{ zh = "竣工", en = "completed" }}\ndue = "2026-h1"\n{GROUNDS}'
    with (folder / "park" / "park.toml").open("a", encoding="utf-8") as file:
        file.write(statement)
    catalog = gk.load_catalog(folder)
    assert [each.date for each in catalog.milestones] == ["2026-h1"]
    due = [fact.due for fact in catalog.facts() if fact.has_passed(date(2026, 7, 1))]
    assert (due, [fact for fact in catalog.facts() if fact.has_passed(date(2026, 6, 30))]) == (
        ["2026-h1"],
        [],
    )


def test_a_fact_without_a_date_has_its_sources(folder):
    catalog = gk.load_catalog(folder)
    stale = catalog.stale_facts(date(2028, 1, 1), months=0)
    assert [(fact.kind.en, fact.as_of) for fact in stale] == [("partnership", "2026-06")] * 2
    assert catalog.to_frame("partnerships")["as_of"].tolist() == ["2026-06"] * 2


def test_facts_in_their_shortest_form_are_read_and_said(folder):
    old = 'status = { zh = "分三期建设", en = "in three phases" }\nsectors = { zh = "纺织、珠宝", en = "textiles, jewellery" }\n'
    change(folder, "park/park.toml", "[anchor]", f"{old}\n[anchor]")
    park = gk.load_catalog(folder).parks[0]
    with gk.use_language("zh"):
        assert (str(park.progress), str(park.sectors)) == ("分三期建设", "纺织、珠宝")


def test_a_company_of_a_park_has_its_pair(folder):
    with (folder / "programme.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'[[companies]]\ncount = 1\nrelation = "settled"\npark = "park"\npartnership = "other"\n{GROUNDS}'
        )
    assert "companies[0].partnership: the park's pair is “pair” and not “other”" in faults(folder)[1]


def test_a_separator_within_a_text_ends_no_line(folder):
    change(folder, "programme.toml", "A programme", "A\u2028pro\u0085gramme")
    change(folder, "programme.toml", 'role = "host"', 'rolle = "host"')
    assert "programme.toml, line 11: there is no key cities[1].rolle" in faults(folder)[1]
