"""The pages of the rules: manual, settings, limits, and a picture that was audited before it was drawn."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geokit.auditing.options import AuditSettings
from geokit.auditing.registry import load_faults, load_rules
from geokit.i18n import Words
from making.examples import all_examples
from making.fields import describe
from making.markdown import contents, plain, table
from making.pictures import Panel, draw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geokit.auditing.rule import Options, Rule
    from geokit.i18n import Language
    from making.scenes import Scene

_TITLE = Words(zh="规则", en="Rules")
_ABOUT = Words(
    zh="每条规则一个文件、一页说明。图中的情形在生成本页时经过核查：第一幅图确有此问题，第二幅确无。"
    "命令 `geokit explain 规则名` 给出同样的说明和当前限值。",
    en="One file and one page a rule. What the pictures show was audited when the page was made: the fault is there in the "
    "first one, and is not in the second. `geokit explain RULE` prints the same manual, with the limits in force.",
)
_DATABASES = Words(zh="数据库按规范核查", en="Databases against their schema")
_OF_DATABASES = Words(
    zh="`geokit schema` 与 `gk.check_schema` 核查的各项，每项一个文件。",
    en="What `geokit schema` and `gk.check_schema` look for, one file each.",
)
_HEADS = (Words(zh="规则", en="rule"), Words(zh="级别", en="severity"), Words(zh="发现", en="finds"))
_SEVERITY = Words(zh="级别：**{severity}**", en="Severity: **{severity}**")
_LEFT = Words(zh="{rule}：有问题", en="{rule}: the fault is there")
_RIGHT = Words(zh="{rule}：没有问题", en="{rule}: it is not there")
_SAID = Words(zh="第一幅图的核查结果：", en="What the audit says of the first picture:")
_SETTINGS = Words(zh="设置", en="Settings")
_LIMITS = Words(zh="限值及来源", en="Limits and their sources")
_HEADING = re.compile(r"^(Law|Why|Fails|Passes|Options|依据|为何|不通过|通过|选项)[:：]\s*")


def pages(language: Language) -> dict[str, str | bytes]:
    """Return the list of rules, a page and a picture for each."""
    rules, examples = load_rules(), all_examples()
    made: dict[str, str | bytes] = {
        "rules/index.md": _index(rules),
        "rules/databases.md": _of_databases(language),
    }
    for name, rule in rules.items():
        panels = (_panel(name, "fails"), _panel(name, "passes")) if name in examples else None
        made[f"rules/{name}.md"] = _page(name, rule, panels, language)
        if panels:
            made[f"rules/{name}-fails.svg"], made[f"rules/{name}-passes.svg"] = draw(panels, language)
    return made


def _index(rules: dict[str, type[Rule[Options]]]) -> str:
    rows = [
        (f"[`{name}`]({name}.md)", rule.severity.localize(_own()), plain(rule.title.render()))
        for name, rule in rules.items()
    ]
    listed = contents([*_named(rules), f"{_DATABASES.render()} <databases>"])
    return f"# {_TITLE.render()}\n\n{_ABOUT.render()}\n\n{table(_HEADS, rows)}\n\n{listed}\n"


def _of_databases(language: Language) -> str:
    """Return one page of all that databases are checked for: their manuals are short, and there is nothing to set."""
    parts = [f"# {_DATABASES.render()}", _OF_DATABASES.render()]
    for name, fault in load_faults().items():
        parts += [
            f"## `{name}`",
            f"{plain(fault.title.render())}. {_SEVERITY.render(severity=fault.severity)}"
            if language == "en"
            else f"{plain(fault.title.render())}。{_SEVERITY.render(severity=fault.severity)}",
            _manual(fault.manual(language), language),
        ]
    return "\n\n".join(parts) + "\n"


def _named(rules: Iterable[str]) -> list[str]:
    # The sidebar has room for names, not for titles.
    return [f"{name} <{name}>" for name in rules]


def _own() -> Language:
    from geokit.i18n import current_language

    return current_language()


@cache
def _panel(name: str, which: str) -> Panel:
    scene: Scene = getattr(all_examples()[name], which)
    with tempfile.TemporaryDirectory() as folder:
        tables = scene.tables(Path(folder))
        report = scene.audit(Path(folder))
    return Panel(scene, tables, tuple(finding for finding in report.findings if finding.rule == name))


def _page(
    name: str, rule: type[Rule[Options]], panels: tuple[Panel, Panel] | None, language: Language
) -> str:
    parts = [
        f"# `{name}`: {plain(rule.title.render())}"
        if language == "en"
        else f"# `{name}`：{plain(rule.title.render())}",
        _SEVERITY.render(severity=rule.severity),
    ]
    if panels:
        parts += [_figure(name), *_said(panels[0], language)]
    parts += [_manual(rule.manual(language), language), f"## {_SETTINGS.render()}", _options(name, rule)]
    limits = rule().limits(AuditSettings(), rule.options())
    if limits:
        lines = [f"* {plain(limit.localize(language))}" for limit in limits]
        parts += [f"## {_LIMITS.render()}", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _figure(name: str) -> str:
    images = [
        f"```{{image}} {name}-{which}.svg\n:alt: {said.render(rule=name)}\n```"
        for which, said in (("fails", _LEFT), ("passes", _RIGHT))
    ]
    return ":::{container} rule-pictures\n" + "\n".join(images) + "\n:::"


def _said(panel: Panel, language: Language) -> list[str]:
    return [
        _SAID.render(),
        "\n".join(f"> {plain(finding.message(language))}\n>" for finding in panel.findings),
    ]


def _manual(manual: str, language: Language) -> str:
    """Return a manual with its headings in bold, each a paragraph."""
    heading = r"\n**\1**：" if language == "zh" else r"\n**\1.** "
    lines = (plain(line) for line in manual.splitlines())
    return "\n".join(_HEADING.sub(heading, line) if _HEADING.match(line) else line for line in lines)


def _options(name: str, rule: type[Rule[Options]]) -> str:
    defaults: dict[str, Any] = {"severity": rule.severity.value}
    return f"```toml\n[audit.rules.{name}]\n```\n\n{describe(rule.options, defaults)}"
