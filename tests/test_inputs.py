"""Texts of settings that are made to overflow, or to take for ever."""

import os
import re
import sys
import time

import pytest

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.inputs import file_named, parse_toml
from geokit.json_texts import fault_of_json, parse_json

SECONDS = 10
QUOTED = Words(zh="中文等其他文字作键名须加引号", en="a key of other letters than a to z stands in quotes")
# Python 3.13 names the comma too many, and an earlier one the place behind it.
COMMA_AT = (1, 8) if sys.version_info >= (3, 13) else (2, 1)


@pytest.mark.parametrize(
    "text",
    ["a." * 100_000 + "a = 1", "x = 1\n [" + "'a' . " * 100_000 + "a]", "a = " + "9" * 5000, "a = [" * 5000],
)
def test_a_text_without_measure_is_broken_in_time(text):
    started = time.perf_counter()
    with pytest.raises(InputError):
        parse_toml(text)
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize(("text", "line", "column", "zh", "en"), [
    ("a = 1\nb 2", 2, 3, "键后面缺少等号", "an equals sign is missing"),
    ("a = 1\r\nb = [1,\r\n\r\n", 2, 8, "值没有写完", "a value is not finished"),
    ("a = [", 1, 6, "值没有写完", "a value is not finished"),
    ("a = [1,\n '#2', # 2\n# it's\n\n # b = 1\n", 2, 7, "值没有写完", "a value is not finished"),
    ("# c\na =", 2, 4, "值没有写完", "a value is not finished"),
    ('a = """x\n# y', 2, 4, "引号没有成对", "a quote is not closed"),
    ("a = []\n[[a]]", 2, 4, "已用 […] 写完的列表不能", "or to a list written as […]"),
    ("a = {}\na.b = 1", 2, 8, "已用 {…} 写完的表", "a table written as {…}"),
    ("a = 'x", 1, 7, "引号没有成对", "a quote is not closed"),
    ("\n单位 = 'x'", 2, 1, "既不是键也不是表头；" + QUOTED.zh, "neither a key nor the header of a table; " + QUOTED.en),
    ("a甲 = 1", 1, 2, "键后面缺少等号；" + QUOTED.zh, "behind the key; " + QUOTED.en),
    ("[a甲]", 1, 3, "表头缺少右括号；" + QUOTED.zh, "is not closed; " + QUOTED.en),
    ("甲 ＝ 1", 1, 1, QUOTED.zh + "；这一行有全角标点 ＝", QUOTED.en + "; the line has the wide marks"),
    ("a.甲 = 1", 1, 3, "其他文字须加引号", "stands in quotes"),
    ("a = 2026-02-30", 1, 5, "日期或时间不存在", "no such date or time"),
    (r'a = "D:\xyz"', 1, 10, "反斜杠须写成", "a backslash is"),
    ("a = 1 # \x01", 1, 9, "有不能出现的字符", "a letter stands where it cannot"),
    ("[a.b]\n[a]\nb.c = 1", 3, 8, "同一个表写了两次", "a table is written twice"),
    ("a = 1\na = 2", 2, 6, "键出现两次", "a key stands twice"),
    ("[a]\n[a]", 2, 3, "表 [a] 出现两次", "the table [a] stands twice"),
    ("a = {b = 1}\n[a.c]", 2, 5, "表 [a.c] 出现两次", "the table [a.c] stands twice"),
    ("a = “x”", 1, 5, "这一行有全角标点 “ ”", "the wide marks “ ”"),
    ("a = " + "9" * 5000, None, None, "数字过长", "a number is too long"),
])  # fmt: skip
def test_what_is_wrong_with_a_text_is_said_in_both_languages_with_its_place(text, line, column, zh, en):
    with pytest.raises(InputError) as caught:
        parse_toml(text)
    assert zh in caught.value.localize("zh")
    assert en in caught.value.localize("en")
    assert (caught.value.line, caught.value.fields.get("column")) == (line, column)
    assert not re.search("[A-Za-z]{2,} [A-Za-z]{2,}", caught.value.localize("zh"))


@pytest.mark.parametrize("text", ["= 1", "b 2", "[a b]", "a = 甲", "# 甲\n]"])
def test_quotes_are_advised_for_no_other_fault(text):
    with pytest.raises(InputError) as caught:
        parse_toml(text)
    assert QUOTED.zh not in caught.value.localize("zh")


def test_what_tomllib_may_say_in_time_to_come_is_said_in_our_words(monkeypatch):
    def refuse(_text):
        raise ValueError("Something new about keys (at line 1, column 3)")

    monkeypatch.setattr("tomllib.loads", refuse)
    with pytest.raises(InputError) as caught:
        parse_toml("a = 1")
    assert caught.value.localize("zh") == "TOML 语法错误（第 3 列）：不合 TOML 的写法"


