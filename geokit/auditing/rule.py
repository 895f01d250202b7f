"""What the author of a rule imports: the rule's base class, what it is given, and what it yields.

A rule of geokit and one of an installed package (entry point ``geokit.rules``) are written with these names alone.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from enum import Flag, auto
from typing import TYPE_CHECKING, ClassVar, Generic

from geokit.auditing.context import Context
from geokit.auditing.findings import Finding, Place, Severity
from geokit.auditing.options import AnyOptions, AuditSettings, Options
from geokit.i18n import Abbreviated, Language, Words
from geokit.land.limits import Limit
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = [
    "Abbreviated",
    "Area",
    "AuditSettings",
    "Context",
    "Finding",
    "Limit",
    "Options",
    "Place",
    "Reads",
    "Rule",
    "Severity",
    "Words",
]


class Reads(Flag):
    """Files besides the parcels that a rule looks at: they are read only for a rule that is switched on."""

    NOTHING = 0
    REFERENCES = auto()
    SUBMISSIONS = auto()


class Rule(ABC, Generic[AnyOptions]):
    """One fault that the audit looks for.

    The class docstring is the manual in English (Law, Why, Fails, Passes, Options), ``manual_zh`` the same in
    Chinese; ``geokit explain`` prints them. The file's name is the rule's name.
    """

    title: ClassVar[Words]
    manual_zh: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR
    # Whether its findings name and measure nothing but their subjects; where some do, they say so in `mentions`.
    is_on_subjects_alone: ClassVar[bool] = False
    # Whether its findings are no dispute but two measurements of one line, which ``propose_fixes`` may bring together.
    is_fixed_by_snapping: ClassVar[bool] = False
    reads: ClassVar[Reads] = Reads.NOTHING
    # Codes of a reader's remarks on a file that its findings say better, with the parcels' names.
    replaces_remarks: ClassVar[frozenset[str]] = frozenset()
    # A rule with options of its own names their model here; generics cannot say that the default fits.
    options: type[AnyOptions] = Options  # type: ignore[assignment]

    @classmethod
    def name(cls) -> str:
        """Return the rule's name: that of its file."""
        return cls.__module__.rpartition(".")[2]

    @classmethod
    def manual(cls, language: Language) -> str:
        """Return the manual in a language."""
        return inspect.cleandoc(cls.manual_zh if language == "zh" else cls.__doc__ or "")

    def limits(self, settings: AuditSettings, options: AnyOptions) -> tuple[Limit, ...]:  # noqa: ARG002 - a rule without limits
        """Return the limits in force, each with where it comes from; ``geokit explain`` prints them."""
        return ()

    @abstractmethod
    def check(self, context: Context, options: AnyOptions) -> Iterator[Finding]:
        """Yield the faults of one park and its parcels.

        A rule yields findings. It does not print, log, format, or raise on data.
        """
