"""Reading and writing baselines: TOML or JSON that people edit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from geokit.auditing.baselines.matching import faults_of
from geokit.auditing.baselines.model import Acceptance, Baseline, BaselinedReport
from geokit.auditing.findings import Finding, Severity
from geokit.door import public
from geokit.errors import InputError
from geokit.outputs import spoken, write_whole
from geokit.programme.loading import build
from geokit.programme.model import Record
from geokit.programme.toml import TomlFile, read_toml
from geokit.words import Words

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence
    from datetime import date

    from geokit.auditing.report import AuditReport

SUFFIXES: Final = (".toml", ".json")
_TABLE: Final = "accepted"

_HEADING = Words(
    zh="已接受的审查问题。请在 reason 中写明理由；expires（如 2027-01-01）之后不再接受。\n"
    "问题消失后请删去相应条目；审查会指出多余和过期的条目。",
    en="Findings that were accepted. Say why in reason; after expires (2027-01-01, say) they are open again.\n"
    "Delete what is no longer found: the audit names entries that are stale or expired.",
)
_SUFFIX = Words(zh="基线只写 {known} 文件，不写“{suffix}”", en="a baseline is a {known} file, not “{suffix}”")
_NOT_JSON = Words(zh="JSON 语法错误：{problem}", en="the JSON is broken: {problem}")
_NOT_A_TABLE = Words(zh="应为含有 accepted 的表", en="a table with “accepted” in it is needed")


class _File(Record):
    version: Literal[1] = 1
    accepted: tuple[Acceptance, ...] = ()


@public
def load_baseline(path: str | os.PathLike[str]) -> Baseline:
    """Read a baseline.

    Parameters
    ----------
    path : str or path
        A .toml or .json file.

    Raises
    ------
    InputError
        The file is missing, broken, or says what a baseline cannot say; it names file and line.
    """
    found = Path(path)
    toml = _json_file(found) if _suffix(found) == ".json" else read_toml(found, spoken(found))
    made = build(_File, toml, found.parent)
    lines = tuple(toml.line_of((_TABLE, at)) for at in range(len(made.accepted)))
    return Baseline(made.accepted, found.name, lines)


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(_SUFFIX, known=SUFFIXES, suffix=path.suffix or path.name)
    return suffix


def _json_file(path: Path) -> TomlFile:
    from geokit.parcels.files import bytes_of, existing_path
    from geokit.parcels.text import decode

    text, _ = decode(bytes_of(existing_path(path)), "utf-8")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(_NOT_JSON, file=spoken(path), line=error.lineno, problem=error.msg) from None
    except (RecursionError, ValueError):
        # Too deep, or a number of more digits than Python converts.
        raise InputError(_NOT_A_TABLE, file=spoken(path)) from None
    if not isinstance(data, dict):
        raise InputError(_NOT_A_TABLE, file=spoken(path))
    return TomlFile(spoken(path), data, {})


@public
def write_baseline(
    report: AuditReport,
    path: str | os.PathLike[str],
    *,
    reason: str = "",
    expires: date | None = None,
    at_least: Severity = Severity.WARNING,
) -> Baseline:
    """Write the open findings of a report to a baseline, and those that were accepted before as they stand there.

    Parameters
    ----------
    report : AuditReport
        With or without a baseline of its own.
    path : str or path
        A .toml or .json file.
    reason : str
        Why the open findings are accepted; it can be written into the file later.
    expires : date, optional
        The last day on which they are.
    at_least : Severity
        Findings below are left out: information fails nowhere.

    Returns
    -------
    Baseline
        What was written.

    Raises
    ------
    InputError
        The suffix is neither .toml nor .json.
    OutputError
        The file cannot be written; what stood there before stands.
    """
    target = Path(path)
    entries = tuple(_entries(report, reason, expires, at_least))
    render = _as_json if _suffix(target) == ".json" else _as_toml
    write_whole(target, render(entries).encode())
    return load_baseline(target)


def _entries(
    report: AuditReport, reason: str, expires: date | None, at_least: Severity
) -> Iterator[Acceptance]:
    complaints: tuple[Finding, ...] = ()
    if isinstance(report, BaselinedReport):
        yield from (each.entry for each in report.accepted)
        complaints = report.complaints
    for finding, fault in zip(report.findings, faults_of(report), strict=True):
        if finding.severity >= at_least and finding not in complaints:
            yield Acceptance.of(finding, fault, reason=reason, expires=expires)


def _plain(entry: Acceptance) -> dict[str, Any]:
    """Return an entry without what it does not say; a reason is there to be written."""
    fields = entry.model_dump(mode="json")
    return {name: value for name, value in fields.items() if name == "reason" or value not in (None, "", ())}


def _as_json(entries: Sequence[Acceptance]) -> str:
    content = {"version": 1, _TABLE: [_plain(entry) for entry in entries]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _as_toml(entries: Sequence[Acceptance]) -> str:
    lines = [f"# {line}" for line in _HEADING.render().split("\n")] + ["version = 1"]
    for entry in entries:
        lines += ["", f"[[{_TABLE}]]"]
        for name, value in _plain(entry).items():
            lines.append(f"{name} = {value if name == 'expires' else _toml_value(value)}")
    return "\n".join(lines) + "\n"


def _toml_value(value: object) -> str:
    # What JSON writes of texts, numbers and lists is TOML too, but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
