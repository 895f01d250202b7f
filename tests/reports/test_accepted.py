"""A report held against a baseline: every format says what is accepted, and none lets it fail."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import jsonschema
import openpyxl
import pytest

import geokit as gk
from geokit.reports import find_format, format_names
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from geokit.auditing.baselines.model import BaselinedReport

TODAY = date(2026, 6, 1)


def overlapping(width_m: float) -> gk.AuditReport:
    shapes = [square(0, 0, 100), square(100 - width_m, 0, 100), square(0, 200, 100), square(0, 299, 100)]
    return gk.audit(parcels=make_parcels(shapes), today=TODAY)


@pytest.fixture
def held(tmp_path: Any) -> BaselinedReport:
    """One overlap is accepted, one has grown, one entry is found no more."""
    path = tmp_path / "b.toml"
    gk.write_baseline(overlapping(2.0), path, reason="agreed <b>", expires=date(2026, 12, 31))
    gone = '\n[[accepted]]\nrule = "gap"\nsubjects = ["A", "B"]\n'
    path.write_text(path.read_text("utf-8") + gone, "utf-8")
    return gk.apply_baseline(overlapping(3.0), gk.load_baseline(path))


def written(report: gk.AuditReport, name: str, language: Any = "en", **marks: Any) -> bytes:
    return find_format(name).render(report, language, **marks)


def test_json_lists_them_apart_with_their_reasons(held: BaselinedReport) -> None:
    content = json.loads(written(held, "json"))
    schema = json.loads((files("geokit.reports") / "schema" / "report-1.json").read_text("utf-8"))
    jsonschema.validate(content, schema)
    (accepted,) = content["accepted"]
    assert set(accepted) == set(content["findings"][0]) | set(schema["$defs"]["accepted"]["properties"])
    assert (accepted["subjects"], accepted["reason"], accepted["expires"]) == (
        ["C", "D"],
        "agreed <b>",
        "2026-12-31",
    )
    assert accepted["geometry"]["type"] == "Polygon"
    assert content["counts"] == {"error": 1, "review": 0, "warning": 2, "info": 0}
    del accepted["reason"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema)


def test_sarif_says_what_the_baseline_makes_of_each(held: BaselinedReport) -> None:
    found = json.loads(written(held, "sarif"))["runs"][0]["results"]
    states = {(result["ruleId"], result["baselineState"], len(result["suppressions"])) for result in found}
    assert states == {
        ("overlap", "updated", 0),
        ("overlap", "unchanged", 1),
        ("stale_baseline", "new", 0),
        ("gap", "absent", 0),
    }
    (suppression,) = next(result["suppressions"] for result in found if result["suppressions"])
    assert suppression == {"kind": "external", "status": "accepted", "justification": "agreed <b>"}
    absent = next(result for result in found if result["baselineState"] == "absent")
    assert (absent["kind"], absent["level"]) == ("pass", "none")
    assert absent["partialFingerprints"]["geokitFault/v1"] == held.gone[0].fault.fingerprint


def test_sarif_with_a_baseline_is_valid(held: BaselinedReport, official: Any) -> None:
    for language in ("en", "zh"):
        jsonschema.validate(json.loads(written(held, "sarif", language)), official)


def test_without_a_baseline_sarif_speaks_of_none() -> None:
    for result in json.loads(written(overlapping(2.0), "sarif"))["runs"][0]["results"]:
        assert not {"baselineState", "suppressions"} & set(result)


def test_junit_passes_what_is_accepted_and_prints_it(held: BaselinedReport) -> None:
    root = ET.fromstring(written(held, "junit"))  # noqa: S314 - our own output
    case = root.find(".//testcase[@name='overlap']")
    assert case is not None
    assert "C" not in case.findtext("failure", "")
    assert "accepted: parcels C and D overlap" in case.findtext("system-out", "")


def test_text_markdown_and_page_count_them(held: BaselinedReport) -> None:
    text = written(held, "text").decode()
    assert "; accepted 1" in text.replace("\n", " ")
    assert "\naccepted: parcels C and D overlap" in text
    markdown = written(held, "markdown", "zh").decode()
    assert "<summary>基线接受的问题：1 项</summary>" in markdown
    assert "agreed \\<b\\>" in markdown
    assert '"accepted"' in written(held, "html").decode()


def test_the_workbook_has_a_sheet_of_them(held: BaselinedReport) -> None:
    book = openpyxl.load_workbook(BytesIO(written(held, "xlsx", "zh")))
    assert book.sheetnames == ["汇总", "问题归类", "问题清单", "已接受", "分期面积"]
    rows = list(book["已接受"].values)
    assert rows[0][-2:] == ("接受理由", "接受至")
    assert rows[1][-2:] == ("agreed <b>", "2026-12-31")


@pytest.mark.parametrize("name", format_names())
def test_every_format_is_the_same_again_and_keeps_it_from_the_public(
    held: BaselinedReport, name: str
) -> None:
    assert written(held, name) == written(held, name)
    assert b"agreed" not in written(held, name, audience="public")
