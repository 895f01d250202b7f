"""Tables that an office has, by the names that settings call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geokit.errors import InputError, OptionError
from geokit.i18n import AsTyped, OptionName, Words
from geokit.ledgers.forms import Sentence
from geokit.ledgers.indicators.formulas import Called
from geokit.ledgers.indicators.loading import load_settings, shipped_settings
from geokit.ledgers.indicators.sources import HowToRead, tables_of, wanted_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geokit.ledgers.indicators.columns import Table
    from geokit.ledgers.indicators.model import IndicatorSettings

_TWICE = Words(
    zh="有两张表都叫“{name}”：{one} 与 {other}；请各起一个名字{typed}",
    en="two tables are called “{name}”: {one} and {other}; give each its own name{typed}",
)
_AS_NAMED = AsTyped(Words(zh="名字=文件", en="NAME=FILE"))
_IN_MEMORY = Words(zh="内存中的表", en="one in memory")
_NOTHING = Words(zh="没有给出任何表", en="no table is given")
_NO_PARCELS = Words(
    zh="{name} 说明地块文件怎样读取，而给出的表中没有地块文件",
    en="{name} says how a file of parcels is read, and none of the tables is one",
)
_UNUSED = Words(
    zh="所用设置不认识表“{name}”，未采用；如是其中之一，请用其名{typed}：{known}",
    en="the settings know no table “{name}”, and it was not used; if it is one of these, call it so{typed}: {known}",
)
_USED_BY = Words(
    zh="表“{name}”不在所用设置之列；用到它的是随附的设置 {settings}，请选用",
    en="the settings know no table “{name}”; {settings}, which ship too, use it: choose those",
)


@dataclass(frozen=True)
class Tables:
    """The tables that figures are worked out of, by their names.

    Examples
    --------
    >>> import pandas as pd
    >>> from geokit.ledgers.indicators.loading import load_settings
    >>> book = pd.DataFrame({"地类编码": ["0601"], "面积（亩）": [3]})
    >>> tables = Tables.of({"land": book}, load_settings("park-audit"))
    >>> tables["land"].figures("area_m2").values.tolist()
    [Fraction(2000, 1)]
    """

    by_name: Mapping[str, Table]
    notices: tuple[Sentence, ...] = ()

    @classmethod
    def of(cls, given: Any, settings: IndicatorSettings, options: Mapping[str, Any] | None = None) -> Tables:
        """Return what was given as tables.

        Parameters
        ----------
        given : mapping of str to table, path, or sequence of paths
            A table is a DataFrame, a GeoDataFrame, a result that has ``to_frame()``, or the path of a file. A path is text
            too, which may be ``NAME=FILE``.
        options : mapping, optional
            How parcels are read, as :class:`~geokit.parcels.given.ReadingOptions` has it.

        Raises
        ------
        InputError
            A file cannot be read, or two tables have one name.
        """
        if isinstance(given, Tables):
            return given
        by_name: dict[str, Table] = {}
        for table in tables_of(given, HowToRead(settings, options or {})):
            if table.name in by_name:
                one, other = (each.source or _IN_MEMORY for each in (by_name[table.name], table))
                raise InputError(_TWICE, name=table.name, one=one, other=other, typed=_AS_NAMED)
            by_name[table.name] = table
        if not by_name:
            raise InputError(_NOTHING)
        said = sorted(name for name, value in (options or {}).items() if value is not None)
        if said and not any(each.is_parcels for each in by_name.values()):
            raise OptionError(_NO_PARCELS, name=OptionName(said[0]))
        wanted = wanted_tables(settings)
        unused = sorted(set(by_name) - set(wanted))
        notices = [_unused(name, wanted, settings) for name in unused]
        own = [notice for name, each in sorted(by_name.items()) if name in wanted for notice in each.notices]
        return cls(by_name, (*notices, *own))

    def __getitem__(self, name: str) -> Table:
        return self.by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self.by_name


def _unused(name: str, wanted: list[str], settings: IndicatorSettings) -> Sentence:
    """Return what is said of a table that the settings do not know: which others do, or which it may be."""
    users = [each for each in shipped_settings() if name in wanted_tables(load_settings(each))]
    if users:
        return Sentence.of(_USED_BY, name=name, settings=users)
    known = [Called(settings).table_words(each) for each in wanted]
    return Sentence.of(_UNUSED, name=name, known=known, typed=_AS_NAMED)
