"""Checks of park.toml and programme.toml: names once, references that lead somewhere, and files in allowed folders.

A boundaries folder may come from somebody else. Without the check of folders, its park.toml could have any file of this
system read into a report.
"""

from __future__ import annotations

import stat
import unicodedata
from typing import TYPE_CHECKING

from pydantic import BaseModel

from geokit.errors import CatalogError
from geokit.i18n import Words
from geokit.parcels.files import FOLDER_SUFFIXES, belonging_to
from geokit.programme.loading import TomlFile, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geokit.inputs import KeyPath
    from geokit.programme.model import Park, Programme


_OUTSIDE = Words(
    zh="{key}：文件“{name}”在边界文件夹之外；请移入其中，或允许其所在文件夹{option:allow}",
    en="{key}: the file “{name}” lies outside the boundaries folder; move it there, or allow its folder{option:allow}",
)

_SELF_OUTSIDE = Words(
    zh="该文件是指向边界文件夹之外的链接；请改为文件本身",
    en="is a link that leads out of the boundaries folder; put the file itself there",
)

_NO_FILE = Words(
    zh="{key}：“{name}”不是文件；请给出文件，或 .gdb 文件夹",
    en="{key}: “{name}” is no file; name a file, or a .gdb folder",
)


def check_is_inside(path: Path, allowed: Sequence[Path], name: str) -> None:
    """Refuse a park.toml or programme.toml that is a link out of the allowed folders.

    Raises
    ------
    CatalogError
        It lies elsewhere.
    """
    if not _is_below(path, allowed):
        raise CatalogError(_SELF_OUTSIDE, file=name)


def check_file_places(park: Park, toml: TomlFile, allowed: Sequence[Path]) -> None:
    """Refuse files that a park names and that lie outside the allowed folders, or are no files.

    Parameters
    ----------
    park : Park
        With the folder that its files are named from.
    toml : TomlFile
        Where they are named.
    allowed : sequence of Path
        Resolved folders; what lies below one of them may be read. A link counts as what it leads to.

    Raises
    ------
    CatalogError
        The first such file, with line and key. Whether a file is there at all is not asked here.
    """
    for path, name in _named(park):
        fields = {"key": dotted(path), "name": name}
        place = park.folder / name
        if not all(_is_below(each, allowed) for each in _with_belonging(place)):
            raise CatalogError(_OUTSIDE, file=toml.name, line=toml.line_of(path), **fields)
        if not all(_may_be_read(each) for each in _with_belonging(place)):
            raise CatalogError(_NO_FILE, file=toml.name, line=toml.line_of(path), **fields)


def _named(park: Park) -> Iterator[tuple[KeyPath, str]]:
    if park.boundary_file:
        yield ("boundary", "file"), park.boundary_file.file
    for number, zone in enumerate(park.zones):
        if zone.boundary_file:
            yield ("zones", number, "boundary", "file"), zone.boundary_file.file
    for number, reference in enumerate(park.references):
        yield ("references", number, "file"), reference.file
    for number, parcels in enumerate(park.parcels):
        yield ("parcels", number, "file"), parcels.file
        for same in parcels.same_as:
            yield ("parcels", number, "same_as"), same.file


def _with_belonging(place: Path) -> list[Path]:
    try:
        return [place, *belonging_to(place)]
    except (OSError, ValueError):
        # Whatever is wrong with it is said when it is read.
        return [place]


def _is_below(path: Path, allowed: Sequence[Path]) -> bool:
    try:
        real = path.resolve()
    except (OSError, ValueError, RuntimeError):
        # A circle of links leads nowhere, and a name with a zero byte names nothing.
        return False
    return any(real.is_relative_to(folder) for folder in allowed)


def _may_be_read(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return True
    return stat.S_ISREG(mode) or (stat.S_ISDIR(mode) and path.suffix.lower() in FOLDER_SUFFIXES)


_TWICE = Words(zh="{key}“{name}”已被 {other} 使用", en="{key} “{name}” is already taken by {other}")

_REFERS = Words(zh="{key} 指向不存在的“{name}”", en="{key} refers to “{name}”, which does not exist")

_CIRCLE = Words(
    zh="{key}：“{name}”在其自身之内；请检查各分区的 within",
    en="{key}: “{name}” lies within itself; check the zones' within",
)

_NO_LAYER = Words(zh="{key}：找不到参考图层文件“{name}”", en="{key}: there is no layer file “{name}”")

_NO_BOUNDARY = Words(zh="{key}：找不到边界文件“{name}”", en="{key}: there is no boundary file “{name}”")


def fold_name(name: str) -> str:
    """Return a name as it is compared: width, case, blanks and hyphens do not count.

    Examples
    --------
    >>> fold_name("Longhu  Park") == fold_name("ｌｏｎｇｈｕ-park")
    True
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


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


def check_park_names(programme: Programme, toml: TomlFile, parks: Sequence[Park]) -> None:
    """Refuse references of programme.toml to parks, or zones of parks, that there are not.

    Raises
    ------
    CatalogError
        The first such, with line and key.
    """
    zones = {park.id: {zone.id for zone in park.zones} for park in parks}
    for path, name in references_in(programme):
        if path[-1] in ("park", "parks"):
            _check_reference(toml, path, name, zones)
    for number, company in enumerate(programme.companies):
        if company.zone is not None:
            path = ("companies", number, "zone")
            _check_reference(toml, path, company.zone, zones.get(company.park or "", set()))


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
    if name not in known:
        raise CatalogError(_REFERS, file=toml.name, line=toml.line_of(path), key=dotted(path), name=name)


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
    zones = {zone.id for zone in park.zones}
    known = _known(programme)
    known |= {"zone": zones, "within": zones, "source": known["source"] | {each.id for each in park.sources}}
    known |= {"park": {park.id}, "parks": {park.id}}
    for path, name in references_in(park):
        # `zone` of a file is the number of a zone of coordinates.
        if path[-1] in known:
            _check_reference(toml, path, name, known[str(path[-1])])
    _check_nesting(park, toml)
    _check_files(park, toml, drawn=drawn)


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
        if not (park.folder / file.file).exists():
            path = (*place, "boundary", "file")
            fields = {"key": ".".join(map(str, path)), "name": file.file}
            raise CatalogError(_NO_BOUNDARY, file=toml.name, line=toml.line_of(path), **fields)
    for number, reference in enumerate(park.references):
        if not (park.folder / reference.file).exists():
            path = ("references", number, "file")
            fields = {"key": f"references[{number}].file", "name": reference.file}
            raise CatalogError(_NO_LAYER, file=toml.name, line=toml.line_of(path), **fields)
