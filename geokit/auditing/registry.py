"""Every rule there is, and the settings of an audit, validated against the rules' own models before any rule runs.

Settings come from park.toml and from callers, who may type them: ``rules.gap.enabled=false``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from geokit.auditing.rule import AuditSettings, Documented, Options, Rule, Words
from geokit.auditing.schema.fault import Fault
from geokit.errors import InputError, SettingsError, UnknownNameError
from geokit.inputs import KeyPath, parse_toml
from geokit.plugins import load_plugin, load_plugins, plugin_names
from geokit.programme.faults import ValidationProblem, dotted
from geokit.programme.loading import read_toml

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from geokit.programme.model import Park


RULE = Words(zh="规则", en="rule")

_PACKAGE = "geokit.auditing.rules"
_OF_DATABASES = "geokit.auditing.schema.faults"


def rule_names() -> list[str]:
    """Return the names of all rules, sorted."""
    return plugin_names(_PACKAGE)


@cache
def load_rules() -> dict[str, type[Rule[Options]]]:
    """Return all rules by name."""
    return load_plugins(_PACKAGE, Rule)  # type: ignore[type-abstract]


@cache
def load_faults() -> dict[str, type[Fault]]:
    """Return what a database is checked for against its schema, by name."""
    return load_plugins(_OF_DATABASES, Fault)


@cache
def load_documented() -> dict[str, type[Documented]]:
    """Return all that findings are named for, of parcels and of databases, by name.

    Raises
    ------
    ValueError
        A fault of databases has the name of a rule of parcels.
    """
    rules, faults = load_rules(), load_faults()
    if shared := rules.keys() & faults.keys():
        raise ValueError(f"two kinds of findings are called {sorted(shared)}")
    return {**rules, **faults}


def find_documented(name: str) -> type[Documented]:
    """Return one kind of findings by its name, of parcels or of databases.

    Raises
    ------
    UnknownNameError
        There is none of this name; near names are suggested.
    """
    known = load_documented()
    if name not in known:
        raise UnknownNameError(name, kind=RULE, known=list(known))
    return known[name]


def find_rule(name: str) -> type[Rule[Options]]:
    """Return one rule by its name.

    Raises
    ------
    UnknownNameError
        There is no such rule; near names are suggested.
    """
    if name not in rule_names():
        raise UnknownNameError(name, kind=RULE, known=rule_names())
    return load_plugin(_PACKAGE, name, Rule)  # type: ignore[type-abstract]


Model = TypeVar("Model", bound=BaseModel)

_UNKNOWN = Words(zh="{place}没有核查设置 {key}", en="{place}there is no audit setting {key}")

_UNKNOWN_NEAR = Words(
    zh="{place}没有核查设置 {key}，是否指 {near}？",
    en="{place}there is no audit setting {key}; did you mean {near}?",
)

_BAD_VALUE = Words(
    zh="{place}核查设置 {key} 不能是 {value}（{problem}）",
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
        An unknown setting or rule, or a value that cannot be, in park.toml even where a caller replaces it.
    """
    overrides = over or {}
    # A value that the file cannot mean is its author's error, even where a caller puts another in its place.
    if replaced := _replaced_values(raw, overrides):
        _Written(replaced, {}, park).validated()
    settings, options = _Written(merge_settings(raw, overrides), overrides, park).validated()
    # Those that nothing was said of too: who asks needs no rule to know its defaults.
    return settings.with_options(
        {name: options.get(name) or rule.options() for name, rule in load_rules().items()}
    )


def enabled_rules(settings: AuditSettings) -> dict[str, type[Rule[Options]]]:
    """Return the rules that are not switched off, by name."""
    return {name: rule for name, rule in load_rules().items() if settings.options_of(name).enabled}


@cache
def rules_fixed_by_snapping() -> frozenset[str]:
    """Return the names of the rules whose findings :func:`geokit.propose_fixes` mends."""
    return frozenset(name for name, rule in load_rules().items() if rule.is_fixed_by_snapping)


@cache
def rules_setting_aside() -> frozenset[str]:
    """Return the names of the rules whose parcels are neither measured nor compared."""
    return frozenset(name for name, rule in load_rules().items() if rule.is_setting_aside)


@cache
def rules_on_land() -> frozenset[str]:
    """Return the names of the rules that measure land shared, missing or out of place."""
    return frozenset(name for name, rule in load_rules().items() if rule.is_on_land)


