"""What every format says of a report: its marks, the parks' figures for its day, and the findings that are accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack, cast

from geokit.auditing.baselines.model import Acceptance, Accepted, BaselinedReport
from geokit.auditing.registry import load_faults, load_rules
from geokit.auditing.report import AuditReport
from geokit.i18n import LANGUAGES, Language, Words
from geokit.isolates import without_marks
from geokit.land.crs.titles import crs_short_title
from geokit.page.marks import Marks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geokit.auditing.audited import Audited
    from geokit.auditing.rule import Documented
    from geokit.ledgers.figures.model import ParkLand
    from geokit.parcels.redaction import MarkOptions
    from geokit.programme.record import Name

# What is no map: a page and a sheet say 内部用图.
_INTERNAL = Words(zh="内部资料", en="Internal")
PUBLIC = Words(
    zh="公开版：不含尚未公告的地块和界址点，位置已作概略处理",
    en="Public edition: without unannounced parcels and boundary points; places are generalised",
)
PARCELS = Words(zh="地块", en="parcels")


PARCEL_AUDIT = Words(zh="地块核查", en="Parcel audit")
DATABASE_AUDIT = Words(zh="数据库核查", en="Audit of a database")


def audit_title(report: AuditReport) -> Words:
    """Return what was audited: parcels, or a database."""
    return PARCEL_AUDIT if report.database is None else DATABASE_AUDIT


def rules_of(report: AuditReport) -> Mapping[str, type[Documented]]:
    """Return what was looked for, by name: the rules of parcels, or the faults of databases."""
    return load_rules() if report.database is None else load_faults()


def called(each: Audited, parcels: Words) -> Words | Name:
    """Return the name of a park or a database; `parcels` where it is neither."""
    if each.database is not None:
        return Words(zh=each.database.file, en=each.database.file)
    return each.park.name if each.park else parcels


AUDITED = Words(zh="核查日期：{today}", en="Audited on {today}")
_OF_PARK = Words(zh="{name}：{equation}", en="{name}: {equation}")
ACCEPTED = Words(zh="已接受", en="accepted")
REASON = Words(zh="接受理由", en="reason")
UNTIL = Words(zh="接受至", en="accepted until")
_NO_REASON = Words(zh="未写理由", en="no reason given")


def marks_of(report: AuditReport, **options: Unpack[MarkOptions]) -> Marks:
    """Return the marks of a report: what is given, or else what the parks' park.toml says, each value once."""
    return Marks(**options).filled_from([each.park for each in report.audited if each.park])


def system_titles(report: AuditReport) -> list[Words]:
    """Return what the coordinate systems of a report are called, each once."""
    systems = {each.crs.name: each.crs for each in report.audited if each.crs is not None}
    return [crs_short_title(crs) for _, crs in sorted(systems.items())]


def mark_lines(marks: Marks, language: Language) -> tuple[str, str, str]:
    """Return the audience and the two slots, 审图号 and 密级.

    Examples
    --------
    >>> from geokit.page.marks import Marks
    >>> mark_lines(Marks(classification="none"), "en")
    ('Internal', 'Map review number: (not reviewed)', 'Classification: none')
    """
    audience = _INTERNAL if marks.audience == "internal" else PUBLIC
    number, level = cast("list[dict[str, str]]", marks.payload()["slots"])
    return audience.localize(language), without_marks(number[language]), without_marks(level[language])


def figures_of(report: AuditReport) -> list[tuple[Audited, ParkLand]]:
    """Return each park with its figures; those made before outlines were coarsened, where they were.

    What was audited in parts has none.
    """
    pairs = zip(report.audited, report.figures, strict=True)
    return [(each, land) for each, land in pairs if land is not None]


def equations(made: Sequence[tuple[Audited, ParkLand]]) -> list[Words]:
    """Return the equation of each park that has parcels, with the park's name."""
    return [
        Words(**{language: _equation(each, land, language) for language in LANGUAGES})
        for each, land in made
        if len(each.parcels)
    ]


def _equation(each: Audited, land: ParkLand, language: Language) -> str:
    name = called(each, PARCELS)
    return _OF_PARK.render(language, name=name, equation=land.equation)


def accepted_of(report: AuditReport) -> tuple[Accepted, ...]:
    """Return the accepted findings of a report; none where it is held against no baseline."""
    return report.accepted if isinstance(report, BaselinedReport) else ()


def accepted_part(report: AuditReport) -> AuditReport:
    """Return the accepted findings as a report of their own, in the same order."""
    return AuditReport(tuple(each.finding for each in accepted_of(report)), report.audited, report.today)


def reason_of(entry: Acceptance, language: Language) -> str:
    """Return why a finding was accepted, or that nobody wrote it down."""
    return entry.reason or _NO_REASON.localize(language)
