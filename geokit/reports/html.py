"""One HTML file that needs no network: summary, a table that filters and sorts, and a map beside it.

The page is given columns of findings and the shapes around them; its script writes the table and draws the map.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import shapely

from geokit.auditing.findings import SEVERITY_WORDS, Finding, group_findings
from geokit.auditing.registry import load_rules
from geokit.auditing.reproject import reproject_or_none
from geokit.escape import encodable
from geokit.geometry.arrays import as_array
from geokit.i18n import LANGUAGES, Language, Words
from geokit.land.units import Area
from geokit.page.assets import Assets
from geokit.page.document import Page, put_policy, write_document
from geokit.page.geometry import DISPLAY_CRS, FINDING_PRECISION_M, pack_shapes
from geokit.page.marks import severity_legend
from geokit.page.payload import Json, localized
from geokit.reports._base import ReportFormat
from geokit.reports._common import ACCEPTED, PARCELS, PUBLIC, accepted_of, equations, figures_of
from geokit.reports._locations import as_multipolygons, display_file, order_by_id, representative_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.auditing.report import Audited, AuditReport
    from geokit.page.marks import Marks


# Named as folium names them; both are read from an installed package.
_LEAFLET = "leaflet@1.9.4/dist/leaflet"

_BODY = """<main class="gk-main"><div class="gk-map" id="gk-map"></div></main>
<section class="gk-list"></section>"""

_TITLE = Words(zh="地块审查报告", en="Parcel audit")

_AUDITED = Words(zh="审查日期：{today}", en="Audited on {today}")

_PARCELS = Words(zh="地块", en="parcels")

_WORDS = {
    "findings": Words(zh="审查结果", en="Findings"),
    "number": Words(zh="序号", en="no."),
    "severity": Words(zh="级别", en="severity"),
    "park": Words(zh="园区", en="park"),
    "rule": Words(zh="类别", en="kind"),
    "subjects": Words(zh="对象", en="subjects"),
    "message": Words(zh="问题", en="finding"),
    "measured": Words(zh="量值", en="measured"),
    "place": Words(zh="文件位置", en="where in the files"),
    "all_rules": Words(zh="全部类别", en="all kinds"),
    "all_parks": Words(zh="全部园区", en="all parks"),
    "search": Words(zh="查找文字", en="search"),
    "show": Words(zh="在地图上查看第 {n} 条", en="show finding {n} on the map"),
    "shown": Words(zh="显示 {n} 条，共 {count} 条", en="{n} of {count} findings"),
    "none_shown": Words(zh="没有符合条件的问题", en="no findings to show"),
    "many": Words(zh="{n} 条同因问题", en="{n} findings of one cause"),
    "many_because": Words(zh="{n} 条同因问题：{why}", en="{n} findings of one cause: {why}"),
    "open_group": Words(zh="展开或收起 {n} 条同因问题", en="show or hide {n} findings of one cause"),
    "area": Words(zh="{m2} 平方米（{mu} 亩）", en="{m2} m² ({mu} mu)"),
    "length": Words(zh="{m} 米", en="{m} m"),
    "angle": Words(zh="{deg}°", en="{deg}°"),
    "whole": Words(zh="全图", en="Whole map"),
}


class Html(ReportFormat):
    """A page that runs its own scripts alone and reaches nothing."""

    title: ClassVar[Words] = Words(zh="网页", en="web page")
    suffixes: ClassVar[tuple[str, ...]] = (".html", ".htm")

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the page in UTF-8; it opens in `language`, and its reader may switch."""
        page = Page(
            title=_TITLE,
            language=language,
            marks=marks,
            words=_WORDS,
            script="report.js",
            styles=("report.css",),
            data={
                "subtitle": localized(_AUDITED, today=report.today.isoformat()),
                "headlines": _headlines(report),
                "report": report_data(report, is_public=marks.audience != "internal"),
            },
        )
        return _written(page).encode()


def _headlines(report: AuditReport) -> list[Json]:
    parcels = {"value": localized(f"{report.parcels:,}"), "label": localized(_PARCELS)}
    counted = [
        {"value": localized(f"{count:,}"), "label": localized(SEVERITY_WORDS[severity])}
        for severity, count in report.counts.items()
    ]
    accepted = accepted_of(report)
    held = [{"value": localized(f"{len(accepted):,}"), "label": localized(ACCEPTED)}] if accepted else []
    return [parcels, *counted, *held]