def merge_settings(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the values of `over` in their places, table by table."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = merge_settings(merged[key], value) if both else value
    return merged


def _replaced_values(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of `base` that `over` replaces: each value is validated once, here or among the merged."""
    replaced: dict[str, Any] = {}
    for key in base.keys() & over.keys():
        both = isinstance(base[key], Mapping) and isinstance(over[key], Mapping)
        replaced[key] = _replaced_values(base[key], over[key]) if both else base[key]
    return {key: replaced[key] for key in base if key in replaced and replaced[key] != {}}


@dataclass(frozen=True, slots=True)
class _Written:
    """Raw values and where they were written: by a caller, or in a park's park.toml."""

    values: Mapping[str, Any]
    overrides: Mapping[str, Any]
    park: Park | None

    def validated(self) -> tuple[AuditSettings, dict[str, Options]]:
        """Return the settings, and the options of the rules that are named, each by its rule's model."""
        settings = self.checked(AuditSettings, self.values, ())
        rules, options = load_rules(), {}
        for name, values in settings.rules.items():
            if name not in rules:
                self.refuse_unknown(("rules", name), {rule: rule for rule in rules})
            options[name] = self.checked(rules[name].options, values, ("rules", name))
        return settings, options

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
        fields = {"value": repr(detail["input"]), "problem": ValidationProblem(detail)}
        raise SettingsError(_BAD_VALUE, place=self._place(full), key=dotted(full), **fields)

    def refuse_unknown(self, path: KeyPath, known: Mapping[str, str]) -> NoReturn:
        """Refuse a setting, with the nearest of those that are known: what each is called, by its last word."""
        near = [known[name] for name in difflib.get_close_matches(str(path[-1]), known, n=1)]
        words = _UNKNOWN_NEAR if near else _UNKNOWN
        raise SettingsError(words, place=self._place(path), key=dotted(path), near=near)

    def _place(self, path: KeyPath) -> str:
        # TOML has no keys but texts: another is the caller's, and pydantic says "[key]" where it refuses one.
        if self.park is None or "[key]" in path[-1:] or _holds(self.overrides, path):
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


_NO_ASSIGNMENT = Words(
    zh="“{text}”不是设置；请写成 键=值，如 rules.gap.enabled=false",
    en="“{text}” is no setting; write key=value, such as rules.gap.enabled=false",
)

_NO_TOML = Words(
    zh="设置 {key} 的值 {value} 不是 TOML（{problem}）",
    en="the value {value} of the setting {key} is no TOML ({problem})",
)

_ASSIGNMENT = re.compile(r"^\s*([\w-]+(?:\.[\w-]+)*)\s*=\s*(.*?)\s*$", re.DOTALL)

_WORD = re.compile(r"^[A-Za-z_][\w-]*$")


def parse_assignments(texts: Iterable[str]) -> dict[str, Any]:
    """Return settings as they would stand under ``[audit]``; a later one replaces an earlier.

    Parameters
    ----------
    texts : iterable of str
        ``key=value``, the key with points between its parts, the value as in TOML. A single word needs no quotes,
        which a shell would take away.

    Raises
    ------
    SettingsError
        A text is no ``key=value``, or its value is no TOML.

    Examples
    --------
    >>> parse_assignments(["rules.gap.enabled=false", "snap_m=0.002", "rules.gap.severity=error"])
    {'rules': {'gap': {'enabled': False, 'severity': 'error'}}, 'snap_m': 0.002}
    """
    settings: dict[str, Any] = {}
    for text in texts:
        settings = merge_settings(settings, _parsed(text))
    return settings


def _parsed(text: str) -> dict[str, Any]:
    match = _ASSIGNMENT.match(text)
    if match is None:
        raise SettingsError(_NO_ASSIGNMENT, text=text)
    key, value = match.groups()
    quoted = f'"{value}"' if _WORD.match(value) and value not in ("true", "false", "inf", "nan") else value
    try:
        parsed = parse_toml(f"value = {quoted}")
    except InputError as error:
        raise SettingsError(_NO_TOML, key=key, value=value, problem=error.fields["problem"]) from None
    if set(parsed) != {"value"}:
        raise SettingsError(_NO_ASSIGNMENT, text=text)
    made = parsed["value"]
    for part in reversed(key.split(".")):
        made = {part: made}
    return {**made}
