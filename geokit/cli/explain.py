"""``geokit explain``: a rule's manual, its options, and where its limits come from."""

from __future__ import annotations

import click

from geokit.cli._options import with_language
from geokit.words import Words, current_language

_ABOUT = Words(
    zh="说明一条规则：依据、缘由、示例、选项；不给名称则列出全部规则。",
    en="Explain a rule: law, reason, examples, options; without a name, list all rules.",
)
_SETTINGS = Words(zh="当前值（[audit.rules.{name}]）：", en="Values in force ([audit.rules.{name}]):")


@click.command(help=_ABOUT.render())
@click.argument("rule", required=False)
@with_language
def command(rule: str | None) -> int:
    """Print one rule's manual, or the list of all."""
    if rule is None:
        _list_rules()
    else:
        _explain(rule)
    return 0


def _list_rules() -> None:
    from geokit.auditing.rule import load_rules

    for name, rule in load_rules().items():
        severity = f"[{rule.severity.in_words(current_language())}]"
        click.echo(f"{name:<20} {severity:<10} {rule.title.render()}")


def _explain(name: str) -> None:
    from geokit.auditing.rule import find_rule

    rule = find_rule(name)
    language = current_language()
    click.echo(f"{name}  [{rule.severity.in_words(language)}]  {rule.title.render()}\n")
    click.echo(rule.manual(language))
    click.echo("\n" + _SETTINGS.render(name=name))
    for key, value in rule.options().model_dump(mode="json").items():
        shown = rule.severity.value if key == "severity" and value is None else value
        click.echo(f"  {key} = {str(shown).lower() if isinstance(shown, bool) else shown}")