def _written(page: Page) -> str:
    assets = Assets()
    text = write_document(
        page,
        header=f"<style>{assets.style(f'{_LEAFLET}.css')}</style>",
        body=_BODY,
        scripts=[assets.script(f"{_LEAFLET}.js"), page.own_script],
    )
    return put_policy(text)


_NO_PLACE = Words(
    zh="{count} 条问题没有可上图的位置，只列在表中。",
    en="Without a place on the map, and in the table only: {count} of the findings.",
)


def report_data(report: AuditReport, *, is_public: bool) -> Json:
    """Return everything that the page draws and lists.

    A public page shows no outlines: neither parcels nor the park, only where the findings are, roughly.
    """
    shapes = report.geometries(DISPLAY_CRS)
    audited = () if is_public else report.audited
    outlines = [
        shape
        for each in audited
        for shape in reproject_or_none(
            each.parcels.geometry.iloc[order_by_id(each.parcels)], each.parcels.crs, DISPLAY_CRS
        )
    ]
    parcels = as_multipolygons(as_array(outlines))
    parks = as_multipolygons(as_array([_boundary(each) for each in audited]))
    lost = int(shapely.is_missing(shapes).sum())
    notes = [localized(PUBLIC)] if is_public else []
    return {
        "parks": {each.name: localized(each.park.name if each.park else PARCELS) for each in report.audited},
        "rules": {name: localized(rule.title) for name, rule in load_rules().items() if _finds(report, name)},
        "severities": severity_legend(finding.severity for finding in report.findings),
        "figures": [localized(line) for line in equations(figures_of(report))],
        "notes": [*notes, *([localized(_NO_PLACE, count=lost)] if lost else [])],
        "findings": _findings(report.findings),
        "shapes": pack_shapes(as_multipolygons(shapes), FINDING_PRECISION_M),
        "marks": pack_shapes(representative_points(shapes)),
        "groups": _groups(report.findings),
        "parcels": pack_shapes(parcels),
        "outlines": pack_shapes(parks),
    }


def _finds(report: AuditReport, rule: str) -> bool:
    return any(finding.rule == rule for finding in report.findings)


def _findings(findings: Sequence[Finding]) -> Json:
    areas = [_area(finding) for finding in findings]
    return {
        "park": [each.park for each in findings],
        "rule": [each.rule for each in findings],
        "severity": [str(each.severity) for each in findings],
        "subjects": [[encodable(subject) for subject in each.subjects] for each in findings],
        "message": [
            {language: encodable(each.message(language)) for language in LANGUAGES} for each in findings
        ],
        "m2": [area[0] for area in areas],
        "mu": [area[1] for area in areas],
        "m": [_value_in(each, "m") for each in findings],
        "deg": [_value_in(each, "deg") for each in findings],
        "place": [encodable(_place(each)) for each in findings],
    }


def _groups(findings: Sequence[Finding]) -> list[Json]:
    """Return the findings of each cause that has many, by their positions, and what they have in common."""
    position = {id(finding): at for at, finding in enumerate(findings)}
    return [
        {
            "findings": [position[id(finding)] for finding in group.findings],
            "why": localized(group.cause.words) if group.cause.words else None,
        }
        for group in group_findings(findings)
        if group.is_many
    ]


def _area(finding: Finding) -> tuple[float | None, float | None]:
    if finding.unit != "m2" or finding.measured is None or not math.isfinite(finding.measured):
        return None, None
    area = Area.from_m2(finding.measured)
    return float(area.rounded("m2", 2)), float(area.rounded("mu", 3))


def _value_in(finding: Finding, unit: str) -> float | None:
    if finding.unit != unit or finding.measured is None or not math.isfinite(finding.measured):
        return None
    return round(finding.measured, 2)


def _place(finding: Finding) -> str:
    file, line = display_file(finding.source.file) or "", finding.source.line
    return f"{file}:{line}" if line is not None else file


def _boundary(each: Audited) -> Any:
    if each.park is None or each.park.crs is None:
        return None
    return reproject_or_none([each.park.boundary], each.park.crs, DISPLAY_CRS)[0]
