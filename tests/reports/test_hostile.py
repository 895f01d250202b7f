"""Names stay text in every format: markup, quotes, line ends, formulas, controls, marks of direction, length."""

from __future__ import annotations

import io
import json
import re
import sqlite3
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import openpyxl
import pyarrow.parquet as pq
import pytest
from markdown_it import MarkdownIt

from geokit.escape import encodable, printable
from geokit.reports import find_format, format_names
from geokit.terminal import shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.auditing.report import AuditReport


def in_markdown(text: str) -> str:
    return " ".join(shortened(printable(text), 600).replace("@", "@\u200b").split())


def in_a_column(text: str) -> str:
    return re.sub(r"\s", "", printable(text))


def from_json(content: bytes) -> list[str]:
    return [finding["message"] for finding in json.loads(content)["findings"]]


def from_sarif(content: bytes) -> list[str]:
    return [result["message"]["text"] for result in json.loads(content)["runs"][0]["results"]]


def from_geojson(content: bytes) -> list[str]:
    return [feature["properties"]["message"] for feature in json.loads(content)["features"]]


def from_codequality(content: bytes) -> list[str]:
    return [issue["description"] for issue in json.loads(content)]


def from_junit(content: bytes) -> list[str]:
    failures = ET.fromstring(content).findall(".//failure")  # noqa: S314 - our own output
    listed = re.split(r"\n?\[error\] ", str(failures[0].text))[1:]
    return ["parcel " + re.split(r":\d+: parcel ", line, maxsplit=1)[1] for line in listed]


def from_github(content: bytes) -> list[str]:
    lines = content.decode().splitlines()[:-1]
    return [re.split(r"(?<!^)::", line, maxsplit=1)[1].replace("%25", "%") for line in lines]


def from_markdown(content: bytes) -> list[str]:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(content.decode())
    cells = [
        "".join(child.content for child in token.children or []) for token in tokens if token.type == "inline"
    ]
    return [" ".join(cell.split()) for cell in cells if cell.startswith("parcel ")]


def from_text(content: bytes) -> list[str]:
    body = content.decode().split("\n  [error] ")[1:]
    messages = [re.split(r"\n {4}(?=parcel\b)", part, maxsplit=1)[1] for part in body]
    return [re.sub(r"\s", "", message.split("\n\n")[0]) for message in messages]


def from_xlsx(content: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Findings"]
    return [str(row[7]) for row in sheet.iter_rows(min_row=2, values_only=True)]


def from_gpkg(content: bytes) -> list[str]:
    database = sqlite3.connect(":memory:")
    database.deserialize(content)
    found = [row[0] for row in database.execute("SELECT message FROM findings ORDER BY fid")]
    database.close()
    return found


def from_html(content: bytes) -> list[str]:
    found = re.search(rb'id="gk-data">(.*?)</script>', content, re.DOTALL)
    assert found
    return [message["en"] for message in json.loads(found[1])["report"]["columns"]["message"]]


def from_parquet(content: bytes) -> list[str]:
    return list(pq.read_table(io.BytesIO(content)).column("message").to_pylist())


# How each format is read, and what it may make of a text.
READERS: dict[str, tuple[Callable[[bytes], list[str]], Callable[[str], str]]] = {
    "codequality": (from_codequality, encodable),
    "geojson": (from_geojson, encodable),
    "github": (from_github, printable),
    "gpkg": (from_gpkg, printable),
    "html": (from_html, encodable),
    "json": (from_json, encodable),
    "junit": (from_junit, printable),
    "markdown": (from_markdown, in_markdown),
    "parquet": (from_parquet, encodable),
    "sarif": (from_sarif, encodable),
    "text": (from_text, in_a_column),
    "xlsx": (from_xlsx, printable),
}


def test_every_format_is_read() -> None:
    assert sorted(READERS) == format_names()


@pytest.mark.parametrize("name", sorted(READERS))
def test_a_hostile_name_stays_text(hostile: AuditReport, name: str) -> None:
    read, shown = READERS[name]
    found = read(find_format(name).render(hostile, "en"))
    assert found == [shown(finding.message("en")) for finding in hostile.findings]


@pytest.mark.parametrize("name", format_names())
def test_nothing_of_this_machine_is_told(
    planted: AuditReport, hostile: AuditReport, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USER", "somebody-here")
    for report in (planted, hostile):
        content = find_format(name).render(report, "zh")
        secrets = ["somebody-here", *(str(each.park.folder) for each in report.audited if each.park)]
        assert not any(secret.encode() in content for secret in secrets)


def test_the_reader_of_annotations_would_notice_a_second_command(hostile: AuditReport) -> None:
    content = find_format("github").render(hostile, "en").replace(b" ::error::", b"\n::error::")
    assert from_github(content) != [printable(finding.message("en")) for finding in hostile.findings]
