"""A difference as a file: CSV, a page, a workbook, a GeoPackage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geokit.arguments import refuse_unknown
from geokit.atomic import atomic_file
from geokit.auditing.differences.parcels import ParcelDifference, compare_parcels
from geokit.days import current_day
from geokit.errors import OutputError
from geokit.i18n import Language, Words, current_language
from geokit.page.marks import Marks
from geokit.parcels.redaction import MarkOptions, announced_parcels
from geokit.reports._serialize import write_csv

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from geokit.auditing.differences.model import Difference
    from geokit.auditing.differences.submission import SubmissionCheck

SUFFIXES: Final = (".csv", ".html", ".xlsx", ".gpkg")
_NO_SUFFIX = Words(
    zh="差别只写 {known} 文件，不写“{suffix}”", en="differences are written as {known}, not as “{suffix}”"
)
_PARCELS_ONLY = Words(
    zh="只有两份地块的差别能写 {suffix}；核查报告、同批报件的差别写 .csv",
    en="only the difference of two tables of parcels is written as {suffix}; that of audits or of a submission is "
    "written as .csv",
)
_INTERNAL_ONLY = Words(
    zh="GeoPackage 含界址点，只供内部；公开版请写 .html 或 .xlsx",
    en="a GeoPackage holds boundary points and is for internal use; for the public write .html or .xlsx",
)
_PUBLIC_PARCELS = Words(
    zh="核查报告的差别只供内部，没有公开版",
    en="the difference of two audits is for internal use and has no public edition",
)


def refuse_unwritable(path: Path, *, is_of_parcels: bool = True, audience: str = "internal") -> None:
    """Refuse a file that no difference, or not this one, is written to, before any work is done.

    Raises
    ------
    OutputError
        It has another suffix, or one that is for parcels, or for internal use alone.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise OutputError(_NO_SUFFIX, known=SUFFIXES, suffix=path.suffix or path.name)
    if suffix != ".csv" and not is_of_parcels:
        raise OutputError(_PARCELS_ONLY, suffix=suffix)
    if suffix == ".gpkg" and audience == "public":
        raise OutputError(_INTERNAL_ONLY)


def public_difference(found: Difference, as_of: date | None = None) -> ParcelDifference:
    """Return the difference of what the public may see of both tables; a parcel that it may not see is in no figure.

    Raises
    ------
    OutputError
        It is the difference of two audits.
    """
    if not isinstance(found, ParcelDifference):
        raise OutputError(_PUBLIC_PARCELS)
    day = as_of or current_day()
    old, new = (announced_parcels(table, day) for table in (found.old, found.new))
    # What was made for the public already is compared, and so is its land.
    return found if old.equals(found.old) and new.equals(found.new) else compare_parcels(old, new)


def write_difference(
    found: Difference,
    path: Path,
    *,
    language: Language | None = None,
    names: tuple[str, str] | None = None,
    as_of: date | None = None,
    marks: Mapping[str, Any] | None = None,
) -> Path:
    """Write a difference; the suffix decides the format.

    Parameters
    ----------
    found : Difference
    path : Path
        ``.csv``, ``.html``, ``.xlsx`` or ``.gpkg``.
    language : {"zh", "en"}, optional
        The reader's own if left out.
    names : tuple of two str, optional
        What the two states are called.
    as_of : date, optional
        The day that stages are read on.
    marks : mapping, optional
        ``audience``, ``review_number``, ``classification``.

    Raises
    ------
    OutputError
        The suffix is another, or the file cannot be written; what stood there before stands.
    OptionError
        There is no such mark.
    """
    own = dict(marks or {})
    refuse_unknown("Difference.save", own, MarkOptions.__annotations__)
    chosen, shown = language or current_language(), Marks(**own)
    refuse_unwritable(path, is_of_parcels=isinstance(found, ParcelDifference), audience=shown.audience)
    if shown.audience == "public":
        found = public_difference(found, as_of)
    suffix = path.suffix.lower()
    if suffix == ".csv" or not isinstance(found, ParcelDifference):
        return write_table(found, path, chosen)
    # A place that cannot be written to is refused before the work.
    with atomic_file(path) as beside:
        beside.write_bytes(_composed(found, suffix, chosen, names, as_of, shown))
    return path


def write_table(found: Difference | SubmissionCheck, path: Path, language: Language) -> Path:
    """Write the table of what differs as CSV.

    Raises
    ------
    OutputError
        The file cannot be written; what stood there before stands.
    """
    table = found.to_frame(language)
    write_csv(
        table.map(lambda value: "、".join(map(str, value)) if isinstance(value, tuple) else value), path
    )
    return path


def _composed(
    found: ParcelDifference,
    suffix: str,
    language: Language,
    names: tuple[str, str] | None,
    as_of: date | None,
    marks: Marks,
) -> bytes:
    change = found.land(as_of)
    if suffix == ".html":
        from geokit.maps.change import drawn_change
        from geokit.maps.site import View

        view = View({"language": language, "marks": marks, "as_of": change.as_of})
        return drawn_change(change, view, names).get_root().render().encode("utf-8", "replace")
    if suffix == ".xlsx":
        from geokit.reports._difference_book import difference_workbook

        return difference_workbook(change, names, marks, language)
    from geokit.reports._difference_layers import difference_geopackage

    return difference_geopackage(change, marks, language)
