"""The figures of an audited park: those of the ledger, for the day of the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.ledgers.figures.making import park_land
from geokit.words import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.auditing.report import Audited, AuditReport
    from geokit.ledgers.figures.model import ParkLand
    from geokit.words import Language

PARCELS = Words(zh="地块", en="parcels")
AUDITED = Words(zh="核查日期：{today}", en="Audited on {today}")
_OF_PARK = Words(zh="{name}：{equation}", en="{name}: {equation}")


def figures_of(report: AuditReport) -> list[tuple[Audited, ParkLand]]:
    """Return each park with its figures; those made before outlines were coarsened, where they were."""
    return [
        (each, each.figures or park_land(each.park, each.parcels, report.today)) for each in report.audited
    ]


def equations(made: Sequence[tuple[Audited, ParkLand]]) -> list[Words]:
    """Return the equation of each park that has parcels, with the park's name."""
    return [
        Words(**{language: _equation(each, land, language) for language in LANGUAGES})
        for each, land in made
        if len(each.parcels)
    ]


def _equation(each: Audited, land: ParkLand, language: Language) -> str:
    name = each.park.name if each.park else PARCELS
    return _OF_PARK.render(language, name=name, equation=land.equation)
