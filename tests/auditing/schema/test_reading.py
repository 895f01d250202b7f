"""Schemas from .toml and .xlsx, sound and hostile."""

from __future__ import annotations

import re

import numpy as np
import pytest

import geokit as gk
from geokit.auditing.schema.domains import read_domain
from geokit.auditing.schema.reading import schema_names
from tests.workbook_files import write_workbook


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", schema_names())
def test_a_template_comes_back_from_a_workbook_as_it_was(tmp_path, name, language):
    schema = gk.load_schema(name)
    path = gk.SchemaForm(schema).save(tmp_path / "规范.xlsx", language=language)
    assert gk.load_schema(path) == schema


@pytest.mark.parametrize("head", ["已读部分", "read"])
def test_a_remark_in_one_language_stays_in_it(tmp_path, head):
    fields = [["属性表名", "字段代码", "字段类型"], ["A", "BSM", "Char"]]
    schema = gk.load_schema(
        write_workbook(tmp_path / "a.xlsx", {"说明": [[head, "第 3 章"]], "字段": fields})
    )
    assert schema.read == "第 3 章"
    again = gk.load_schema(gk.SchemaForm(schema).save(tmp_path / "b.xlsx", language="zh"))
    assert again == schema


def test_a_template_says_what_of_it_was_read():
    for name in schema_names():
        schema = gk.load_schema(name)
        assert "未核实" in schema.read.zh
        assert "not confirmed" in schema.read.en
        assert {each.evidence for layer in schema.layers for each in (layer, *layer.fields)} == {"recalled"}


def test_a_toml_that_is_none_is_told_in_the_readers_language_with_its_place(tmp_path):
    path = tmp_path / "规范.toml"
    path.write_text("name = '甲'\nlayers = [1 2]\n", encoding="utf-8")
    with pytest.raises(gk.FormatError) as caught:
        gk.load_schema(path)
    assert caught.value.localize("zh") == "规范.toml 第 2 行：TOML 语法错误（第 13 列）：列表缺少 ] 或逗号"
    assert "规范.toml, line 2: the TOML is broken at column 13: a list" in caught.value.localize("en")


def test_a_table_as_standards_print_it(tmp_path):
    heads = ["序号", "字段名称", "字段代码", "字段类型", "字段长度", "小数位数", "值域", "约束条件", "备注"]
    path = write_workbook(tmp_path / "a.xlsx", {
        "表13": [
            ["生态保护红线属性结构描述表（属性表名：STBHHX）"],
            heads,
            [1, "标识码", "BSM", "Char", 18, None, None, "M", None],
            [2, "面积", "MJ", "Float", 15, 2, ">0", "M", "单位：㎡"],
            ["注：面积单位为平方米"],
        ],
        "YJJBNT": [heads, [1, "标识码", "BSM", "字符型", "18", "", "", "M"]],
    })  # fmt: skip
    schema = gk.load_schema(path)
    assert [(each.name, each.title, [one.code for one in each.fields]) for each in schema.layers] == [
        ("STBHHX", "生态保护红线", ["BSM", "MJ"]),
        ("YJJBNT", "", ["BSM"]),
    ]
    area = schema.layers[0].fields[1]
    assert (area.type, area.length, area.decimals, area.domain.text, area.constraint) == (
        "float",
        15,
        2,
        ">0",
        "M",
    )


def test_one_sheet_for_all_layers_with_merged_cells(tmp_path):
    rows = [["属性表名", "字段名称", "字段代码", "字段类型", "约束条件"],
            ["A", "标识码", "BSM", "Char", "M"], [None, "名称", "MC", "Char", "O"], ["B", "标识码", "BSM", "Char", "M"]]  # fmt: skip
    schema = gk.load_schema(write_workbook(tmp_path / "a.xlsx", {"字段": rows}))
    assert [(each.name, len(each.fields)) for each in schema.layers] == [("A", 2), ("B", 1)]


@pytest.mark.parametrize(("column", "value", "known"), [
    (3, "Chra", "varchar"), (4, "X", "可选|必填|m, c"), (5, "18.5", "整数|whole")])  # fmt: skip
def test_a_cell_that_cannot_be_is_named_with_sheet_and_row(tmp_path, column, value, known):
    row = ["A", "标识码", "BSM", "Char", "M", 18]
    row[column] = value
    rows = [["属性表名", "字段名称", "字段代码", "字段类型", "约束条件", "字段长度"], row]
    with pytest.raises(gk.InputError) as error:
        gk.load_schema(write_workbook(tmp_path / "a.xlsx", {"字段": rows}))
    assert re.search("字段.*2", str(error.value))
    assert value in str(error.value)
    assert re.search(known, str(error.value))


def test_a_formula_stays_text_and_wide_sheets_end(tmp_path):
    heads = ["属性表名", "字段代码", "字段类型", "值域", *[None] * 9_995, "字段长度"]
    path = write_workbook(tmp_path / "a.xlsx", {"字段": [heads, ["A", "BSM", "Char", '=HYPERLINK("x")']]})
    assert gk.load_schema(path).layers[0].fields[0].domain is None


def test_no_pattern_of_a_schema_runs_long():
    for text in ("pattern: (a+)+$", "(a|a)*b", "[0, " * 4_000, "9" * 19_000, ">=" * 9_000):
        assert read_domain(text).allows("a" * 10_000) in (True, False)


@pytest.mark.parametrize(("text", "good", "bad"), [
    ("10、20、30", "20", "40"), ("1=主体；2=补划", "2", "主体"), ("pattern: 44##@*", "4401Axyz", "44011"),
    ("codes: survey", "0101", "9999"), ("YYYY-MM-DD", "2026-02-28", "2026-02-30")])  # fmt: skip
def test_domains(text, good, bad):
    domain = read_domain(text)
    assert domain.allows(good)
    assert not domain.allows(bad)


@pytest.mark.parametrize(
    ("text", "good", "bad"), [(">0", 0.01, 0), ("≥0", 0, -1), ("[0, 1)", 0, 1), ("0~1", 1, 1.1)]
)
def test_ranges(text, good, bad):
    assert read_domain(text).wrong_numbers(np.array([good, bad])).tolist() == [False, True]


def test_an_unknown_name_says_which_ship():
    with pytest.raises(gk.UnknownNameError, match="control-lines-2021"):
        gk.load_schema("control-lines-2020")