@pytest.mark.parametrize(("text", "line", "column", "zh", "en"), [
    ('{\n"a": 1 "b"}', 2, 8, "缺少逗号或右括号", "a comma or a closing bracket is missing"),
    ('{"a" 1}', 1, 6, "键后面缺少冒号", "a colon is missing"),
    ("{a: 1}", 1, 2, "键须加双引号", "a key stands in double quotes"),
    ('{"a": 1,\n}', *COMMA_AT, "最后一项后面不能有逗号", "the last item takes no comma behind it"),
    ('{"a": x}', 1, 7, "文字须加双引号", "text stands in double quotes"),
    ('{"a": +1}', 1, 7, "前面没有加号", "without a plus"),
    ("[1,\n 0x10]", 2, 2, "也不用十六进制", "not in base 16"),
    ("[-01]", 1, 2, "多余的零", "needless zeros"),
    ('["b", 1_000]', 1, 7, "数写作", "a number is written"),
    ("[.5]", 1, 2, "数写作", "a number is written"),
    ('["5"6]', 1, 5, "缺少逗号或右括号", "a comma or a closing bracket is missing"),
    ("[1;0]", 1, 3, "缺少逗号或右括号", "a comma or a closing bracket is missing"),
    ("[1 0]", 1, 4, "缺少逗号或右括号", "a comma or a closing bracket is missing"),
    ('"a', 1, 1, "引号没有成对", "a quote is not closed"),
    ('"a\nb"', 1, 3, "引号里有换行", "an end of line"),
    (r'"D:\x"', 1, 4, "反斜杠", "a backslash"),
    (r'"\u12"', 1, 3, "反斜杠", "a backslash"),
    ("1 2", 1, 3, "末尾还有多余的内容", "something follows the end"),
    ('{"a": {"b": 1, "b": 1}}', 1, 16, "键“b”出现多次", "the key “b” stands more than once"),
    ('[{"a": "}"},\n {"a": "a:", "b": {"a": 1},\n "\\u0061" : 2}]', 3, 2, "又见第 2 列", "again at column 2"),
    ('{"\\"{": 1, "b": [{"b": 1}, {"b": 1}],\n"b": 2}', 2, 1, "键“b”", "the key “b”"),
    ("[" * 100_000, None, None, "嵌套过深", "nested too deep"),
    ("9" * 5000, None, None, "数字过长", "too long"),
])  # fmt: skip
def test_what_is_wrong_with_a_json_is_said_in_both_languages_with_its_place(text, line, column, zh, en):
    with pytest.raises(InputError) as caught:
        parse_json(text)
    assert zh in caught.value.localize("zh")
    assert en in caught.value.localize("en")
    assert (caught.value.line, caught.value.fields.get("column")) == (line, column)
    assert not re.search("[A-Za-z]{2,} [A-Za-z]{2,}", caught.value.localize("zh"))


@pytest.mark.parametrize("text", ['{"a": [1, 2.5, NaN], "a": 0}', "9" * 5000, "[]"])
def test_what_a_json_says_is_no_fault_of_its_writing(text):
    assert fault_of_json(text, InputError) is None


@pytest.mark.parametrize(("text", "said"), [("[" * 100_000, "nested too deep"), ("[1", "closing bracket")])
def test_a_fault_is_the_one_that_reading_would_raise(text, said):
    with pytest.raises(InputError, match=said) as caught:
        parse_json(text)
    assert str(fault_of_json(text, InputError)) == str(caught.value)


def test_the_key_that_stands_twice_among_very_many_is_found_in_time():
    keys = ",\n".join(f'"{number}": 0' for number in range(100_000))
    started = time.perf_counter()
    with pytest.raises(InputError, match="99999") as caught:
        parse_json(f'{{{keys},\n"99999": 1}}')
    assert caught.value.line == 100_001
    assert time.perf_counter() - started < SECONDS


def test_dots_in_a_value_are_no_parts_of_a_key():
    assert parse_toml(f'note = "{"a." * 50}"\na.b.c = 1') == {"note": "a." * 50, "a": {"b": {"c": 1}}}


def test_a_name_unpacked_in_utf8_is_found_where_the_locale_reads_it_otherwise(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsdecode", lambda name: name.decode("gb18030", "surrogateescape"))
    unpacked = tmp_path / "示意.geojson".encode().decode("gb18030", "surrogateescape")
    unpacked.touch()
    assert file_named(tmp_path, "示意.geojson") == unpacked
    (tmp_path / "示意.geojson").touch()
    assert file_named(tmp_path, "示意.geojson") == tmp_path / "示意.geojson"
    assert file_named(tmp_path, "没有.geojson") == tmp_path / "没有.geojson"
