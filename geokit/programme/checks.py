"""Checks of park.toml and programme.toml: names once, references that lead somewhere, pairs the right way round."""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel

from geokit.errors import CatalogError
from geokit.i18n import Words
from geokit.inputs import file_named, is_there, leads_nowhere
from geokit.programme.faults import dotted
from geokit.terminal import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geokit.inputs import KeyPath
    from geokit.programme.model import Park, Programme
    from geokit.programme.toml_file import TomlFile


# Letters of a name that is shown.
_SHOWN: Final = 60

_TWICE = Words(zh="{key}“{name}”已被 {other} 使用", en="{key} “{name}” is already taken by {other}")

_REFERS = Words(zh="{key} 指向不存在的“{name}”", en="{key} refers to “{name}”, which does not exist")

_REFERS_NEAR = Words(
    zh="{key} 指向不存在的“{name}”，是否指“{near}”？",
    en="{key} refers to “{name}”, which does not exist; did you mean “{near}”?",
)

_OF_PROGRAMME = Words(
    zh="{key}“{name}”已被 programme.toml 使用", en="{key} “{name}” is already taken by programme.toml"
)

_NOT_ITS_PAIR = Words(
    zh="{key}：园区的结对是“{own}”，不是“{name}”；属于其他结对的请写入 programme.toml，不写园区",
    en="{key}: the park's pair is “{own}” and not “{name}”; what belongs to another stands in programme.toml, without the park",
)

_OTHER_ROLE = Words(
    zh="{key}：{district}所在的{city}，role 是 {role}；支援方区县写 supporter，受援方（土地所在）区县写 host",
    en="{key}: {district} lies in {city}, whose role is {role}; supporter is the district that helps, host the one that has "
    "the land",
)

_CIRCLE = Words(
    zh="{key}：“{name}”在其自身之内；请检查各分区的 within",
    en="{key}: “{name}” lies within itself; check the zones' within",
)

_NO_LAYER = Words(zh="{key}：找不到参考图层文件“{name}”", en="{key}: there is no layer file “{name}”")

_TO_NOTHING = Words(
    zh="{key}：“{name}”是一个链接，所指的文件不存在",
    en="{key}: “{name}” is a link to a file that is not there",
)

_NO_BOUNDARY = Words(zh="{key}：找不到边界文件“{name}”", en="{key}: there is no boundary file “{name}”")

_NOT_DRAWN = Words(
    zh="{key}：找不到边界文件“{name}”；请先运行 geokit outline 画出",
    en="{key}: there is no boundary file “{name}”; let geokit outline draw it first",
)


