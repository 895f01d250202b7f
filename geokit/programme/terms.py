"""The terms of a programme, in both languages."""

from __future__ import annotations

from enum import StrEnum

from geokit.i18n import Words


class Basis(StrEnum):
    """What an outline rests on."""

    SURVEYED = "surveyed"
    DEMARCATED = "demarcated"
    APPROVED = "approved"
    REGISTERED = "registered"
    PLANNED = "planned"
    DIGITISED = "digitised"
    SCHEMATIC = "schematic"


BASIS_WORDS = {
    Basis.SURVEYED: Words(zh="实测", en="surveyed"),
    Basis.DEMARCATED: Words(zh="勘测定界", en="demarcated"),
    Basis.APPROVED: Words(zh="批准红线", en="approved"),
    Basis.REGISTERED: Words(zh="登记", en="registered"),
    Basis.PLANNED: Words(zh="规划", en="planned"),
    Basis.DIGITISED: Words(zh="矢量化", en="digitised"),
    Basis.SCHEMATIC: Words(zh="示意", en="schematic"),
}


class ZoneKind(StrEnum):
    """What part of a park a zone is."""

    START_ZONE = "start_zone"
    SECTION = "section"
    COMPONENT = "component"
    PHASE = "phase"


ZONE_KIND_WORDS = {
    ZoneKind.START_ZONE: Words(zh="启动区", en="start zone"),
    ZoneKind.SECTION: Words(zh="片区", en="section"),
    ZoneKind.COMPONENT: Words(zh="组成片区", en="component"),
    ZoneKind.PHASE: Words(zh="分期", en="phase"),
}


class ZoneStatus(StrEnum):
    """How far a zone or a park has come, as its source says.

    Examples
    --------
    >>> import geokit as gk
    >>> [str(zone.status) for zone in gk.load_catalog()["linghai"].zones]
    ['built', 'under_construction', 'acquiring']
    """

    PLANNED = "planned"
    ACQUIRING = "acquiring"
    UNDER_CONSTRUCTION = "under_construction"
    BUILT = "built"


ZONE_STATUS_WORDS = {
    ZoneStatus.PLANNED: Words(zh="规划", en="planned"),
    ZoneStatus.ACQUIRING: Words(zh="土地收储中", en="land being acquired"),
    ZoneStatus.UNDER_CONSTRUCTION: Words(zh="在建", en="under construction"),
    ZoneStatus.BUILT: Words(zh="已建成", en="built"),
}


class Relation(StrEnum):
    """What a company is to a park or a pair of districts."""

    SETTLED = "settled"
    ATTRACTED = "attracted"
    VISITED = "visited"
    IN_TALKS = "in_talks"


RELATION_WORDS = {
    Relation.SETTLED: Words(zh="已入驻", en="settled"),
    Relation.ATTRACTED: Words(zh="已引进", en="attracted"),
    Relation.VISITED: Words(zh="走访", en="visited"),
    Relation.IN_TALKS: Words(zh="洽谈中", en="in talks"),
}

INFERRED = Words(zh="推断", en="inferred")
