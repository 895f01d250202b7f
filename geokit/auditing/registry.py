"""Every rule there is, and the settings of an audit held against the rules' own models, once and before any rule runs."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from geokit.auditing.rule import load_rules
from geokit.auditing.settings import AuditSettings
from geokit.errors import SettingsError
from geokit.programme.loading import dotted
from geokit.programme.problems import Problem
from geokit.programme.toml import KeyPath, read_toml
from geokit.words import Words

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from geokit.auditing.rule import Rule
    from geokit.auditing.settings import Options
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


def check_settings(
    raw: Mapping[str, Any], over: Mapping[str, Any] | None = None, *, park: Park | None = None
) -> AuditSettings:
    """Return settings made of raw values, with every rule's options checked.

    Parameters
    ----------
    raw : mapping
        What stands under ``[audit]``.
    over : mapping, optional
        What a caller says, which replaces it value by value.
    park : Park, optional
        The park whose park.toml `raw` comes from; errors in it then name file and line.

    Raises
    ------
    SettingsError
        An unknown setting or rule, or a value that cannot be.
    """
    written = _Written(merge_settings(raw, over or {}), over or {}, park)
    settings = written.checked(AuditSettings, written.values, ())
    rules, options = load_rules(), {}
    for name, values in settings.rules.items():
        if name not in rules:
            written.refuse_unknown(("rules", name), {rule: rule for rule in rules})
        options[name] = written.checked(rules[name].options, values, ("rules", name))
    # Those that nothing was said of too: who asks needs no rule to know its defaults.
    return settings.with_options({name: options.get(name) or rule.options() for name, rule in rules.items()})


def enabled_rules(settings: AuditSettings) -> dict[str, type[Rule[Options]]]:
    """Return the rules that are not switched off, by name."""
    return {name: rule for name, rule in load_rules().items() if settings.options_of(name).enabled}


@cache
def snapped_rules() -> frozenset[str]:
    """Return the names of the rules whose findings :func:`geokit.propose_fixes` mends."""
    return frozenset(name for name, rule in load_rules().items() if rule.is_mended_by_snapping)


def merge_settings(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the values of `over` in their places, table by table."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = merge_settings(merged[key], value) if both else value
    return merged


@dataclass(frozen=True, slots=True)
class _Written:
    """Raw values and where they were written: by a caller, or in a park's park.toml."""

    values: Mapping[str, Any]
    said_by_caller: Mapping[str, Any]
    park: Park | None

    def checked(self, model: type[Model], values: Mapping[str, Any], path: KeyPath) -> Model:
        """Return values as a model; of what it refuses the first is named."""
        try:
            # pydantic names where in `values` a fault lies; `path` is where they stand in the file.
            return model.model_validate(dict(values))
        except ValidationError as error:
            self._refuse(error.errors()[0], model, path)

    def _refuse(self, detail: ErrorDetails, model: type[BaseModel], path: KeyPath) -> NoReturn:
        full = (*path, *detail["loc"])
        if detail["type"] == "extra_forbidden":
            known = {name: name for name in model.model_fields}
            # A rule that is named without its table.
            known |= {} if path else {rule: dotted(("rules", rule)) for rule in load_rules()}
            self.refuse_unknown(full, known)
        fields = {"value": repr(detail["input"]), "problem": Problem(detail)}
        raise SettingsError(_BAD_VALUE, place=self._place(full), key=dotted(full), **fields)

    def refuse_unknown(self, path: KeyPath, known: Mapping[str, str]) -> NoReturn:
        """Refuse a setting, with the nearest of those that are known: what each is called, by its last word."""
        near = [known[name] for name in difflib.get_close_matches(str(path[-1]), known, n=1)]
        words = _UNKNOWN_NEAR if near else _UNKNOWN
        raise SettingsError(words, place=self._place(path), key=dotted(path), near=near)

    def _place(self, path: KeyPath) -> str:
        if self.park is None or _holds(self.said_by_caller, path):
            return ""
        toml = read_toml(self.park.folder / "park.toml", name=f"{self.park.id}/park.toml")
        return f"{toml.name}:{toml.line_of(('audit', *path)) or 1}: "


def _holds(values: object, path: KeyPath) -> bool:
    """Whether a value stands at a path, in its place or in the place of a table around it."""
    for key in path:
        if not isinstance(values, Mapping):
            return True
        if key not in values:
            return False
        values = values[key]
    return True
