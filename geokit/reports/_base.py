"""What a report format is, how one is found by name or by suffix, and what of a report its audience sees.

The public sees no boundary point of any parcel, and places on a coarse grid only.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Final, Unpack

from geokit.atomic import atomic_file
from geokit.auditing.planar_areas import MEASURED, planar_areas_m2
from geokit.auditing.redaction import generalize, public_report
from geokit.errors import OptionError, OutputError, UnknownNameError
from geokit.escape import without_commands
from geokit.geometry.arrays import as_array
from geokit.i18n import Language, Words, speaking_to
from geokit.ledgers.figures.model import park_land
from geokit.machine import paused_gc
from geokit.parcels.redaction import COLUMNS, MarkOptions, is_announced
from geokit.parcels.table import parcel_frame
from geokit.plugins import (
    Contract,
    Extensible,
    instance_of,
    load_plugins,
    plugin_names,
    refuse_shared_suffixes,
    require_suffixes,
)
from geokit.progress import task
from geokit.reports._common import marks_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from geokit.auditing.audited import Audited
    from geokit.auditing.report import AuditReport
    from geokit.page.marks import Marks

FORMAT = Words(zh="报告格式", en="report format")
SUFFIX = Words(zh="报告文件后缀", en="report suffix")
_DRAWN: Final = (".pdf", ".png", ".svg")
_IS_DRAWN = Words(
    zh="“{file}”是图，由核查地图写出：geokit map audit 地块文件 -o {file}；报告可写 .xlsx、.html 等",
    en="“{file}” is a drawing, which the map of an audit writes: geokit map audit PARCELS -o {file}; a report is an .xlsx, "
    ".html or the like",
)
_NOT_PUBLIC = Words(
    zh="数据库的核查结果含记录编号和位置，供内部使用，没有公开版",
    en="what is found in a database names its records and their places, for internal use: there is no edition for the public",
)


def _make(report: type[ReportFormat]) -> None:
    report()
    require_suffixes(*report.suffixes)


class ReportFormat(ABC, Extensible):
    """One way to write an audit down. The file's name is the format's name.

    ``suffixes`` are the endings that choose this format, none for one that is only printed; ``is_text`` tells
    whether its bytes are UTF-8 text. The same report gives the same bytes.
    """

    contract = Contract(
        {"title": Words, "suffixes": tuple, "is_text": bool},
        {
            "compose": instance_of(bytes),
            "render": instance_of(bytes),
            "save": instance_of(type(None)),
            "compose_file": instance_of(type(None)),
            "terminal": instance_of(str),
            "safe": instance_of(str),
        },
        _make,
    )
    title: ClassVar[Words]
    suffixes: ClassVar[tuple[str, ...]] = ()
    is_text: ClassVar[bool] = True

    def render(self, report: AuditReport, language: Language, **options: Unpack[MarkOptions]) -> bytes:
        """Return the whole file.

        What is not for the public is taken out here, before a format sees the report.
        """
        # Printed to a pipe it is a file too.
        with _writing(self.title):
            return self.compose(*self.prepared(report, options), language)

    def terminal(
        self,
        report: AuditReport,
        language: Language,
        *,
        is_whole: bool = True,  # noqa: ARG002 - for formats that show less on a terminal than in a file
        **options: Unpack[MarkOptions],
    ) -> str:
        """Return what a terminal shows; it may hold colours, which a pipe must not be given.

        Unless `is_whole`, a format may show the first few of many findings of one cause.
        """
        return self.safe(self.render(report, language, **options).decode())

    def safe(self, text: str) -> str:
        """Return the same document for a terminal or a runner's log, which must obey nothing in it."""
        return "\n".join(map(without_commands, text.split("\n")))

    @staticmethod
    def prepared(report: AuditReport, options: MarkOptions) -> tuple[AuditReport, Marks]:
        """Return what the audience may see of a report, and the marks that it is to carry.

        Raises
        ------
        OptionError
            The findings of a database were asked for the public: without its records nothing would be left, which reads
            as if nothing had been found.
        """
        marks = marks_of(report, **options)
        if marks.audience != "internal" and report.database is not None:
            raise OptionError(_NOT_PUBLIC)
        return (report if marks.audience == "internal" else public_view(report)), marks

    def save(
        self, report: AuditReport, path: Path, language: Language, **options: Unpack[MarkOptions]
    ) -> None:
        """Write into a new file what :meth:`render` returns."""
        with _writing(self.title):
            self.compose_file(*self.prepared(report, options), language, path)

    @abstractmethod
    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the whole file of a report that its reader may see."""

    def compose_file(self, report: AuditReport, marks: Marks, language: Language, path: Path) -> None:
        """Write what :meth:`compose` returns; a format may do so part by part, so that the whole is never in memory."""
        path.write_bytes(self.compose(report, marks, language))


@contextmanager
def _writing(title: Words) -> Iterator[None]:
    # Of a hundred thousand findings the collector takes up to a fifth of the time.
    with task(title), speaking_to("file"), paused_gc():
        yield


def format_names() -> list[str]:
    """Return the names of all report formats, sorted."""
    return plugin_names("geokit.reports")


@cache
def load_formats() -> dict[str, type[ReportFormat]]:
    """Return all report formats by name."""
    formats = load_plugins("geokit.reports", ReportFormat)  # type: ignore[type-abstract]
    refuse_shared_suffixes(formats, {name: each.suffixes for name, each in formats.items()})
    return formats


def find_format(name: str) -> ReportFormat:
    """Return a report format by its name.

    Raises
    ------
    UnknownNameError
        There is no such format.
    """
    formats = load_formats()
    if name not in formats:
        raise UnknownNameError(name, kind=FORMAT, known=formats)
    return formats[name]()


def format_of(path: Path) -> ReportFormat:
    """Return the report format of a file name, by the longest suffix that fits.

    Raises
    ------
    UnknownNameError
        No format has this suffix.
    OutputError
        It is that of a drawing, which a report is not.
    """
    if path.suffix.lower() in _DRAWN:
        raise OutputError(_IS_DRAWN, file=path.name)
    by_suffix = {suffix: each for each in load_formats().values() for suffix in each.suffixes}
    fitting = [suffix for suffix in by_suffix if path.name.lower().endswith(suffix)]
    if not fitting:
        raise UnknownNameError(path.suffix or path.name, kind=SUFFIX, known=by_suffix)
    return by_suffix[max(fitting, key=len)]()


def write_report(
    report: AuditReport, path: Path, *, language: Language, **options: Unpack[MarkOptions]
) -> Path:
    """Write a report to a file whose suffix chooses the format; return the path.

    Parameters
    ----------
    report : AuditReport
        The report, whole; what is not for its audience is left out of the file.
    path : path
        Such as ``audit.sarif`` or ``audit.xlsx``.
    language : {"zh", "en"}
        The language of the words.
    **options : MarkOptions
        ``audience``, ``review_number``, ``classification``.

    Raises
    ------
    UnknownNameError
        No format has this suffix.
    OutputError
        The file cannot be written; what stood there before stands.
    """
    chosen = format_of(path)
    # A place that cannot be written to is refused before the work.
    with atomic_file(path) as beside:
        chosen.save(report, beside, language, **options)
    return path


def public_view(report: AuditReport) -> AuditReport:
    """Return what :func:`geokit.auditing.redaction.public_report` leaves, each parcel as a box with its true area."""
    shown = public_report(report)
    audited = tuple(
        _in_boxes(each, whole, report.today)
        for each, whole in zip(shown.audited, report.audited, strict=True)
    )
    return replace(shown, audited=audited)


def _in_boxes(each: Audited, whole: Audited, today: date) -> Audited:
    announced = is_announced(whole.parcels, today)
    measured_m2 = planar_areas_m2(whole.parcels)[announced]
    boxes = [generalize(shape, each.parcels.crs) for shape in each.parcels.geometry]
    columns = {name: each.parcels[name].to_numpy() for name in COLUMNS}
    frame = parcel_frame(columns, as_array(boxes), crs=each.parcels.crs, extra={MEASURED: measured_m2})
    # The figures are those of the true outlines.
    land = park_land(each.park, each.parcels, today, is_partial=not announced.all())
    # Outlines of parcels are no part of an edition for the public.
    at_fault = None if each.at_fault is None else each.at_fault.iloc[:0]
    return replace(each, parcels=frame, figures=land, at_fault=at_fault)
