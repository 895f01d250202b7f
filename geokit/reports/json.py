"""JSON: the fields of ``AuditReport.to_frame()``, with both languages of every message."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, ClassVar

import shapely

from geokit._version import __version__
from geokit.reports._base import ReportFormat
from geokit.words import Language, Words

if TYPE_CHECKING:
    from geokit.auditing.findings import Finding
    from geokit.auditing.report import Audited, AuditReport

# Raised when a key changes its meaning or goes away; new keys do not raise it.
SCHEMA = 1
_DECIMALS = {True: 9, False: 4}


class Json(ReportFormat):
    """A machine's report: one object, its findings in the order of the report."""

    title: ClassVar[Words] = Words(zh="JSON", en="JSON")
    suffixes: ClassVar[tuple[str, ...]] = (".json",)

    def render(self, report: AuditReport, language: Language) -> bytes:
        """Return the report as UTF-8 JSON; ``message`` is in `language`, ``messages`` in both."""
        crs = report.crs
        frame = report.to_frame(language)
        is_degrees = bool(crs and crs.is_geographic)
        content = {
            "schema": SCHEMA,
            "geokit": __version__,
            "today": report.today.isoformat(),
            "language": language,
            "ok": report.ok,
            "counts": {str(severity): count for severity, count in report.counts.items()},
            "crs": crs.to_string() if crs else None,
            "area_method": "planar",
            "audited": [_audited(each) for each in report.audited],
            "findings": [
                _finding(finding, language, _geometry(shape, decimals=_DECIMALS[is_degrees]))
                for finding, shape in zip(report.findings, frame.geometry, strict=True)
            ],
        }
        text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
        return (text + "\n").encode()


def _audited(each: Audited) -> dict[str, object]:
    return {
        "park": each.name,
        "parcels": len(each.parcels),
        "crs": each.crs.to_string() if each.crs else None,
        "settings": each.settings.model_dump(mode="json"),
    }


def _finding(finding: Finding, language: Language, geometry: object) -> dict[str, object]:
    return {
        "park": finding.park,
        "rule": finding.rule,
        "severity": str(finding.severity),
        "subjects": list(finding.subjects),
        "message": finding.message(language),
        "messages": {"zh": finding.message("zh"), "en": finding.message("en")},
        "measured": _number(finding.measured),
        "allowed": _number(finding.allowed),
        "unit": finding.unit,
        "limit": finding.limit.in_words(language) if finding.limit else None,
        "geometry": geometry,
        "source": {
            "file": finding.source.file,
            "line": finding.source.line,
            "record": finding.source.record,
        },
        "fingerprint": finding.fingerprint,
    }


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 6)


def _geometry(shape: shapely.Geometry | None, *, decimals: int) -> object:
    if shape is None:
        return None
    rounded = shapely.transform(shape, lambda xy: xy.round(decimals))
    return json.loads(shapely.to_geojson(rounded))
