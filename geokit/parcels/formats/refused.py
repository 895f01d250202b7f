"""Formats that no free program reads reliably, as a table: recognised, and refused with the way out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NoReturn

from geokit.atomic import display_path
from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.formats._base import Format, Opening
from geokit.parcels.formats._xml import root_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geokit.parcels.formats._reading import ReadOptions

_DWG_VERSION = re.compile(rb"AC10\d\d|AC1\.\d|AC2\.\d\d|MC0\.0")
_GEOJSON = re.compile(rb'"type"\s*:\s*"(?:Feature|(?:Multi)?Polygon|GeometryCollection)')
# A shape of Esri's, or what an answer of its servers begins with.
_ESRI_JSON = re.compile(
    rb'"(?:rings|curveRings)"\s*:\s*\[|"geometryType"\s*:\s*"esriGeometry'
    rb'|"features"\s*:\s*\[\s*\{\s*"attributes"\s*:'
)
_EXCEL_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_TOPOJSON = re.compile(rb'"type"\s*:\s*"Topology"')
_WKT = re.compile(
    rb"(?:SRID\s*=\s*\d+\s*;\s*)?(?:GEOMETRYCOLLECTION|(?:MULTI)?(?:POLYGON|LINESTRING|POINT))\s*(?:Z|M|ZM)?\s*\(",
    re.IGNORECASE,
)
_SQLITE = b"SQLite format 3\0"
_APPLICATION_ID = slice(68, 72)


def _is_json_of(sign: re.Pattern[bytes], opening: Opening) -> bool:
    return opening.beginning.startswith((b"{", b"[")) and sign.search(opening.head) is not None


@dataclass(frozen=True, kw_only=True)
class Refused(Format):
    """A format that is known, and not read.

    Parameters
    ----------
    begins : callable
        Tells of a file's opening whether it is of the format.
    remedy : Words
        What to do instead.
    """

    can_read: ClassVar[bool] = False
    name: str = field()
    title: Words
    suffixes: tuple[str, ...] = ()
    also_under: tuple[str, ...] = ()
    begins: Callable[[Opening], bool]
    remedy: Words

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is of this format."""
        return self.begins(opening)

    def read(self, path: Path, options: ReadOptions) -> NoReturn:  # noqa: ARG002 - it is not read
        """Say what to do instead."""
        raise FormatError(self.remedy, file=display_path(path))


# Under whatever suffix: of a server's answer that was saved, and of what is called a workbook.
_ANY_TEXT = (
    ".xls",
    ".xlsx",
    ".csv",
    ".tsv",
    ".txt",
    ".xml",
    ".kml",
    ".gml",
    ".json",
    ".geojson",
    ".zip",
    ".dxf",
)
_BEGINNINGS_OF_PAGES = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")
_PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")
_TAR, _TAR_AT = b"ustar", 257
_WORD = "word/document.xml"


def _is_packed(head: bytes) -> bool:
    return head.startswith(_PACKED) or head.startswith(_TAR, _TAR_AT)


