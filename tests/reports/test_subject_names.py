"""A reader of a report is told of a park and of its phases by their names; a program by their ids."""

from __future__ import annotations

import dataclasses
import io
import json
from typing import TYPE_CHECKING

import openpyxl
import pytest

from geokit.auditing.subject_names import SubjectNames
from geokit.i18n import localize
from geokit.languages import use_language
from geokit.reports import find_format
from geokit.reports.html import report_data
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport

IDS = {"phase-2", "phase-3", "example-park"}


def named(report: AuditReport) -> list[str]:
    """Return what a reader of Chinese sees in each column of subjects."""
    book = openpyxl.load_workbook(io.BytesIO(find_format("xlsx").render(report, "zh")))
    found = [name["zh"] for names in report_data(report, is_public=False)["columns"]["subjects"]
             for name in names if isinstance(name, dict)]  # fmt: skip
    for sheet in (book["问题归类"], book["问题清单"]):
        heads = [cell.value for cell in sheet[1]]
        found += [row[heads.index("对象")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    with use_language("zh"):
        return [*filter(None, found), *report._repr_html_().replace("</td>", "<td>").split("<td>")]


def test_readers_see_names(planted: AuditReport) -> None:
    seen = named(planted)
    assert {"二期", "三期", "示例园区（虚构）", "P1-01、P1-02"} <= set(seen)
    assert not IDS.intersection(seen)


@pytest.mark.parametrize("name", ["json", "geojson"])
def test_programs_see_ids(planted: AuditReport, name: str) -> None:
    told = json.loads(find_format(name).render(planted, "zh"))
    found = told.get("findings") or [each["properties"] for each in told["features"]]
    assert {subject for each in found for subject in each["subjects"]} >= IDS


def test_what_is_called_the_same_has_its_id_beside_it(planted: AuditReport) -> None:
    [each] = planted.audited
    zone = each.park.zones[0]
    twins = each.park.model_copy(update={"zones": (zone, zone.model_copy(update={"id": "other"}))})
    names = SubjectNames([dataclasses.replace(each, park=twins)])
    assert (
        localize(names.of(each.name, (zone.id, "other", "P-1")), "zh")
        == "一期（phase-1）、一期（other）、P-1"
    )


def test_a_parcel_with_the_id_of_a_phase_keeps_it(planted: AuditReport) -> None:
    [each] = planted.audited
    parcels = make_parcels([square(0, 0, 100)], id=["phase-2"])
    names = SubjectNames([dataclasses.replace(each, parcels=parcels)])
    assert names.of(each.name, ("phase-2", "phase-3"))[0] == "phase-2"
    assert localize(names.of(each.name, ("phase-3",)), "en") == "phase 3"
