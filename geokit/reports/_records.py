"""Where a finding's records stand: the phase of a parcel, and the file and line that are to be mended."""

from __future__ import annotations

import posixpath
from functools import cached_property
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, NamedTuple

from geokit.auditing.findings import NOWHERE, Place
from geokit.parcels.table import parcel_ids

if TYPE_CHECKING:
    from pathlib import Path

    from geokit.auditing.findings import Finding
    from geokit.auditing.report import Audited, AuditReport


class Address(NamedTuple):
    """A file as a repository names it, with forward slashes, and a line from 1."""

    path: str
    line: int | None


class Records:
    """The records behind the findings of a report.

    Parameters
    ----------
    report : AuditReport
    """

    def __init__(self, report: AuditReport) -> None:
        self._parks = {each.name: _ParkRecords(each) for each in report.audited}

    def address(self, finding: Finding) -> Address | None:
        """Return where a finding is to be mended: its own place, its first subject's record, or park.toml."""
        park = self._parks.get(finding.park)
        place = finding.source
        if place.file is None and park is not None:
            place = park.place(finding.subjects)
        if place.file is None:
            return None
        file = bare_name(place.file)
        return Address(park.path(file) if park else file, place.line)

    def trail(self, finding: Finding, subject: str) -> tuple[str, ...]:
        """Return a subject with what it lies in: park, phase, parcel."""
        park = self._parks.get(finding.park)
        phase = park.phases.get(subject) if park else None
        outer = [name for name in (finding.park, phase) if name and name != subject]
        return (*outer, subject)

    def is_parcel(self, finding: Finding, subject: str) -> bool:
        """Tell whether a subject is a parcel of the table, and not a zone, a park or a file."""
        park = self._parks.get(finding.park)
        return park is not None and subject in park.positions


class _ParkRecords:
    def __init__(self, audited: Audited) -> None:
        self._audited = audited

    @cached_property
    def positions(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(parcel_ids(self._audited.parcels))}

    @cached_property
    def phases(self) -> dict[str, str]:
        phases = self._audited.parcels["phase"].to_numpy()
        return {name: phases[at] for name, at in self.positions.items() if phases[at]}

    @cached_property
    def _places(self) -> list[tuple[str | None, int]]:
        parcels = self._audited.parcels
        return list(zip(parcels["source"].tolist(), parcels["line"].tolist(), strict=True))

    def place(self, subjects: tuple[str, ...]) -> Place:
        at = next((self.positions[name] for name in subjects if name in self.positions), None)
        source, line = self._places[at] if at is not None else (None, -1)
        if source:
            return Place(source, line if line > 0 else None)
        return Place("park.toml") if self._audited.park else NOWHERE

    @cached_property
    def _files(self) -> dict[str, str]:
        """The files that park.toml names, by their bare names."""
        park = self._audited.park
        if park is None:
            return {}
        outlines = [placed.boundary_file.file for placed in (park, *park.zones) if placed.boundary_file]
        listed = ["park.toml", *outlines, *(file.file for file in park.parcels)]
        return {bare_name(file): file for file in listed if not _is_absolute(file)}

    def path(self, name: str) -> str:
        park = self._audited.park
        if park is None or name not in self._files:
            return name
        found = posixpath.normpath(f"{folder_path(park.folder)}/{self._files[name]}".replace("\\", "/"))
        return found if not found.startswith("..") else name


def folder_path(folder: Path) -> str:
    """Return a folder as it was given, or only its own name where that would name a place on this machine.

    Examples
    --------
    >>> from pathlib import Path
    >>> folder_path(Path("boundaries/longhu")), folder_path(Path("/data/boundaries/longhu"))
    ('boundaries/longhu', 'longhu')
    """
    return folder.name if folder.is_absolute() or ".." in folder.parts else folder.as_posix()


def bare_name(file: str) -> str:
    r"""Return a file's name without its folder.

    Examples
    --------
    >>> bare_name("C:\\data\\三期.txt"), bare_name("data/三期.txt")
    ('三期.txt', '三期.txt')
    """
    return PureWindowsPath(file).name if "\\" in file else PurePosixPath(file).name


def _is_absolute(file: str) -> bool:
    return PurePosixPath(file).is_absolute() or PureWindowsPath(file).is_absolute()


def shown_file(file: str | None) -> str | None:
    """Return a file as a report shows it: one that names a place on this machine without its folder."""
    return bare_name(file) if file and _is_absolute(file) else file
