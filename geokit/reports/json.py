"""JSON: the fields of ``AuditReport.to_frame()`` but for its rows, with both languages of every message.

What each key means stands in ``schema/report-1.json``, a JSON Schema (draft 2020-12).
"""

from __future__ import annotations

import math
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from geokit._version import __version__
from geokit.escape import encodable, json_document
from geokit.i18n import LANGUAGES, Language, Words
from geokit.reports._base import ReportFormat
from geokit.reports._common import accepted_of, accepted_part
from geokit.reports._locations import DEGREE_DECIMALS, METRE_DECIMALS, as_geojson, crs_label, display_file
from geokit.reports._serialize import object_pieces, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geokit.auditing.audited import Audited
    from geokit.auditing.baselines.model import Accepted
    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport
    from geokit.page.marks import Marks

# Raised when a key changes its meaning or goes away; new keys do not raise it.
SCHEMA = 1
# Six decimals of a square metre or of a metre: beyond them stands what adding floats left over.
_DECIMALS = 6
# As numbers of Python a shape takes ten times as much memory as in GEOS.
_AT_ONCE = 10_000


class Json(ReportFormat):
    """A machine's report: one object, its findings in the order of the report."""

    title: ClassVar[Words] = Words(zh="JSON", en="JSON")
    suffixes: ClassVar[tuple[str, ...]] = (".json",)

    def safe(self, text: str) -> str:
        """Return the same JSON with what a terminal or a runner obeys named by number."""
        return json_document(text)

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the report as UTF-8 JSON; ``message`` is in `language`, ``messages`` in both."""
        return to_bytes("".join(_pieces(report, marks, language)))

    def compose_file(self, report: AuditReport, marks: Marks, language: Language, path: Path) -> None:
        """Write what :meth:`compose` returns, finding by finding."""
        with path.open("wb") as stream:
            _write(report, marks, language, stream)


def _write(report: AuditReport, marks: Marks, language: Language, stream: BinaryIO) -> None:
    pieces = _pieces(report, marks, language)
    while some := "".join(islice(pieces, _AT_ONCE)):
        stream.write(encodable(some).encode())
    stream.write(to_bytes(""))


def _pieces(report: AuditReport, marks: Marks, language: Language) -> Iterator[str]:
    content = {
        **overview(report, marks, language),
        "findings": (
            _finding(finding, language, geometry)
            for finding, geometry in zip(report.findings, _geometries(report), strict=True)
        ),
        "accepted": (
            _accepted(each, language, geometry)
            for each, geometry in zip(accepted_of(report), _geometries(accepted_part(report)), strict=True)
        ),
    }
    return object_pieces(content)


def overview(report: AuditReport, marks: Marks, language: Language) -> dict[str, object]:
    """Return what a report says as a whole, without its findings."""
    return {
        "schema": SCHEMA,
        "geokit": __version__,
        "today": report.today.isoformat(),
        "language": language,
        "marks": {
            "audience": marks.audience,
            "review_number": marks.review_number,
            "classification": marks.classification,
        },
        "ok": report.ok,
        "counts": {str(severity): count for severity, count in report.counts.items()},
        "crs": crs_label(report.crs),
        "unplaced": report.unplaced(),
        "area_method": "planar",
        "audited": [_audited(each) for each in report.audited],
    }


def _geometries(report: AuditReport) -> Iterator[Any]:
    crs, shapes = report.crs, report.geometries()
    decimals = DEGREE_DECIMALS if crs and crs.is_geographic else METRE_DECIMALS
    for start in range(0, len(shapes), _AT_ONCE):
        yield from as_geojson(shapes[start : start + _AT_ONCE], decimals)


def _audited(each: Audited) -> dict[str, object]:
    return {
        "park": each.name,
        "parcels": len(each.parcels),
        "crs": crs_label(each.crs),
        "settings": each.settings.model_dump(mode="json"),
    }


def _finding(finding: Finding, language: Language, geometry: object) -> dict[str, object]:
    messages = {each: finding.message(each) for each in LANGUAGES}
    return {
        "park": finding.park,
        "rule": finding.rule,
        "severity": str(finding.severity),
        "subjects": list(finding.subjects),
        "message": messages[language],
        "messages": messages,
        "measured": number(finding.measured),
        "allowed": number(finding.allowed),
        "unit": finding.unit,
        "limit": finding.limit.localize(language) if finding.limit else None,
        "geometry": geometry,
        "source": {
            "file": display_file(finding.source.file),
            "line": finding.source.line,
            "record": finding.source.record,
        },
        "fingerprint": finding.fingerprint,
    }


def _accepted(each: Accepted, language: Language, geometry: object) -> dict[str, object]:
    expires = each.entry.expires
    return {
        **_finding(each.finding, language, geometry),
        "reason": each.entry.reason,
        "expires": expires.isoformat() if expires else None,
    }


def number(value: float | None) -> float | None:
    """Return a number as it is written; None for one that is not finite, of which JSON has none."""
    return None if value is None or not math.isfinite(value) else round(value, _DECIMALS)