FORMATS = (
    Refused(
        name="dwg",
        title=Words(zh="DWG", en="DWG"),
        suffixes=(".dwg",),
        begins=lambda opening: _DWG_VERSION.match(opening.head) is not None,
        remedy=Words(
            zh="DWG 是封闭格式，无法读取；请在 CAD 中另存为 DXF（AutoCAD 2018 或更早版本）",
            en="DWG is a closed format and cannot be read; save it as DXF in CAD (AutoCAD 2018 or earlier)",
        ),
    ),
    Refused(
        name="wkt",
        title=Words(zh="WKT 文本", en="a text of WKT"),
        suffixes=(".wkt",),
        also_under=_ANY_TEXT,
        begins=lambda opening: _WKT.match(opening.beginning) is not None,
        remedy=Words(
            zh="这是不带表头的 WKT；请存为 CSV：首行写 id,WKT，以下每行一宗地块，WKT 加引号",
            en="this is WKT without headings; save it as a CSV: id,WKT in the first line, and below a line a parcel with its WKT "
            "in quotes",
        ),
    ),
    # By its content alone: under any of its suffixes there are GeoPackages too.
    Refused(
        name="sqlite",
        title=Words(zh="SQLite 数据库（非 GeoPackage）", en="an SQLite database that is no GeoPackage"),
        begins=lambda opening: (
            opening.head.startswith(_SQLITE) and not opening.head[_APPLICATION_ID].startswith(b"GP")
        ),
        remedy=Words(
            zh="这是 SQLite 或 SpatiaLite 数据库，不是 GeoPackage，不读取；请在 QGIS 中把图层导出为 GeoPackage",
            en="this is an SQLite or SpatiaLite database and no GeoPackage, and is not read: export its layer to a GeoPackage in "
            "QGIS",
        ),
    ),
    # Version 6x: regions, lines and points.
    Refused(
        name="mapgis",
        title=Words(zh="MapGIS 6x", en="MapGIS 6x"),
        suffixes=(".wp", ".wl", ".wt"),
        begins=lambda opening: opening.head.startswith(b"WMAP"),
        remedy=Words(
            zh="MapGIS 6x 文件不能直接读取；请在 MapGIS 中导出为 Shapefile，或用 Python 包 mapgis2shp 转换",
            en="MapGIS 6x is not read; export a shapefile from MapGIS, or convert it with the Python package mapgis2shp",
        ),
    ),
    Refused(
        name="esri-json",
        title=Words(zh="Esri JSON", en="Esri JSON"),
        suffixes=(".json", ".geojson"),
        begins=lambda opening: _is_json_of(_ESRI_JSON, opening) and not _GEOJSON.search(opening.head),
        remedy=Words(
            zh="这是 ArcGIS 的 Esri JSON，不是 GeoJSON，不读取；请在 ArcGIS 中用“要素转 JSON”并勾选“输出到 GeoJSON”，"
            "从服务查询时输出格式选 GeoJSON，或导出为 Shapefile、GeoPackage",
            en="this is Esri JSON of ArcGIS, not GeoJSON, and is not read; export it with Features To JSON and “Output to "
            "GeoJSON”, ask a service for its answer as GeoJSON, or export a shapefile or GeoPackage",
        ),
    ),
    Refused(
        name="topojson",
        title=Words(zh="TopoJSON", en="TopoJSON"),
        suffixes=(".topojson", ".json", ".geojson"),
        begins=lambda opening: _is_json_of(_TOPOJSON, opening),
        remedy=Words(
            zh="这是 TopoJSON，不读取；请在 QGIS 或 mapshaper 中另存为 GeoJSON",
            en="this is TopoJSON, which is not read; save it as GeoJSON in QGIS or mapshaper",
        ),
    ),
    # An Esri personal geodatabase is an Access database.
    Refused(
        name="mdb",
        title=Words(zh="MDB（个人地理数据库）", en="MDB (personal geodatabase)"),
        suffixes=(".mdb", ".accdb"),
        begins=lambda opening: opening.head[4:19] in {b"Standard Jet DB", b"Standard ACE DB"},
        remedy=Words(
            zh="MDB 需要 Windows 的 Access 驱动，无法读取；请在 ArcGIS 中导出为 File Geodatabase 或 GeoPackage",
            en="MDB needs the Access driver of Windows and cannot be read; export it from ArcGIS as a file geodatabase "
            "or GeoPackage",
        ),
    ),
    # A cell may say that it is repeated a million times: its reader unpacks that before anybody can look.
    Refused(
        name="ods",
        title=Words(zh="ODS 表格", en="ODS spreadsheet"),
        suffixes=(".ods",),
        begins=lambda opening: (
            b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in opening.head[:128]
        ),
        remedy=Words(
            zh="不读取 ODS 表格；请在 LibreOffice 或 WPS 中另存为 .xlsx",
            en="ODS spreadsheets are not read; save it as .xlsx in LibreOffice or WPS",
        ),
    ),
    # The exchange format of GB/T 17798, versions 1 to 3.
    Refused(
        name="vct",
        title=Words(zh="VCT", en="VCT"),
        suffixes=(".vct",),
        begins=lambda opening: opening.beginning[:16].lower().startswith((b"headbegin", b"datamark")),
        remedy=Words(
            zh="VCT 尚无可靠的开放读取方式；请在 ArcGIS 或 MapGIS 中导出为 Shapefile 或 GeoPackage",
            en="there is no reliable open reader of VCT; export it from ArcGIS or MapGIS as shapefile or GeoPackage",
        ),
    ),
    Refused(
        name="web-page",
        title=Words(zh="网页", en="a web page"),
        also_under=_ANY_TEXT,
        begins=lambda opening: opening.beginning[:16].lower().startswith(_BEGINNINGS_OF_PAGES),
        remedy=Words(
            zh="这是网页（HTML），不少系统导出的 .xls 实为网页；请用 Excel 或 WPS 打开，另存为 .xlsx；如是下载所得，可能是登录页或出错页",
            en="this is a web page (HTML), which many systems call .xls: open it in Excel or WPS and save it as .xlsx; if it "
            "was downloaded, it may be the page of a login or of an error",
        ),
    ),
    Refused(
        name="excel-xml",
        title=Words(zh="Excel 2003 XML 表格", en="Excel 2003 XML"),
        also_under=_ANY_TEXT,
        begins=lambda opening: root_name(opening.head) == "Workbook" and _EXCEL_XML in opening.head,
        remedy=Words(
            zh="这是 Excel 2003 的 XML 表格，不读取；请用 Excel 或 WPS 打开，另存为 .xlsx",
            en="this is XML of Excel 2003, which is not read: open it in Excel or WPS and save it as .xlsx",
        ),
    ),
    Refused(
        name="json-list",
        title=Words(zh="JSON 列表", en="a list in JSON"),
        also_under=_ANY_TEXT,
        begins=lambda opening: (
            opening.beginning.startswith(b"[") and _GEOJSON.search(opening.head) is not None
        ),
        remedy=Words(
            zh="这是要素的列表，不是完整的 GeoJSON；请作为一个 FeatureCollection 的 features 导出",
            en="this is a list of features and no whole GeoJSON: export them as the features of a FeatureCollection",
        ),
    ),
    Refused(
        name="archive",
        title=Words(zh="压缩包（非 zip）", en="an archive that is no zip"),
        suffixes=(".rar", ".7z", ".gz", ".tgz", ".tar"),
        begins=lambda opening: _is_packed(opening.head),
        remedy=Words(
            zh="压缩包只读取 .zip；请先解压，或重新压缩为 .zip",
            en="of archives .zip alone is read: unpack it, or pack it anew as .zip",
        ),
    ),
    Refused(
        name="document",
        title=Words(zh="PDF 或 Word 文档", en="a document of PDF or Word"),
        begins=lambda opening: opening.head.startswith(b"%PDF-") or _WORD in opening.members,
        remedy=Words(
            zh="不读取 PDF 和 Word 文档；请索取界址点的 TXT、Excel 或图形文件，或把其中的坐标表贴到 Excel 里",
            en="PDF and Word are not read: ask for the points as TXT or Excel or for a file of shapes, or paste the table of "
            "points into Excel",
        ),
    ),
)
