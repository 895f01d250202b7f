"""Text that came from data, in each place that it goes to."""

from __future__ import annotations

import csv
import html
import io
import json
import sqlite3
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from geokit import escape

HOSTILE = [
    "\x1b[31mred\x9b0m\x7f\x00", "a\u202eb\u200f\u2066c\u2028d", "\n::error::x", "a ##[group]b", "<b>&\"'</b>]]>", "=1+1",
    "\t=1", "\r-1", "@a", "half \ud800 a letter", "`a`|*b*", 'x" OR "1', "地块（三期）", "",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_line_on_a_terminal_is_one_line_that_nothing_obeys(text):
    line = escape.terminal_line(text)
    assert line.isprintable()
    assert not line.lstrip().startswith("::")
    assert "##[" not in line


@pytest.mark.parametrize("text", HOSTILE)
def test_a_json_document_says_the_same(text):
    document = json.dumps([text], ensure_ascii=False)
    safe = escape.json_document(escape.encodable(document))
    assert json.loads(safe) == [escape.encodable(text)]
    assert "##[" not in safe
    assert "\u202e" not in safe


@pytest.mark.parametrize("text", HOSTILE)
def test_an_xml_document_says_the_same(text):
    element = ET.Element("a")
    element.text = escape.xml_text(text)
    document = escape.xml_document(ET.tostring(element, encoding="unicode"))
    found = ET.fromstring(document).text or ""  # noqa: S314 - our own output
    assert found.replace("\r", "\n") == escape.xml_text(text).replace("\r", "\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_paragraphs_hold_text_alone(text):
    seen, tags = [], []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _: tags.append(tag)  # type: ignore[method-assign]
    parser.handle_data = seen.append  # type: ignore[method-assign]
    parser.feed(escape.html_paragraphs([text]))
    assert tags == ["p"]
    assert "".join(seen) == text
    assert escape.html_paragraphs([text], "li") == f"<li>{html.escape(text)}</li>"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_workflow_command_ends_where_it_should(text):
    for escaped in (escape.workflow_data(text), escape.workflow_property(text)):
        assert "\n" not in escaped
        assert "\r" not in escaped
    assert not {":", ","} & set(escape.workflow_property(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(text):
    assert not escape.is_formula(str(escape.csv_value(text)))
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerow([escape.csv_value(text)])
    [cell] = next(csv.reader(io.StringIO(sheet.getvalue(), newline="")), [""])
    assert cell.removeprefix("'") == text


def test_a_number_of_a_table_stays_a_number():
    assert escape.csv_value(-3) == -3
    assert escape.csv_value(None) is None


@pytest.mark.parametrize(
    "name", [text for text in HOSTILE if text and "\0" not in text and "\ud800" not in text]
)
def test_a_table_may_have_any_name(name):
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE TABLE {escape.sql_name(name)} (a)")
    assert database.execute("SELECT name FROM sqlite_master").fetchall() == [(name,)]
    database.close()
