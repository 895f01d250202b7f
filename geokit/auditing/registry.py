"""What a rule is: its law, its options, its words, and its check.

Every rule there is, and the settings of an audit held against the rules' own models, once and before any rule runs.

Settings as people type them: ``rules.gap.enabled=false``.
"""

from __future__ import annotations

import difflib
import inspect
import re
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Flag, auto
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from geokit.auditing.findings import Finding, Severity
from geokit.auditing.options import AnyOptions, AuditSettings, Options
from geokit.errors import SettingsError, UnknownNameError
from geokit.i18n import Language, Words
from geokit.inputs import parse_toml
from geokit.plugins import load_plugin, load_plugins, plugin_names
from geokit.programme.loading import KeyPath, ValidationProblem, dotted, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic_core import ErrorDetails

    from geokit.auditing.context import Context
    from geokit.land.limits import Limit
    from geokit.programme.model import Park


__all__ = ["RULE", "Options", "Reads", "Rule", "find_rule", "load_rules", "rule_names"]

RULE = Words(zh="规则", en="rule")

_PACKAGE = "geokit.auditing.rules"


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


def rule_names() -> list[str]:
    """Return the names of all rules, sorted."""
    return plugin_names(_PACKAGE)


@cache
def load_rules() -> dict[str, type[Rule[Options]]]:
    """Return all rules by name."""
    return load_plugins(_PACKAGE, Rule)  # type: ignore[type-abstract]


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
def rules_fixed_by_snapping() -> frozenset[str]:
    """Return the names of the rules whose findings :func:`geokit.propose_fixes` mends."""
    return frozenset(name for name, rule in load_rules().items() if rule.is_fixed_by_snapping)


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
        fields = {"value": repr(detail["input"]), "problem": ValidationProblem(detail)}
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
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_NO_TOML, key=key, value=value, problem=error) from None
    if set(parsed) != {"value"}:
        raise SettingsError(_NO_ASSIGNMENT, text=text)
    made = parsed["value"]
    for part in reversed(key.split(".")):
        made = {part: made}
    return {**made}
