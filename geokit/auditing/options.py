"""What an audit runs with: tolerances, and the options of every rule.

These models lie below the rules, so that what all parcels share (pairs, corners) may follow the options of one rule
without knowing that rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self, TypeVar

from pydantic import ConfigDict, Field, NonNegativeFloat, PositiveFloat, PrivateAttr

from geokit.auditing.findings import Severity
from geokit.land.limits import IGNORED_OVERLAP, TOPOLOGY_TOLERANCE, Limit, sliver_thickness
from geokit.strict_fields import StrictFields


class Options(StrictFields):
    """What can be set for every rule; a rule with more has a model of its own.

    ``severity`` replaces the severity of all findings of the rule.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = True
    severity: Severity | None = None


AnyOptions = TypeVar("AnyOptions", bound=Options)


class AuditSettings(StrictFields):
    """Tolerances of a whole audit, and the options of its rules.

    :func:`~geokit.auditing.registry.check_settings` makes them: only there are the rules' own models known.

    Attributes
    ----------
    accuracy_class : {1, 2, 3}
        Class of the boundary points: 5, 7.5 or 10 cm rms (land-survey practice, verified).
    snap_m : float
        Vertices closer than this are one: 0.001 m, the topology tolerance of rural contract-land control (verified).
    tolerance_m2 : float
        Overlaps and gaps below this are ignored: 0.01 m² (advice).
    rules : dict
        Options by rule name, as they stand in ``[audit.rules.NAME]``.

    Examples
    --------
    >>> from geokit.auditing.registry import check_settings
    >>> check_settings({"rules": {"gap": {"enabled": False}}}).options_of("gap").enabled
    False
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    accuracy_class: Literal[1, 2, 3] = 1
    snap_m: PositiveFloat = 0.001
    tolerance_m2: NonNegativeFloat = 0.01
    rules: dict[str, dict[str, Any]] = Field(default_factory=dict)
    _options: Mapping[str, Options] = PrivateAttr(default_factory=dict)

    @property
    def ignored(self) -> Limit:
        """The area below which overlaps and gaps are ignored."""
        return IGNORED_OVERLAP.chosen(self.tolerance_m2)

    @property
    def snap(self) -> Limit:
        """The distance within which two points are one."""
        return TOPOLOGY_TOLERANCE.chosen(self.snap_m)

    @property
    def sliver(self) -> Limit:
        """The thickness below which shared or missing land is a sliver."""
        return sliver_thickness(self.accuracy_class)

    def with_options(self, options: Mapping[str, Options]) -> Self:
        """Return the settings with the checked options of every rule, each of the rule's own model."""
        settings = self.model_copy()
        settings._options = options  # noqa: SLF001 - its own
        return settings

    def options_of(self, rule: str) -> Options:
        """Return the options of one rule; the usual ones where none were checked."""
        return self._options.get(rule) or Options()

    def options_as(self, model: type[AnyOptions]) -> AnyOptions:
        """Return the options of the rule whose model this is: what lies below the rules knows no rule's name."""
        found = (options for options in self._options.values() if type(options) is model)
        return next(found, None) or model()
