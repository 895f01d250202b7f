"""Outline files that the park.toml beside them names as schematic: a drawing or a list of points cannot say so itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geokit.i18n import Words
from geokit.inputs import parse_toml
from geokit.parcels.diagnostics import ATTRIBUTE, Notice, Origin, to_plain
from geokit.parcels.schematic import BASIS, UNCERTAINTY, is_schematic, uncertainty_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

PARK: Final = "park.toml"
SCHEMATIC_BESIDE: Final = "schematic_beside"
_SCHEMATIC: Final = "schematic"
# An outline lies beside its park.toml, or in a folder there.
_LEVELS: Final = 3
_NAMED = Words(
    zh="旁边的 park.toml 说明此边界为示意（schematic）：已加上依据一列",
    en="the park.toml beside it says that this outline is schematic: a column for the basis was added",
)


@dataclass(frozen=True, slots=True)
class SchematicFile:
    """What a park.toml says of a schematic outline: how far off it may be, in metres, or None."""

    uncertainty_m: float | None


def with_basis(frame: gpd.GeoDataFrame, path: Path, layer: str | None = None) -> gpd.GeoDataFrame:
    """Return the table of a file, with columns for basis and uncertainty where a park.toml calls its outline schematic."""
    said = schematic_file(path, layer)
    if said is None or is_schematic(frame).all():
        return frame
    own = uncertainty_column(frame)
    table = frame.drop(columns=[BASIS], errors="ignore")
    last = len(table.columns) - 1
    table.insert(last, BASIS, _SCHEMATIC)
    if own is None and said.uncertainty_m is not None:
        table.insert(last + 1, UNCERTAINTY, said.uncertainty_m)
    origin = Origin(frame.attrs[ATTRIBUTE])
    origin["notices"] = [*origin["notices"], to_plain(Notice.of(SCHEMATIC_BESIDE, _NAMED))]
    table.attrs[ATTRIBUTE] = origin
    return table


def schematic_file(path: Path, layer: str | None = None) -> SchematicFile | None:
    """Return what the nearest park.toml says of a file if it calls that schematic.

    Parameters
    ----------
    path : Path
        The file.
    layer : str, optional
        The layer that is read of it; any if left out.
    """
    place = Path(os.path.abspath(path))  # noqa: PTH100 - links stay what they are called
    for folder in [*place.parents][:_LEVELS]:
        if (folder / PARK).is_file():
            return next(_named(_content(folder / PARK), folder, place, layer), None)
    return None


def _content(file: Path) -> dict[str, Any]:
    try:
        return parse_toml(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        # What is wrong with it is said where a catalogue is read.
        return {}


def _named(park: dict[str, Any], folder: Path, place: Path, layer: str | None) -> Iterator[SchematicFile]:
    zones = park.get("zones")
    for each in (park, *(zones if isinstance(zones, list) else ())):
        outline = _table(each, "boundary")
        file, own = outline.get("file"), outline.get("layer")
        if outline.get("basis") != _SCHEMATIC or not isinstance(file, str):
            continue
        is_layer = layer is None or own is None or own == layer
        if is_layer and os.path.normpath(folder / file) == str(place):
            yield SchematicFile(_uncertainty_m(each) or _uncertainty_m(park))


def _uncertainty_m(placed: object) -> float | None:
    found = _table(placed, "anchor").get("uncertainty_m")
    return float(found) if isinstance(found, int | float) else None


def _table(of: object, key: str) -> dict[str, Any]:
    found = of.get(key) if isinstance(of, dict) else None
    return found if isinstance(found, dict) else {}
