"""What an audit runs with: tolerances, and the options of every rule, checked before any rule runs."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, NonNegativeFloat, PositiveFloat, ValidationError

from geokit.auditing.rule import AnyOptions, Options, load_rules
from geokit.errors import SettingsError
from geokit.land.limits import IGNORED_OVERLAP, TOPOLOGY_TOLERANCE, Limit, sliver_thickness
from geokit.programme.loading import dotted
from geokit.programme.problems import Problem
from geokit.programme.toml import KeyPath, read_toml
from geokit.words import Words

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from geokit.programme.model import Park

Model = TypeVar("Model", bound=BaseModel)

_UNKNOWN = Words(zh="{place}没有审查设置 {key}", en="{place}there is no audit setting {key}")
_UNKNOWN_NEAR = Words(
    zh="{place}没有审查设置 {key}，是否指 {near}？",
    en="{place}there is no audit setting {key}; did you mean {near}?",
)
_BAD_VALUE = Words(
    zh="{place}审查设置 {key} 不能是 {value}（{problem}）",
    en="{place}the audit setting {key} cannot be {value} ({problem})",
)


class AuditSettings(BaseModel):
    """Tolerances of a whole audit, and raw options of its rules.

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
    >>> AuditSettings(rules={"gap": {"enabled": False}}).options_of("gap").enabled
    False
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    accuracy_class: Literal[1, 2, 3] = 1
    snap_m: PositiveFloat = 0.001
    tolerance_m2: NonNegativeFloat = 0.01
    rules: dict[str, dict[str, Any]] = {}

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

    def options_of(self, rule: str) -> Options:
        """Return the checked options of one rule.

        Raises
        ------
        SettingsError
            A key does not exist or a value cannot be.
        """
        return self.options_as(load_rules()[rule].options, rule)

    def options_as(self, model: type[AnyOptions], rule: str) -> AnyOptions:
        """Return the options of one rule as its own model, which the caller knows.

        Raises
        ------
        SettingsError
            A key does not exist or a value cannot be.
        """
        return _checked(model, self.rules.get(rule, {}), ("rules", rule))


def check_settings(raw: Mapping[str, Any], *, park: Park | None = None) -> AuditSettings:
    """Return settings made of raw values, with every rule's options checked.

    Parameters
    ----------
    raw : mapping
        What stands under ``[audit]``.
    park : Park, optional
        The park whose park.toml the values come from; errors then name file and line.

    Raises
    ------
    SettingsError
        An unknown setting or rule, or a value that cannot be.
    """
    settings = _checked(AuditSettings, raw, (), park=park)
    rules = load_rules()
    for name, values in settings.rules.items():
        if name not in rules:
            _unknown(("rules", name), {rule: rule for rule in rules}, park)
        _checked(rules[name].options, values, ("rules", name), park=park)
    return settings


def merge_settings(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the values of `over` in their places, table by table."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = merge_settings(merged[key], value) if both else value
    return merged


def _checked(
    model: type[Model], values: Mapping[str, Any], path: KeyPath, *, park: Park | None = None
) -> Model:
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        _refuse(error.errors()[0], model, path, park)


def _refuse(detail: ErrorDetails, model: type[BaseModel], path: KeyPath, park: Park | None) -> NoReturn:
    full = (*path, *detail["loc"])
    if detail["type"] == "extra_forbidden":
        known = {name: name for name in model.model_fields}
        # A rule that is named without its table.
        known |= {} if path else {rule: dotted(("rules", rule)) for rule in load_rules()}
        _unknown(full, known, park)
    fields = {"value": repr(detail["input"]), "problem": Problem(detail)}
    raise SettingsError(_BAD_VALUE, place=_place(full, park), key=dotted(full), **fields)


def _unknown(path: KeyPath, known: Mapping[str, str], park: Park | None) -> NoReturn:
    """Refuse a setting, with the nearest of those that are known: what each is called, by its last word."""
    near = [known[name] for name in difflib.get_close_matches(str(path[-1]), known, n=1)]
    words = _UNKNOWN_NEAR if near else _UNKNOWN
    raise SettingsError(words, place=_place(path, park), key=dotted(path), near=near)


def _place(path: KeyPath, park: Park | None) -> str:
    if park is None:
        return ""
    toml = read_toml(park.folder / "park.toml", name=f"{park.id}/park.toml")
    return f"{toml.name}:{toml.line_of(('audit', *path)) or 1}: "