def fold_name(name: str) -> str:
    """Return a name as it is compared: width, case, blanks and hyphens do not count.

    Examples
    --------
    >>> fold_name("Longhu  Park") == fold_name("ｌｏｎｇｈｕ-park")
    True
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    # A name of signs alone is told by them.
    return "".join(letter for letter in plain if letter.isalnum()) or "".join(plain.split())


def check_names(loaded: Sequence[tuple[Park, TomlFile]]) -> None:
    """Refuse a name or alias that two parks have.

    Raises
    ------
    CatalogError
        A name is taken twice; names file and line.
    """
    owners: dict[str, str] = {}
    for park, toml in loaded:
        keys = [("id",), ("name", "zh"), ("name", "en"), *[("aliases",)] * len(park.aliases)]
        for key, name in zip(keys, park.names, strict=True):
            owner = owners.setdefault(fold_name(name), park.id)
            if owner != park.id:
                line = toml.line_of(key)
                fields = {"key": ".".join(key), "name": name, "other": owner}
                raise CatalogError(_TWICE, file=toml.name, line=line, **fields)


def check_programme(programme: Programme, toml: TomlFile) -> None:
    """Refuse ids that stand twice in programme.toml, and references to none.

    Raises
    ------
    CatalogError
        The first such, with line and key.
    """
    _check_unique(toml, "districts", [district.adcode for district in programme.districts], key="adcode")
    for table in ("cities", "partnerships", "enclaves", "figures", "services", "sources"):
        _check_unique(toml, table, [item.id for item in getattr(programme, table)])
    known = _known(programme)
    for path, name in references_in(programme):
        if path[-1] in known:
            _check_reference(toml, path, name, known[str(path[-1])])
    _check_roles(programme, toml)


def check_park_names(programme: Programme, toml: TomlFile, parks: Sequence[Park]) -> None:
    """Refuse references of programme.toml to parks, or zones of parks, that there are not.

    Raises
    ------
    CatalogError
        The first such, with line and key.
    """
    zones = {park.id: {zone.id for zone in park.zones} for park in parks}
    pairs = {park.id: park.partnership for park in parks}
    for path, name in references_in(programme):
        if path[-1] in ("park", "parks"):
            _check_reference(toml, path, name, zones)
    for number, company in enumerate(programme.companies):
        if company.zone is not None:
            path = ("companies", number, "zone")
            _check_reference(toml, path, company.zone, zones.get(company.park or "", set()))
        if company.park is not None and company.partnership is not None:
            _refuse_other_pair(
                toml, ("companies", number, "partnership"), company.partnership, pairs[company.park]
            )


def _known(programme: Programme) -> dict[str, set[str]]:
    """Return what a key of a table may refer to."""
    districts = {district.adcode for district in programme.districts}
    pairs = {pair.id for pair in programme.partnerships}
    return {
        "city": {city.id for city in programme.cities},
        "supporter": districts,
        "host": districts,
        "district": districts,
        "partnership": pairs,
        "partnerships": pairs,
        "source": {source.id for source in programme.sources},
    }


def _check_unique(toml: TomlFile, table: str, names: Sequence[str], key: str = "id") -> None:
    for number, name in enumerate(names):
        first = names.index(name)
        if first < number:
            line = toml.line_of((table, number, key))
            fields = {"key": f"{table}[{number}].{key}", "name": name, "other": f"{table}[{first}]"}
            raise CatalogError(_TWICE, file=toml.name, line=line, **fields)


def references_in(record: BaseModel, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Yield the texts of a record and of the records in it, each with its path of keys, one for each of a list."""
    for name, field in type(record).model_fields.items():
        key, value = (*path, field.alias or name), getattr(record, name)
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, BaseModel):
            yield from references_in(value, key)
        elif isinstance(value, tuple):
            for number, each in enumerate(value):
                if isinstance(each, BaseModel):
                    yield from references_in(each, (*key, number))
                elif isinstance(each, str):
                    yield key, each


def _check_reference(
    toml: TomlFile, path: KeyPath, name: str, known: set[str] | Mapping[str, object]
) -> None:
    if name in known:
        return
    near = difflib.get_close_matches(name, sorted(known), n=1) if len(name) <= _SHOWN else []
    fields = {"key": dotted(path), "name": shortened(name, _SHOWN), "near": "".join(near)}
    raise CatalogError(_REFERS_NEAR if near else _REFERS, file=toml.name, line=toml.line_of(path), **fields)


def _check_roles(programme: Programme, toml: TomlFile) -> None:
    """Refuse a pair whose ends are turned round; within one city, its role says nothing of them."""
    cities = {city.id: city for city in programme.cities}
    homes = {each.adcode: (each, cities[each.city]) for each in programme.districts}
    for number, pair in enumerate(programme.partnerships):
        ends = {"supporter": homes[pair.supporter], "host": homes[pair.host]}
        if ends["supporter"][1] is ends["host"][1]:
            continue
        for role, (district, city) in ends.items():
            if city.role != role:
                path = ("partnerships", number, role)
                fields = {"district": district.name, "city": city.name, "role": city.role}
                raise CatalogError(
                    _OTHER_ROLE, file=toml.name, line=toml.line_of(path), key=dotted(path), **fields
                )


