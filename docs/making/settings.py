"""The page of settings: of an audit, and of the files of a boundaries folder."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from geokit.auditing.options import AuditSettings
from geokit.i18n import Words
from geokit.ledgers.indicators import model as indicators
from geokit.programme import facts, files, model, places
from making.fields import describe
from making.markdown import page, plain

if TYPE_CHECKING:
    from pydantic import BaseModel

    from geokit.i18n import Language

_INDICATORS = (
    indicators.IndicatorSettings,
    indicators.Indicator,
    indicators.Term,
    indicators.Condition,
    indicators.Control,
    indicators.IndicatorSource,
    indicators.TableNames,
    indicators.ColumnNames,
)
_PAGE = Words(
    zh="""# 设置

边界文件夹里有一个 `programme.toml`，每个园区一个文件夹，各有一个 `park.toml`。文件从严检查：不认识的键会报错，
并指明文件和行号。下列各表由检查它们的模型生成。规则各自的设置见[规则](rules/index.md)。

## 核查：`[audit]`

写在 `park.toml` 里只对该园区有效；`geokit audit --set 键=值` 对一次核查有效，并优先于前者。

{audit}

## park.toml

{park}

## programme.toml

{programme}

## 其中的表

{tables}

## 指标

`geokit indicators --settings 文件` 所读的文件；写法见[用已有的表计算指标](../how-to/indicators.md)。

{indicators}
""",
    en="""# Settings

A boundaries folder holds `programme.toml` and a folder with a `park.toml` for each park. They are read strictly: a key
that nobody knows is an error that names file and line. These tables are made from the models that check the files. The
settings of each rule stand with the [rule](rules/index.md).

## An audit: `[audit]`

In `park.toml` they hold for that park; `geokit audit --set KEY=VALUE` holds for one audit, and wins.

{audit}

## park.toml

{park}

## programme.toml

{programme}

## The tables in them

{tables}

## Indicators

The file of `geokit indicators --settings FILE`; how it is written stands in
[Indicators from the office's own tables](../how-to/indicators.md).

{indicators}
""",
)


def pages(language: Language) -> dict[str, str]:
    """Return the page of settings."""
    tables = "\n\n".join(_section(each, language) for each in _tables())
    text = page(
        _PAGE,
        audit=describe(AuditSettings),
        park=describe(model.Park),
        programme=describe(model.Programme),
        tables=tables,
        indicators="\n\n".join(_section(each, language) for each in _INDICATORS),
    )
    return {"settings.md": text}


def _tables() -> list[type[BaseModel]]:
    """Return the models of tables that stand in others."""
    others = {
        model.Record,
        model.Placed,
        model.Park,
        model.Programme,
        facts.Cited,
        facts.Grounds,
        facts.Stated,
    }
    # Those of files have a module of their own.
    found = [
        each
        for home in (files, facts, places, model)
        for _, each in inspect.getmembers(home, inspect.isclass)
    ]
    tables = {each for each in found if issubclass(each, model.Record) and not each.__name__.startswith("_")}
    return sorted(tables - others, key=lambda each: each.__name__)


def _section(table: type[BaseModel], language: Language) -> str:
    said = (inspect.getdoc(table) or "").partition("\n\nExamples\n")[0]
    about = f"{plain(said)}\n\n" if language == "en" else ""
    return f"### {table.__name__}\n\n{about}{describe(table)}"
