"""Parcels of which nobody says how far they have come: a sum that leaves them out must not look like a small one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geokit.i18n import Words
from geokit.ledgers.figures.progress import NOT_STATED
from geokit.ledgers.forms import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.ledgers.figures.model import ParkLand

_SOME: Final = Words(
    zh="{count} 宗地块没有阶段、状态和日期，按没有批准、征收、供应计",
    en="{count:parcel has|parcels have} neither stage nor status nor dates: counted as neither approved nor supplied",
)
_ALL: Final = Words(
    zh="全部 {count} 宗地块都没有阶段、状态和日期，表中的 0 只表示没有记载：请给出有这些列的地块（界址点 TXT 没有）",
    en="none of the parcels ({count}) has a stage, a status or a date, so that 0 only means that nothing is recorded: give parcels "
    "with these columns, which a boundary-point TXT has not",
)


def unstated_lines(land: ParkLand) -> Iterator[Sentence]:
    """Yield how many parcels have nothing said of their progress, or that none has."""
    count = int((land.reached == NOT_STATED).sum())
    if count:
        yield Sentence.of(_ALL if count == len(land.parcels) else _SOME, count=count)
