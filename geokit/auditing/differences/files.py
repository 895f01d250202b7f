"""Files compared: JSON reports of audits, or files of parcels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Unpack

from geokit.arguments import public
from geokit.atomic import display_path
from geokit.auditing.differences.audits import compare_audits, read_audit
from geokit.auditing.differences.parcels import compare_parcels
from geokit.auditing.differences.submission import SubmissionCheck, compare_submission
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.json_texts import parse_json
from geokit.parcels.files import bytes_of, existing_path, head_of
from geokit.parcels.given import ReadingOptions  # noqa: TC001 - read when a call is checked
from geokit.parcels.read import read_parcels

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from geokit.auditing.differences.model import Difference

_MIXED = Words(
    zh="{audit} 是核查报告，{parcels} 不是；请给出两份报告或两份地块文件",
    en="{audit} is the report of an audit and {parcels} is none; name two reports, or two files of parcels",
)

_TWICE = Words(zh="同一文件给出了两次", en="the file is named twice")

# The key that a report has, and a file of parcels has not.
_FINDINGS: Final = "findings"


@public
def compare_files(
    old: str | os.PathLike[str], new: str | os.PathLike[str], **reading: Unpack[ReadingOptions]
) -> Difference:
    """Compare two JSON reports of audits, or two files of parcels.

    Parameters
    ----------
    old, new : str or path
        Files that ``geokit audit -o x.json`` wrote, or files that :func:`geokit.read_parcels` reads.
    **reading
        As :func:`geokit.read_parcels` takes them: ``crs``, ``zone``, ``layer``, ``encoding``.

    Raises
    ------
    InputError
        One of them cannot be read, or one is a report and the other is not.
    CrsError
        The parcels' datums differ.

    Examples
    --------
    >>> import geokit as gk
    >>> files = gk.example_folder() / "files"
    >>> gk.compare_files(files / "broken.shp", files / "broken.shp", zone=39).summary("en")
    'No difference.'
    """
    paths = [existing_path(Path(path)) for path in (old, new)]
    reports = [_report(path) for path in paths]
    before, after = reports
    if before is not None and after is not None:
        return compare_audits(
            *(_read(path, report) for path, report in zip(paths, (before, after), strict=True))
        )
    if before is None and after is None:
        return compare_parcels(*(read_parcels(path, **reading) for path in paths))
    audit, parcels = paths if after is None else reversed(paths)
    raise InputError(_MIXED, audit=display_path(audit), parcels=display_path(parcels))


def compare_submitted_files(
    files: Sequence[str | os.PathLike[str]], **reading: Unpack[ReadingOptions]
) -> SubmissionCheck:
    """Compare the files of one submission, which must all say the same land.

    Parameters
    ----------
    files : sequence of str or path
        Files that :func:`geokit.read_parcels` reads: the TXT, the shapefile and the table of points.
    **reading
        As :func:`geokit.read_parcels` takes them.

    Raises
    ------
    InputError
        One of them cannot be read, or is named twice.
    """
    paths = [existing_path(Path(file)) for file in files]
    twice = next((path for at, path in enumerate(paths) if path in paths[:at]), None)
    if twice is not None:
        raise InputError(_TWICE, file=display_path(twice))
    names = [path.name for path in paths]
    shown = names if len(set(names)) == len(names) else [str(path) for path in paths]
    return compare_submission(
        {name: read_parcels(path, **reading) for name, path in zip(shown, paths, strict=True)}
    )


def _report(path: Path) -> dict[str, Any] | None:
    """Return what a JSON report holds; None for any other file, which reading parcels will judge."""
    if path.suffix.lower() != ".json" or not _decoded(head_of(path), "ignore").lstrip().startswith("{"):
        return None
    try:
        text = _decoded(bytes_of(path))
    except UnicodeDecodeError:
        return None
    if f'"{_FINDINGS}"' not in text:
        return None
    try:
        content = parse_json(text)
    except InputError as error:
        # Only a report is asked for keys that stand twice: of parcels a remark tells them.
        if _is_report(text):
            raise error.at(display_path(path)) from None
        return None
    return content if _FINDINGS in content else None


def _decoded(data: bytes, errors: str = "strict") -> str:
    return data.decode(json.detect_encoding(data), errors)


def _is_report(text: str) -> bool:
    try:
        return _FINDINGS in json.loads(text)
    except (ValueError, RecursionError):
        return False


def _read(path: Path, content: dict[str, Any]) -> list[Any]:
    try:
        return read_audit(content)
    except InputError as error:
        raise error.at(display_path(path)) from None
