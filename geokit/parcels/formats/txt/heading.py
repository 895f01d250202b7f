"""What stands before the first parcel of a boundary-point TXT: sections, the keys of [属性描述], and lists of titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.days import current_day
from geokit.errors import CrsError
from geokit.i18n import Words
from geokit.land.crs.datums import find_datum
from geokit.land.crs.titles import crs_name
from geokit.land.crs.transform import datum_of, is_local, zone_of
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.dialect_rules import MERIDIAN, POINT_TITLES, TODAY
from geokit.parcels.formats._output_columns import FittingZone
from geokit.parcels.formats.txt.grammar import ATTRIBUTES, COORDINATES

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS

    from geokit.parcels.dialect import Dialect

_PREFIX_M = 1_000_000
_NO_PARAMETERS = "0,0,0,0,0,0,0"

_NO_CRS = Words(
    zh="地块没有坐标系，无法写出 TXT；请先给出坐标系{option:crs}",
    en="the parcels have no coordinate system, which a TXT must name; give it first{option:crs}",
)
_NOT_GAUSS_KRUGER = Words(
    zh="{crs} 不是高斯—克吕格坐标系，TXT 只能写平面坐标；请先转换（这些地块位于 {fitting}）",
    en="{crs} is no Gauss–Krüger system, and a TXT holds plane coordinates; reproject first (these parcels lie in "
    "{fitting})",
)
_OTHER_SYSTEM = Words(
    zh="配置写明“{key}={text}”，而地块的坐标系为 {crs}；请先转换，或更正配置",
    en="the profile says {key}={text} and the parcels are in {crs}; reproject them first, or correct the profile",
)


def heading_lines(frame: gpd.GeoDataFrame, dialect: Dialect) -> tuple[list[str], float]:
    """Return the lines before the first parcel, and what is to be added to eastings.

    Raises
    ------
    CrsError
        The parcels are in no Gauss–Krüger or local system, or in another than the dialect says.
    """
    if frame.crs is None:
        raise CrsError(_NO_CRS)
    system, offset_m = _system_keys(frame, dialect)
    sections, told = sections_of(frame, dialect)
    day = current_day().isoformat() if dialect.produced_on == TODAY else dialect.produced_on
    values = {
        "格式版本号": told.get("格式版本号", "1.01版本"),
        "投影类型": "高斯克吕格",
        "计量单位": "米",
        "精度": f"{10.0**-dialect.decimals:.{dialect.decimals}f}",
        # Parameters of a transformation may be secret: they are never written.
        "转换参数": _NO_PARAMETERS,
        **system,
        **dialect.attributes,
        "数据产生单位": dialect.producer or told.get("数据产生单位", ""),
        "数据产生日期": day or told.get("数据产生日期", ""),
    }
    lines = [line for name, kept in sections.items() for line in (f"[{name}]", *kept)]
    lines += [f"[{ATTRIBUTES}]", *(f"{key}={values.get(key, told.get(key, ''))}" for key in dialect.keys)]
    lines.append(f"[{COORDINATES}]")
    if dialect.field_list:
        lines.append(f"【{','.join(dialect.titles)},@】")
    if dialect.point_list:
        lines.append(f"【{POINT_TITLES[dialect.axes]},@】")
    return lines, offset_m


def sections_of(frame: gpd.GeoDataFrame, dialect: Dialect) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the sections before [属性描述] with their lines, and the keys that the table's own file had there."""
    own = dict(frame.attrs.get(ATTRIBUTE, {}).get("sections") or {})
    told = _keys_of(own.pop(ATTRIBUTES, []))
    found = {}
    for name, asked in dialect.sections.items():
        before = own.pop(name, [])
        # What the office wants stands as it says; what the file had besides follows.
        rest = [line for line in before if line.partition("=")[0].strip() not in asked]
        mine = {**asked, **{key: text for key, text in _keys_of(before).items() if not asked.get(key, text)}}
        found[name] = [*(f"{key}={mine[key]}" for key in asked), *rest]
    return found | own, told


def _keys_of(lines: list[str]) -> dict[str, str]:
    parted = (line.partition("=") for line in lines if "=" in line)
    return {key.strip(): text.strip() for key, _, text in parted}


def _system_keys(frame: gpd.GeoDataFrame, dialect: Dialect) -> tuple[dict[str, str], float]:
    crs: CRS = frame.crs
    if is_local(crs):
        return {"坐标系": crs.name, "几度分带": "", "带号": ""}, 0.0
    zone, datum = zone_of(crs), datum_of(crs)
    if zone is None or datum is None:
        raise CrsError(_NOT_GAUSS_KRUGER, crs=crs_name(crs), fitting=FittingZone(frame))
    name, width = dialect.attributes.get("坐标系", datum.words.zh), dialect.attributes.get("几度分带", "")
    if find_datum(name) != datum:
        raise CrsError(_OTHER_SYSTEM, key="坐标系", text=name, crs=crs_name(crs))
    if width and not width.startswith(str(zone.width)):
        raise CrsError(_OTHER_SYSTEM, key="几度分带", text=width, crs=crs_name(crs))
    keys = {
        "坐标系": name,
        "几度分带": str(zone.width),
        "带号": str(zone.zone),
        MERIDIAN: f"{zone.central_meridian:g}",
    }
    return keys, float(zone.zone * _PREFIX_M * (int(dialect.prefixed) - int(zone.prefixed)))
