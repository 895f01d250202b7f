"""What every report says about itself: who may see it, its review number, its classification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack, cast

from geokit.page.marks import Marks
from geokit.words import Language, Words

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport
    from geokit.parcels.audience import MarkOptions

PUBLIC = Words(
    zh="公开版：不含尚未公告的地块和界址点，位置已作概略处理",
    en="Public edition: without unannounced parcels and boundary points; places are generalised",
)


def marks_of(report: AuditReport, **options: Unpack[MarkOptions]) -> Marks:
    """Return the marks of a report: what is given, or else what the parks' park.toml says, each value once."""
    return Marks(**options).filled_from([each.park for each in report.audited if each.park])


def mark_lines(marks: Marks, language: Language) -> tuple[str, str, str]:
    """Return the audience and the two slots, 审图号 and 密级.

    Examples
    --------
    >>> from geokit.page.marks import Marks
    >>> mark_lines(Marks(classification="none"), "en")
    ('Internal', 'Map review number: (not reviewed)', 'Classification: none')
    """
    payload = cast("dict[str, dict[str, str] | None]", marks.payload())
    audience = payload["audience"] or {"zh": PUBLIC.zh, "en": PUBLIC.en}
    number, level = cast("list[dict[str, str]]", payload["slots"])
    return audience[language], number[language], level[language]