def check_park(park: Park, toml: TomlFile, programme: Programme, *, drawn: bool) -> None:
    """Refuse references of a park.toml that lead nowhere, and files that are not there.

    Parameters
    ----------
    park, toml, programme
        The park, its file, and what it may refer to.
    drawn : bool
        Whether outlines that park.toml has drawn must be there already.

    Raises
    ------
    CatalogError
        The first such, with line and key.
    """
    _check_unique(toml, "zones", [zone.id for zone in park.zones])
    _check_unique(toml, "references", [reference.id for reference in park.references])
    _check_own_sources(park, toml, programme)
    zones = {zone.id for zone in park.zones}
    known = _known(programme)
    known |= {"zone": zones, "within": zones, "source": known["source"] | {each.id for each in park.sources}}
    known |= {"park": {park.id}, "parks": {park.id}}
    for path, name in references_in(park):
        # `zone` of a file is the number of a zone of coordinates.
        if path[-1] in known:
            _check_reference(toml, path, name, known[str(path[-1])])
    _check_own_pair(park, toml)
    _check_nesting(park, toml)
    _check_files(park, toml, drawn=drawn)


def _check_own_sources(park: Park, toml: TomlFile, programme: Programme) -> None:
    """Refuse a source of a park whose id another has: a fact would be told by the wrong document."""
    _check_unique(toml, "sources", [source.id for source in park.sources])
    taken = {source.id for source in programme.sources}
    for number, source in enumerate(park.sources):
        if source.id in taken:
            path = ("sources", number, "id")
            raise CatalogError(
                _OF_PROGRAMME, file=toml.name, line=toml.line_of(path), key=dotted(path), name=source.id
            )


def _check_own_pair(park: Park, toml: TomlFile) -> None:
    """Refuse what a park.toml says of another pair: a park has its own."""
    named = [
        *((("companies", at, "partnership"), each.partnership) for at, each in enumerate(park.companies)),
        *(
            (("milestones", at, "partnerships"), name)
            for at, each in enumerate(park.milestones)
            for name in each.partnerships
        ),
    ]
    for path, name in named:
        if name is not None:
            _refuse_other_pair(toml, path, name, park.partnership)


def _refuse_other_pair(toml: TomlFile, path: KeyPath, name: str, own: str) -> None:
    if name != own:
        fields = {"key": dotted(path), "own": own, "name": name}
        raise CatalogError(_NOT_ITS_PAIR, file=toml.name, line=toml.line_of(path), **fields)


def _check_nesting(park: Park, toml: TomlFile) -> None:
    """Refuse zones that lie within themselves, in one step or in several."""
    around = {zone.id: zone.within for zone in park.zones}
    for number, zone in enumerate(park.zones):
        seen, outer = {zone.id}, zone.within
        while outer is not None:
            if outer in seen:
                path = ("zones", number, "within")
                raise CatalogError(
                    _CIRCLE, file=toml.name, line=toml.line_of(path), key=dotted(path), name=zone.id
                )
            seen.add(outer)
            outer = around[outer]


def _check_files(park: Park, toml: TomlFile, *, drawn: bool) -> None:
    places: list[tuple[str | int, ...]] = [()]
    places += [("zones", number) for number in range(len(park.zones))]
    for place, placed in zip(places, (park, *park.zones), strict=True):
        file = placed.boundary_file
        if file is None or (file.drawn and not drawn):
            continue
        path = (*place, "boundary", "file")
        words = _NOT_DRAWN if file.drawn else _NO_BOUNDARY
        _refuse_missing(park, toml, file.file, (path, ".".join(map(str, path)), words))
    for number, reference in enumerate(park.references):
        path = ("references", number, "file")
        _refuse_missing(park, toml, reference.file, (path, f"references[{number}].file", _NO_LAYER))


def _refuse_missing(park: Park, toml: TomlFile, name: str, named: tuple[KeyPath, str, Words]) -> None:
    path, key, words = named
    place = file_named(park.folder, name)
    if not is_there(place):
        said = _TO_NOTHING if leads_nowhere(place) and words is not _NOT_DRAWN else words
        raise CatalogError(said, file=toml.name, line=toml.line_of(path), key=key, name=name)
