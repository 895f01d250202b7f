"""One HTML file that needs no network: summary, a table that filters and sorts, and a map beside it."""

from __future__ import annotations

import html
from importlib import resources
from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.findings import SEVERITY_WORDS
from geokit.escape import encodable
from geokit.maps.assets import Assets, safe_style, web_text
from geokit.maps.interface import NO_SCRIPT
from geokit.maps.page import Page
from geokit.maps.payload import both, to_json
from geokit.maps.policy import content_policy
from geokit.reports._accepted import ACCEPTED, accepted_of
from geokit.reports._base import ReportFormat
from geokit.reports._html_data import report_data
from geokit.words import Language, Words

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport
    from geokit.maps.marks import Marks
    from geokit.maps.payload import Json

# Named as folium names them; both are read from an installed package.
_LEAFLET = "leaflet@1.9.4/dist/leaflet"
_FRAME_SCRIPTS = ("text.js", "frame.js", "start.js", "world.js", "canvas.js")
_OWN_SCRIPTS = (
    "report_shapes.js",
    "report_canvas.js",
    "report_findings.js",
    "report_groups.js",
    "report_table.js",
    "report_map.js",
    "report.js",
)

_TITLE = Words(zh="地块审查报告", en="Parcel audit")
_AUDITED = Words(zh="核查日期：{today}", en="Audited on {today}")
_PARCELS = Words(zh="地块", en="parcels")
_WORDS = {
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
            data={
                "subtitle": both(_AUDITED, today=report.today.isoformat()),
                "headlines": _headlines(report),
                "report": report_data(report, is_public=marks.audience != "internal"),
            },
        )
        return _written(page, language).encode()


def _headlines(report: AuditReport) -> list[Json]:
    parcels = {"value": both(f"{report.parcels:,}"), "label": both(_PARCELS)}
    counted = [
        {"value": both(f"{count:,}"), "label": both(SEVERITY_WORDS[severity])}
        for severity, count in report.counts.items()
    ]
    accepted = accepted_of(report)
    held = [{"value": both(f"{len(accepted):,}"), "label": both(ACCEPTED)}] if accepted else []
    return [parcels, *counted, *held]


def _written(page: Page, language: Language) -> str:
    assets = Assets()
    styles = [assets.style(f"{_LEAFLET}.css"), web_text("page.css"), _own("report.css")]
    frame = [*map(web_text, _FRAME_SCRIPTS), *map(_own, _OWN_SCRIPTS)]
    fields = {
        "language": "zh-CN" if language == "zh" else "en",
        "title": html.escape(both(page.title)[language]),
        "styles": "\n".join(f"<style>{safe_style(style)}</style>" for style in styles),
        "no_script": html.escape(NO_SCRIPT.in_words(language)),
        "payload": encodable(to_json(page.payload())),
        "scripts": "\n".join(
            f"<script>{script}</script>" for script in (assets.script(f"{_LEAFLET}.js"), "\n".join(frame))
        ),
    }
    # The policy names the scripts by their hashes, so that it is made from the finished page.
    finished = _own("report.html").format(policy="{policy}", **fields).replace("\r\n", "\n")
    return finished.replace("{policy}", html.escape(content_policy(finished)), 1)


def _own(name: str) -> str:
    return resources.files("geokit.reports").joinpath("web", name).read_text(encoding="utf-8")
