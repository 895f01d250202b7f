"""Overlaps by ilivalidator from its package: a model of INTERLIS, a transfer file of parcels, and the pairs that its log names.

The model says AREA: parcels may touch, and not overlap. Neither it nor the function ``areAreas`` asks that they leave no gap,
so that there is none to ask for. Models are looked for in a folder alone, and nowhere on a network.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peers_given import measured, require, tell_loading, valid_parcels  # beside this file

if TYPE_CHECKING:
    from collections.abc import Iterator

_MODEL = """INTERLIS 2.3;
MODEL Parcels (en) AT "https://geokit.example" VERSION "2026-01-01" =
  DOMAIN
    Corner = COORD 0.0000 .. 1000000.0000, 0.0000 .. 10000000.0000, ROTATION 2 -> 1;
  TOPIC Layer =
    CLASS Parcel =
      Shape: MANDATORY AREA WITH (STRAIGHTS) VERTEX Corner WITHOUT OVERLAPS > 0.001;
    END Parcel;
  END Layer;
END Parcels.
"""
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><TRANSFER xmlns="http://www.interlis.ch/INTERLIS2.3">'
    '<HEADERSECTION SENDER="geokit" VERSION="2.3"><MODELS>'
    '<MODEL NAME="Parcels" VERSION="2026-01-01" URI="https://geokit.example"/>'
    '</MODELS></HEADERSECTION><DATASECTION><Parcels.Layer BID="all">\n'
)
_FOOT = "</Parcels.Layer></DATASECTION></TRANSFER>\n"
_CORNER = "<COORD><C1>{:.4f}</C1><C2>{:.4f}</C2></COORD>"
# Of two whose lines cross, and of two that overlap without: these are named only where no lines of the layer cross.
_NAMED = re.compile(r"(?:Intersection .*, tids (\S+), (\S+)|polygons overlay tid1 (\S+), tid2 (\S+))$")
_OF_ALL = "Error: failed to validate AREA"


def once(dataset: Path) -> Any:
    """ilivalidator: the pairs that it names, the intersections measured."""
    names, shapes = valid_parcels(dataset)
    return _of_pairs(names, shapes, _named(names, shapes))


def twice(dataset: Path) -> Any:
    """ilivalidator: what it names, and what it names when it is asked again without these."""
    import numpy as np

    names, shapes = valid_parcels(dataset)
    first = _named(names, shapes)
    kept = ~np.isin(names.astype(str), sorted(set().union(*first)))
    return _of_pairs(names, shapes, first | _named(names[kept], shapes[kept]))


def _named(names: Any, shapes: Any) -> set[tuple[str, str]]:
    """Return the pairs of ids that are in its log."""
    require("ilivalidator", "ilivalidator==0.0.4")
    from ilivalidator import Ilivalidator as Peer

    with tempfile.TemporaryDirectory() as folder:
        model, transfer, log = (Path(folder, name) for name in ("Parcels.ili", "parcels.xtf", "log"))
        start = time.perf_counter()
        model.write_text(_MODEL, encoding="utf-8")
        with transfer.open("w", encoding="utf-8") as file:
            file.writelines(_lines(names, shapes))
        tell_loading(start)
        settings = {
            Peer.SETTING_ILIDIRS: folder,
            Peer.SETTING_MODELNAMES: "Parcels",
            Peer.SETTING_LOGFILE: str(log),
        }
        is_valid = Peer.validate([str(transfer)], settings)
        return pairs_in(log.read_text(encoding="utf-8"), is_valid=is_valid)


def pairs_in(log: str, *, is_valid: bool) -> set[tuple[str, str]]:
    """Return the pairs of ids in a log, the lower first.

    Raises
    ------
    ValueError
        If an error in the log is of something else, or it has none and says nevertheless that the file is not valid.
    """
    errors = [line for line in log.splitlines() if line.startswith("Error:") and _OF_ALL not in line]
    named = [(line, _NAMED.search(line)) for line in errors]
    if unknown := [line for line, found in named if found is None]:
        raise ValueError(unknown[0])
    if not errors and not is_valid:
        message = "it names no error of a file that it calls invalid"
        raise ValueError(message)
    pairs = (sorted(each for each in found.groups() if each) for _, found in named if found)
    return {(one, other) for one, other in pairs}


def _lines(names: Any, shapes: Any) -> Iterator[str]:
    import shapely

    yield _HEAD
    for name, shape in zip(names, shapes, strict=True):
        rings = "".join(_boundary(shapely.get_coordinates(ring)) for ring in shapely.get_rings(shape))
        yield f'<Parcels.Layer.Parcel TID="{name}"><Shape><SURFACE>{rings}</SURFACE></Shape></Parcels.Layer.Parcel>\n'
    yield _FOOT


def _boundary(corners: Any) -> str:
    line = "".join(_CORNER.format(*corner) for corner in corners.tolist())
    return f"<BOUNDARY><POLYLINE>{line}</POLYLINE></BOUNDARY>"


def _of_pairs(names: Any, shapes: Any, pairs: set[tuple[str, str]]) -> Any:
    import numpy as np

    place = {name: at for at, name in enumerate(names.tolist())}
    at = np.array([[place[one], place[other]] for one, other in sorted(pairs)], dtype=int).reshape(-1, 2)
    return measured(names, shapes, at[:, 0], at[:, 1])
