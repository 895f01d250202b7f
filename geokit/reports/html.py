"""One HTML file that needs no network: summary, a table that filters and sorts, and a map beside it.

The page is given columns of findings and the shapes around them; its script writes the table and draws the map.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import shapely

from geokit.auditing.at_fault import partly_drawn
from geokit.auditing.facts import Fact, fact_of
from geokit.auditing.findings import SEVERITY_WORDS, Finding
from geokit.auditing.report import NO_FINDINGS
from geokit.auditing.reproject import reproject_or_none
from geokit.auditing.subject_names import SubjectNames
from geokit.escape import encodable
from geokit.geometry.arrays import as_array
from geokit.i18n import LANGUAGES, Language, Words
from geokit.land.units import Area
from geokit.libraries import require
from geokit.page.assets import Assets
from geokit.page.crs import crs_facts
from geokit.page.document import Page, put_policy, write_document
from geokit.page.findings import groups_payload
from geokit.page.geometry import DISPLAY_CRS, FINDING_PRECISION_M, compress, pack_shapes
from geokit.page.marks import severity_legend
from geokit.page.payload import Json, LocalizedText, localized, to_json
from geokit.parcels.schematic import drawn_shapes
from geokit.parcels.table import parcel_ids
from geokit.programme.circles import circle_words, drawn_land
from geokit.reports._base import ReportFormat
from geokit.reports._common import (
    ACCEPTED,
    PARCELS,
    PUBLIC,
    accepted_of,
    audit_title,
    called,
    equations,
    figures_of,
)
from geokit.reports._listed import WRITES_ALL, listed_findings
from geokit.reports._locations import as_multipolygons, display_place, order_by_id, representative_points

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geokit.auditing.audited import Audited
    from geokit.auditing.grouped import Groups
    from geokit.auditing.report import AuditReport
    from geokit.auditing.subject_names import Called
    from geokit.page.marks import Marks
    from geokit.programme.circles import DrawnOutline
    from geokit.reports._listed import Listed


# Named as folium names them; both are read from an installed package.
_LEAFLET = "leaflet@1.9.4/dist/leaflet"

_BODY = """<section class="gk-list"></section>
<main class="gk-main"><div class="gk-map" id="gk-map"></div></main>"""


_AUDITED = Words(zh="核查日期：{today}", en="Audited on {today}")

_RECORDS = Words(zh="记录", en="records")
_PARCELS = Words(zh="地块", en="parcels")

_WORDS = {
    "findings": Words(zh="核查结果", en="Findings"),
    "number": Words(zh="序号", en="no."),
    "severity": Words(zh="级别", en="severity"),
    "park": Words(zh="园区", en="park"),
    "rule": Words(zh="类别", en="kind"),
    "subjects": Words(zh="对象", en="subjects"),
    "message": Words(zh="问题", en="finding"),
    "measured": Words(zh="量值", en="size"),
    "place": Words(zh="文件位置", en="where in the files"),
    "limit": Words(zh="依据", en="limit"),
    "position": Words(zh="坐标", en="coordinates"),
    "at_metres": Words(zh="北（X）{north}，东（Y）{east}", en="N {north}, E {east}"),
    "at_degrees": Words(zh="北纬 {north}°，东经 {east}°", en="{north}° N, {east}° E"),
    "about": Words(zh="约 {place}（位置已作概略处理）", en="about {place} (places are generalised)"),
    "nowhere": Words(zh="无法上图", en="not on the map"),
    "all_rules": Words(zh="全部类别", en="all kinds"),
    "all_parks": Words(zh="全部园区", en="all parks"),
    "sort": Words(zh="排序", en="sort by"),
    "search": Words(zh="查找文字", en="search"),
    "show": Words(
        zh="第 {n} 条，{fact}，{subjects}：在地图上查看并展开详情",
        en="finding {n}, {fact}, {subjects}: show on the map, with details",
    ),
    "show_nowhere": Words(
        zh="第 {n} 条，{fact}，{subjects}：展开详情（无法上图）",
        en="finding {n}, {fact}, {subjects}: show details (not on the map)",
    ),
    "more_subjects": Words(zh="另有 {n} 个", en="and {n} more"),
    "filters": Words(zh="筛选", en="Filters"),
    "shown": Words(zh="显示 {n} 条，共 {count} 条", en="{n} of {count} findings"),
    "shown_grouped": Words(
        zh="显示 {n} 条，共 {count} 条；归为 {groups} 项", en="{n} of {count} findings, in {groups} entries"
    ),
    "none_found": NO_FINDINGS,
    "none_shown": Words(zh="没有符合条件的问题", en="no findings to show"),
    "many": Words(zh="{n} 条{title}", en="{n} × {title}"),
    "one_cause": Words(zh="原因相同", en="of one cause"),
    "open_group": Words(
        zh="{n} 条{title}：展开或收起，并在地图上标出",
        en="{n} × {title}: show or hide each, and mark them on the map",
    ),
    "open_nowhere": Words(
        zh="{n} 条{title}：展开或收起（无法上图）", en="{n} × {title}: show or hide each (not on the map)"
    ),
    "area": Words(zh="{m2} 平方米（{mu} 亩）", en="{m2} m² ({mu} mu)"),
    "area_m2": Words(zh="{m2} 平方米", en="{m2} m²"),
    "length": Words(zh="{m} 米", en="{m} m"),
    "angle": Words(zh="{deg}°", en="{deg}°"),
    "whole": Words(zh="全图", en="Whole map"),
    "earlier": Words(zh="前面还有 {n} 行：显示", en="{n} rows stand before this one: show"),
    "unlisted": Words(zh="另有 {n} 条未列入本页", en="{n} more are not listed on this page"),
    "unprinted": Words(
        zh=f"另有 {{n}} 条未印出；{WRITES_ALL.zh}", en=f"{{n}} more are not printed; {WRITES_ALL.en}"
    ),
}

_CIRCLE = Words(zh="{park}：{circle}", en="{park}: {circle}")
_CIRCLE_NAME = Words(zh="{park}（示意）", en="{park} (schematic)")

_SOME_FINDINGS = Words(
    zh="本页列出 {listed} 条问题，共 {count} 条（同一原因至多 {most} 条）；{all}。",
    en="This page lists {listed} of {count} findings, at most {most} of one cause; {all}.",
)
_SOME_PARCELS = Words(
    zh="地块共 {count} 宗，图上只画出所列问题涉及的 {drawn} 宗。",
    en="The map draws {drawn} of {count} parcels: those that the listed findings name.",
)

# The columns of more findings than these come compressed.
_MANY = 1_000
# A page of more would open slowly, and be too large to be passed on.
_MOST_LISTED = 150_000
_MOST_PARCELS = 150_000
# A reader of paper turns no thousand sheets.
_MOST_MEMBERS_PRINTED, _MOST_PRINTED = 500, 3_000


class Html(ReportFormat):
    """A page that runs its own scripts alone and reaches nothing."""

    title: ClassVar[Words] = Words(zh="网页", en="web page")
    suffixes: ClassVar[tuple[str, ...]] = (".html", ".htm")

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the page in UTF-8; it opens in `language`, and its reader may switch."""
        require("jinja2", "xstatic.pkg.leaflet")
        page = Page(
            title=audit_title(report),
            language=language,
            marks=marks,
            words=_WORDS,
            facts=crs_facts(each.crs for each in report.audited),
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
    records = report.parcels if report.database is None else report.database.records
    parcels = {
        "value": localized(f"{records:,}"),
        "label": localized(_PARCELS if report.database is None else _RECORDS),
    }
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
    groups = report.grouped()
    kept = listed_findings(groups, _MOST_LISTED)
    shown = tuple(report.findings[at] for at in kept.positions)
    shapes = report.geometries(DISPLAY_CRS)[kept.positions]
    places, subjects = _Places.of(report, shown), SubjectNames(report.audited)
    audited = () if is_public else report.audited
    orders = [_drawn(each, report, shown) for each in audited]
    outlines = [
        shape
        for each, order in zip(audited, orders, strict=True)
        for shape in reproject_or_none(drawn_shapes(each.drawn)[order], each.drawn.crs, DISPLAY_CRS)
    ]
    names = [
        encodable(name)
        for each, order in zip(audited, orders, strict=True)
        for name in parcel_ids(each.drawn)[order]
    ]
    parcels = as_multipolygons(as_array(outlines))
    parks = [drawn_land(each.park, ()).park for each in audited if each.park]
    drawn = [park for park in parks if park is not None]
    numbers = groups.numbers[kept.positions].tolist()
    columns = {
        **_findings(shown, subjects),
        "group": numbers,
        "east": places.east,
        "north": places.north,
        "names": names,
    }
    is_many = len(shown) > _MANY
    return {
        "parks": {each.name: localized(called(each, PARCELS)) for each in report.audited},
        "degrees": [each.name for each in report.audited if each.crs is not None and each.crs.is_geographic],
        "is_public": is_public,
        "severities": severity_legend(finding.severity for finding in report.findings),
        "figures": [localized(line) for line in equations(figures_of(report))],
        "notes": _notes(report, kept, drawn, len(names), is_public=is_public),
        "columns": compress(to_json(columns).encode()) if is_many else columns,
        "shapes": pack_shapes(as_multipolygons(shapes), FINDING_PRECISION_M),
        "marks": pack_shapes(places.marks),
        "groups": _groups(groups, kept),
        "printed": {"members": _MOST_MEMBERS_PRINTED, "rows": _MOST_PRINTED},
        "parcels": pack_shapes(parcels),
        "outlines": _packed(park for park in drawn if not park.is_schematic),
        "circles": _packed(park for park in drawn if park.is_schematic),
        "outline_names": [localized(park.of.name) for park in drawn if not park.is_schematic],
        "circle_names": [localized(_CIRCLE_NAME, park=park.of.name) for park in drawn if park.is_schematic],
    }


def _drawn(each: Audited, report: AuditReport, shown: Sequence[Finding]) -> NDArray[np.intp]:
    """Return the positions of the parcels that the map draws, by id: all, or of very many those that findings name."""
    order = order_by_id(each.drawn)
    if min(report.parcels, len(order)) <= _MOST_PARCELS:
        return order
    named = {name for finding in shown if finding.park == each.name for name in finding.subjects}
    ids = parcel_ids(each.drawn)[order]
    chosen = np.fromiter((name in named for name in ids), dtype=np.bool_, count=len(order))
    return np.compress(chosen, order)[:_MOST_PARCELS]


def _groups(groups: Groups, kept: Listed) -> list[Json]:
    """Return the groups that have listed findings, and how many of each are not listed."""
    listed = np.bincount(groups.numbers[kept.positions], minlength=kept.groups + 1).tolist()
    shown = groups[: kept.groups]
    left = [group.count - listed[group.number] for group in shown]
    # Each finding says its group; their positions would say it again.
    return [
        {name: value for name, value in each.items() if name != "findings"}
        | ({"unlisted": count} if count else {})
        for each, count in zip(groups_payload(shown), left, strict=True)
    ]


def _notes(
    report: AuditReport, kept: Listed, parks: Sequence[DrawnOutline], parcels: int, *, is_public: bool
) -> list[Json]:
    """Return what the page says of itself: what is coarse, what is left out, what has no place."""
    lost = int(shapely.is_missing(report.geometries(DISPLAY_CRS)).sum())
    listed, count = len(kept.positions), len(report.findings)
    some = {"listed": f"{listed:,}", "count": f"{count:,}", "most": f"{kept.most:,}", "all": WRITES_ALL}
    drawn = {"drawn": f"{parcels:,}", "count": f"{report.parcels:,}"}
    in_parts = list(filter(None, map(partly_drawn, report.audited)))
    is_partly = not is_public and not in_parts and parcels < report.parcels
    return [
        *([localized(PUBLIC)] if is_public else []),
        *(localized(_circle_note(park)) for park in parks if park.is_schematic),
        *([localized(_SOME_FINDINGS, **some)] if listed < count else []),
        *(localized(words, **fields) for words, fields in in_parts if not is_public),
        *([localized(_SOME_PARCELS, **drawn)] if is_partly else []),
        *([localized(_NO_PLACE, count=lost)] if lost else []),
    ]


@dataclass(frozen=True, slots=True)
class _Places:
    """A point on each finding's shape: on the map, and in the coordinates of its park; None where it has none."""

    marks: NDArray[np.object_]
    east: list[float | None]
    north: list[float | None]

    @classmethod
    def of(cls, report: AuditReport, findings: Sequence[Finding]) -> _Places:
        points = representative_points(as_array(finding.geometry for finding in findings))
        owners = as_array(finding.park for finding in findings)
        marks = np.full(len(points), None, dtype=object)
        decimals = np.full(len(points), _METRE_DECIMALS)
        for each in report.audited:
            own = owners == each.name
            if own.any():
                marks[own] = reproject_or_none(points[own], each.crs, DISPLAY_CRS)
                decimals[own] = _DEGREE_DECIMALS if each.crs and each.crs.is_geographic else _METRE_DECIMALS
        east, north = (
            [
                None if math.isnan(value) else round(value, places)
                for value, places in zip(values.tolist(), decimals.tolist(), strict=True)
            ]
            for values in (shapely.get_x(points), shapely.get_y(points))
        )
        return cls(marks, east, north)


# What a surveyor writes a boundary point in; and about a decimetre in degrees.
_METRE_DECIMALS, _DEGREE_DECIMALS = 2, 6


def _findings(findings: Sequence[Finding], subjects: SubjectNames) -> Json:
    areas = [_area(finding) for finding in findings]
    limits = [each.limit for each in findings]
    known = {limit: at for at, limit in enumerate(dict.fromkeys(filter(None, limits)))}
    return {
        "subjects": [list(map(_name, subjects.of(each.park, each.subjects))) for each in findings],
        "fact": [_in_both(fact_of(each)) for each in findings],
        "message": [
            {language: encodable(said) for language, said in localized(each.words, **each.fields).items()}
            for each in findings
        ],
        "m2": [area[0] for area in areas],
        "mu": [area[1] for area in areas],
        "m": [_value_in(each, "m") for each in findings],
        "deg": [_value_in(each, "deg") for each in findings],
        "limit": [known[limit] if limit else None for limit in limits],
        "limits": [localized(limit) for limit in known],
        "place": [encodable(display_place(each.source)) for each in findings],
        "fingerprint": [each.fingerprint for each in findings],
    }


def _name(subject: Called) -> str | dict[str, str]:
    return encodable(subject) if isinstance(subject, str) else localized(subject)


def _in_both(fact: Fact) -> Json:
    return {language: encodable(said) for language, said in localized(fact).items()}


def _area(finding: Finding) -> tuple[float | None, float | None]:
    if finding.unit != "m2" or finding.measured is None or not math.isfinite(finding.measured):
        return None, None
    area = Area.from_m2(finding.measured)
    return float(area.rounded("m2", 2)), float(area.rounded("mu", 3))


def _value_in(finding: Finding, unit: str) -> float | None:
    if finding.unit != unit or finding.measured is None or not math.isfinite(finding.measured):
        return None
    return round(finding.measured, 2)


def _packed(drawn: Iterable[DrawnOutline]) -> Json:
    shapes = [reproject_or_none([each.shape], each.crs, DISPLAY_CRS)[0] for each in drawn]
    return pack_shapes(as_multipolygons(as_array(shapes)))


def _circle_note(park: DrawnOutline) -> LocalizedText:
    words = [circle_words(park.of, language) for language in LANGUAGES]
    return LocalizedText.of(_CIRCLE, park=park.of.name, circle=LocalizedText(*words))
