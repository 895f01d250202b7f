"""The vocabulary of declared areas: what kind of figure, how far it binds, how it was measured."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from geokit.errors import refused_choice
from geokit.words import Words

Method = Literal["statutory", "ellipsoidal", "planar", "geodesic"]

METHOD_WORDS: dict[Method, Words] = {
    "statutory": Words(zh="法定椭球面积", en="statutory ellipsoidal"),
    "ellipsoidal": Words(zh="椭球面积", en="ellipsoidal"),
    "planar": Words(zh="平面面积", en="planar"),
    "geodesic": Words(zh="大地线面积", en="geodesic"),
}


class AreaKind(StrEnum):
    """What a figure counts. Figures of different kinds are neither compared nor added by default."""

    TOTAL = "total"
    GROSS_PLANNED = "gross_planned"
    NET = "net"
    START_ZONE = "start_zone"
    APPROVED = "approved"
    IN_STOCK = "in_stock"
    FLOOR = "floor"
    UNSPECIFIED = "unspecified"

    @classmethod
    def _missing_(cls, value: object) -> AreaKind:
        raise refused_choice("kind", value, [kind.value for kind in cls])


KIND_WORDS: dict[AreaKind, Words] = {
    AreaKind.TOTAL: Words(zh="总用地面积", en="total land"),
    AreaKind.GROSS_PLANNED: Words(zh="规划面积", en="gross planned area"),
    AreaKind.NET: Words(zh="净用地面积", en="net land"),
    AreaKind.START_ZONE: Words(zh="启动区面积", en="start zone"),
    AreaKind.APPROVED: Words(zh="批准面积", en="approved area"),
    AreaKind.IN_STOCK: Words(zh="在库面积", en="land in stock"),
    AreaKind.FLOOR: Words(zh="建筑面积", en="floor area"),
    AreaKind.UNSPECIFIED: Words(zh="未说明类别的面积", en="area of unspecified kind"),
}


class Bound(StrEnum):
    """How far a figure binds: "at least 3,808 mu" is met by anything larger."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    JUST_BELOW = "just_below"
    ABOVE = "above"
    RANGE = "range"


BOUND_WORDS: dict[Bound, Words] = {
    Bound.EXACT: Words(zh="{amount}", en="{amount}"),
    Bound.AT_LEAST: Words(zh="不小于{amount}", en="at least {amount}"),
    Bound.AT_MOST: Words(zh="不超过{amount}", en="at most {amount}"),
    Bound.ABOUT: Words(zh="约{amount}", en="about {amount}"),
    Bound.JUST_BELOW: Words(zh="近{amount}", en="nearly {amount}"),
    Bound.ABOVE: Words(zh="逾{amount}", en="more than {amount}"),
    Bound.RANGE: Words(zh="{amount}", en="{amount}"),
}

# A figure whose printed digits had to be rounded away says so.
ROUNDED_WORDS: dict[Bound, Words] = BOUND_WORDS | {
    Bound.EXACT: BOUND_WORDS[Bound.ABOUT],
    Bound.AT_LEAST: Words(zh="至少约{amount}", en="at least about {amount}"),
    Bound.AT_MOST: Words(zh="至多约{amount}", en="at most about {amount}"),
    Bound.JUST_BELOW: BOUND_WORDS[Bound.ABOUT],
    Bound.ABOVE: BOUND_WORDS[Bound.ABOUT],
    Bound.RANGE: BOUND_WORDS[Bound.ABOUT],
}
