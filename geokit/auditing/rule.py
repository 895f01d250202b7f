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
from geokit.i18n import LANGUAGES, Abbreviated, Language, Words
from geokit.land.limits import Limit
from geokit.land.units import Area
from geokit.plugins import Contract, Extensible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


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


def _valid_findings(rule: Rule[Options], found: Iterable[Finding], *_: object) -> Iterator[Finding]:
    """Return the findings of a rule of another package, validated while it can be named."""
    findings = list(found)
    for each in findings:
        if not isinstance(each, Finding):
            raise TypeError(f"check yields a {type(each).__name__}, which is no Finding")
        if each.rule != rule.name():
            raise ValueError(f"check yields a finding of a rule {each.rule!r}")
        # A field that its sentence lacks would else stop whoever writes the report.
        for language in LANGUAGES:
            each.message(language)
    return iter(findings)


def _valid_limits(_: object, limits: tuple[Limit, ...], *__: object) -> tuple[Limit, ...]:
    if not all(isinstance(each, Limit) for each in limits):
        raise TypeError("limits holds what is no Limit")
    return limits


def _make(rule: type[Rule[Options]]) -> None:
    rule()
    if not isinstance(rule.options(), Options):
        raise TypeError(f"{rule.options.__name__} is no model of options")


class Documented(ABC):
    """What is known by name of a kind of finding: its title, severity and manual.

    The class docstring is the manual in English (Law, Why, Fails, Passes, Options), ``manual_zh`` the same in
    Chinese; ``geokit explain`` prints them. The file's name is the rule's name.
    """

    title: ClassVar[Words]
    manual_zh: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR
    # Names among the fields of its findings that tell one cause from another, such as the layer that parcels lie on;
    # and words among them that only tell findings of one cause apart. Of others their kind decides: geokit.auditing.causes.
    cause_fields: ClassVar[frozenset[str]] = frozenset()
    member_fields: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def name(cls) -> str:
        """Return the rule's name: that of its file."""
        return cls.__module__.rpartition(".")[2]

    @classmethod
    def manual(cls, language: Language) -> str:
        """Return the manual in a language."""
        return inspect.cleandoc(cls.manual_zh if language == "zh" else cls.__doc__ or "")


class Rule(Documented, Extensible, Generic[AnyOptions]):
    """One fault that the audit looks for.

    The class docstring is the manual in English (Law, Why, Fails, Passes, Options), ``manual_zh`` the same in
    Chinese; ``geokit explain`` prints them. The file's name is the rule's name.
    """

    contract = Contract(
        {
            "title": Words,
            "manual_zh": str,
            "severity": Severity,
            "reads": Reads,
            "replaces_remarks": frozenset,
            "cause_fields": frozenset,
            "member_fields": frozenset,
            "options": type,
        },
        {"check": _valid_findings, "limits": _valid_limits},
        _make,
    )
    # Whether its findings name and measure nothing but their subjects; where some do, they say so in `mentions`.
    is_on_subjects_alone: ClassVar[bool] = False
    # Whether its findings are no dispute but two measurements of one line, which ``propose_fixes`` may bring together.
    is_fixed_by_snapping: ClassVar[bool] = False
    # Whether the parcels that it names are neither measured nor compared.
    is_setting_aside: ClassVar[bool] = False
    # Whether what its findings measure, in m², is land shared, missing or out of place: the less, the better.
    is_on_land: ClassVar[bool] = False
    reads: ClassVar[Reads] = Reads.NOTHING
    # Codes of a reader's remarks on a file that its findings say better, with the parcels' names.
    replaces_remarks: ClassVar[frozenset[str]] = frozenset()
    # A rule with options of its own names their model here; generics cannot say that the default fits.
    options: type[AnyOptions] = Options  # type: ignore[assignment]

    def limits(self, settings: AuditSettings, options: AnyOptions) -> tuple[Limit, ...]:  # noqa: ARG002 - a rule without limits
        """Return the limits in force, each with where it comes from; ``geokit explain`` prints them."""
        return ()

    @abstractmethod
    def check(self, context: Context, options: AnyOptions) -> Iterator[Finding]:
        """Yield the faults of one park and its parcels.

        A rule yields findings. It does not print, log, format, or raise on data.
        """
