"""What a page says of the coordinate systems that its data were in."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from geokit.i18n import Words
from geokit.land.crs.titles import crs_title
from geokit.page.payload import LocalizedText, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyproj import CRS

_CRS = Words(zh="坐标系：{names}", en="Coordinates: {names}")
_ONE_CRS = Words(zh="{name}（{roles}）", en="{name} ({roles})")
_TWO_CRS = Words(zh="{one}；{other}", en="{one}; {other}")


def crs_facts(systems: Iterable[CRS | None], roles: Sequence[Words] = ()) -> tuple[Text, ...]:
    """Return which systems coordinates are in as one fact, each system once; with `roles`, what is in it.

    Examples
    --------
    >>> from pyproj import CRS
    >>> roles = (Words(zh="边界", en="outline"), Words(zh="地块", en="parcels"))
    >>> [fact] = crs_facts([CRS(4490), CRS(32650)], roles)
    >>> print(fact.localize("en"))
    Coordinates: CGCS2000, longitude and latitude (outline); WGS 84 / UTM zone 50N (parcels)
    """
    found: dict[str, list[Words]] = {}
    titles: dict[str, Words] = {}
    for number, crs in enumerate(systems):
        if crs is not None:
            titles.setdefault(crs.name, crs_title(crs))
            found.setdefault(crs.name, []).extend(roles[number : number + 1])
    named: list[Text] = [
        LocalizedText.of(_ONE_CRS, name=titles[name], roles=own) if own and len(found) > 1 else titles[name]
        for name, own in found.items()
    ]
    if not named:
        return ()
    joined = reduce(lambda one, other: LocalizedText.of(_TWO_CRS, one=one, other=other), named)
    return (LocalizedText.of(_CRS, names=joined),)
