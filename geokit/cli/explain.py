"""``geokit explain``: a rule's manual, the values in force, and where its limits come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geokit.cli._console import print_text
from geokit.cli._options import (
    named_park,
    park_names,
    read_catalog,
    rule_names,
    with_boundaries,
    with_language,
)
from geokit.cli._usage import OnceCommand
from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geokit.auditing.options import AuditSettings
    from geokit.auditing.rule import Documented, Options, Rule

_ABOUT = Words(
    zh="说明一条规则：依据、缘由、示例、选项、当前值和限值的来源；不给名称则列出全部规则。",
    en="Explain a rule: law, reason, examples, options, the values in force and where its limits come from; without a "
    "name, list all rules.",
)
_PARK = Words(
    zh="按这个园区的 park.toml 给出当前值",
    en="Show the values that this park's park.toml sets, by any of its names.",
)
_SETTINGS = Words(zh="当前值（[audit.rules.{name}]）：", en="Values in force ([audit.rules.{name}]):")
_OF_PARK = Words(
    zh="{park}的当前值（[audit.rules.{name}]）：", en="Values in force for {park} ([audit.rules.{name}]):"
)
_DEFAULT = Words(zh="（默认 {value}）", en="  (default: {value})")
_OF_DATABASES = Words(
    zh="数据库按规范核查（geokit schema）：", en="Of databases, against their schema (geokit schema):"
)
_LIMITS = Words(zh="限值：", en="Limits:")


@click.command(cls=OnceCommand, help=_ABOUT.render())
@click.argument("rule", required=False, shell_complete=rule_names)
@with_boundaries
@click.option("--park", "park", help=_PARK.render(), shell_complete=park_names)
@with_language
def command(rule: str | None, boundaries: Path | None, park: str | None) -> int:
    """Print one rule's manual and values, or the list of all."""
    if rule is None:
        _list_rules()
    else:
        _explain(rule, park, boundaries)
    return 0


def _list_rules() -> None:
    from geokit.auditing.registry import load_faults, load_rules

    _list_kinds(load_rules())
    print_text("\n" + _OF_DATABASES.render())
    _list_kinds(load_faults())


def _list_kinds(kinds: Mapping[str, type[Documented]]) -> None:
    for name, kind in kinds.items():
        severity = f"[{kind.severity.localize(current_language())}]"
        print_text(f"{name:<20} {severity:<10} {kind.title.render()}")


def _explain(name: str, park_name: str | None, boundaries: Path | None) -> None:
    from geokit.auditing.registry import check_settings, find_documented, find_rule, rule_names

    language = current_language()
    if name not in rule_names():
        kind = find_documented(name)
        print_text(f"{name}  [{kind.severity.localize(language)}]  {kind.title.render()}\n")
        _print_manual(kind)
        return
    rule = find_rule(name)
    park = named_park(read_catalog(boundaries), park_name) if park_name else None
    settings = check_settings(park.audit if park else {}, park=park)
    print_text(f"{name}  [{rule.severity.localize(language)}]  {rule.title.render()}\n")
    _print_manual(rule)
    heading = _OF_PARK.render(park=park.name, name=name) if park else _SETTINGS.render(name=name)
    print_text("\n" + heading)
    for line in _values(rule, settings.options_of(name)):
        print_text(f"  {line}")
    _print_limits(rule, settings)


def _print_manual(kind: type[Documented]) -> None:
    # Its marks of code are for the pages that are made of it.
    print_text(kind.manual(current_language()).replace("``", ""))


def _values(rule: type[Rule[Options]], options: Options) -> Iterator[str]:
    defaults = {**rule.options().model_dump(mode="json"), "severity": rule.severity.value}
    for key, value in options.model_dump(mode="json").items():
        in_force = defaults[key] if key == "severity" and value is None else value
        changed = _DEFAULT.render(value=_toml(defaults[key])) if in_force != defaults[key] else ""
        yield f"{key} = {_toml(in_force)}{changed}"


def _toml(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _print_limits(rule: type[Rule[Options]], settings: AuditSettings) -> None:
    limits = rule().limits(settings, settings.options_of(rule.name()))
    if limits:
        print_text("\n" + _LIMITS.render())
    for limit in limits:
        print_text(f"  {limit.localize(current_language())}")
