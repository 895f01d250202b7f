"""One HTML file that needs no network: summary, a table that filters and sorts, and a map beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.findings import SEVERITY_WORDS
from geokit.i18n import Language, Words
from geokit.page.assets import Assets
from geokit.page.document import Page, put_policy, write_document
from geokit.page.payload import Json, localized
from geokit.reports._base import ReportFormat
from geokit.reports._common import ACCEPTED, accepted_of
from geokit.reports._html_data import report_data

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport
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
