"""Columns of land classes whose heading does not say by which scheme: taken where their codes can be of one alone.

The same heading, 用地代码, stands over codes of the third survey, of GB/T 21010 and of territorial planning. A scheme is
never guessed: 1001 is railway land in two of them and industrial land in the third.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geokit.i18n import Words
from geokit.parcels.codes import fold
from geokit.parcels.columns import RANKS
from geokit.parcels.diagnostics import Notice
from geokit.parcels.land_classes import CLASS_COLUMNS, SCHEMES, Scheme, holds_codes, schemes_of
from geokit.parcels.values import to_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geokit.parcels.columns import ColumnMap

# Compared folded, as other headings are.
_HEADINGS: Final = """
用地代码 用地编码 yddm ydbm 地类代码 dldm 地类 用地性质代码 ydxzdm 用地分类代码 用地分类编码 ydfldm 土地分类代码
规划用地代码 规划用地编码 ghyddm 规划地类编码 规划地类代码 ghdlbm ghdldm 规划分类代码 ghfldm landclasscode landusecode
"""
HEADINGS: Final = frozenset(_HEADINGS.split())
# Those that say a scheme, while they are whole.
_NAMES: Final = frozenset(name for name, (target, _) in RANKS.items() if target in CLASS_COLUMNS)
# GDAL numbers names that are cut alike.
_NUMBERED: Final = re.compile(r"_\d+$")
# A name that fills all the room a format has for one may have said more: land_class_territorial is cut to land_class.
_UNSAID = Words(zh="未写明地类体系", en="does not say by which scheme its land classes are")
_CUT = Words(
    zh="可能被格式截断，看不出地类体系",
    en="may be cut by the format, and so does not say by which scheme its land classes are",
)
_TAKEN = Words(
    zh="列“{column}”{why}；其代码只可能属于{scheme}，已作为 {target} 读入；如不对，请指明{option:columns {column}={other}}",
    en="“{column}” {why}; its codes can only be of {scheme}: read as {target}; "
    "if that is wrong, say so{option:columns {column}={other}}",
)
_ASKED = Words(
    zh="列“{column}”{why}，其代码可属于{schemes}；未采用，原列保留；请指明其一{option:columns {column}={target}}：{targets}",
    en="“{column}” {why}, and its codes are found in {schemes}; it was not taken "
    "and is kept as it is; name one{option:columns {column}={target}}: {targets}",
)
_IN_NONE = Words(
    zh="列“{column}”{why}，三个体系都不含其全部代码；未采用，原列保留；请指明其一{option:columns {column}={target}}：{targets}",
    en="“{column}” {why}, and no scheme has all of its codes; it was not taken "
    "and is kept as it is; name one{option:columns {column}={target}}: {targets}",
)


def with_class_columns(
    found: ColumnMap, columns: Mapping[str, Any], clipped: Collection[str] = ()
) -> ColumnMap:
    """Return what a file's columns are, with those of land classes whose scheme their codes tell.

    Parameters
    ----------
    found : ColumnMap
        What the headings alone tell.
    columns : mapping of str to array
        The file's columns.
    clipped : collection of str
        Those whose names a format may have cut.

    Examples
    --------
    >>> import numpy as np
    >>> from geokit.parcels.columns import map_columns
    >>> columns = {
    ...     "用地代码": np.array(["100101"], dtype=object),
    ...     "地类代码": np.array(["0601"], dtype=object),
    ... }
    >>> made = with_class_columns(map_columns(columns), columns)
    >>> made.targets, [each.code for each in made.notices]
    ({'用地代码': 'land_class_territorial'}, ['land_class_scheme_found', 'land_class_scheme_asked'])
    """
    targets, notices = dict(found.targets), list(found.notices)
    for column, values in columns.items():
        is_cut = column in clipped
        if column in targets or values is None:
            continue
        if (schemes := schemes_under(column, values, is_cut=is_cut)) is None:
            continue
        free = [name for name in CLASS_COLUMNS if name not in targets.values()]
        target = SCHEMES[schemes[0]].column if schemes else ""
        if len(schemes) == 1 and target in free:
            targets[column] = target
            other = next(name for name in (*free[::-1], *CLASS_COLUMNS) if name != target)
            fields: dict[str, Any] = {"column": column, "why": _why(is_cut=is_cut), "other": other}
            scheme = SCHEMES[schemes[0]].words
            notices.append(
                Notice.of("land_class_scheme_found", _TAKEN, scheme=scheme, target=target, **fields)
            )
        elif free:
            notices.append(_asked(column, [SCHEMES[each].words for each in schemes], free, is_cut=is_cut))
    return replace(found, targets=targets, notices=tuple(notices))


def _why(*, is_cut: bool) -> Words:
    return _CUT if is_cut else _UNSAID


def schemes_under(heading: str, values: Any, *, is_cut: bool = False) -> list[Scheme] | None:
    """Return the schemes that codes under such a heading can be of; None where it is no such heading, or holds no codes.

    Examples
    --------
    >>> import numpy as np
    >>> schemes_under("地类代码", np.array(["0601"], dtype=object)), schemes_under("DLBM", np.array(["0601"]))
    (['survey', 'gbt21010', 'territorial'], None)
    """
    if not may_hold_classes(heading, is_cut=is_cut):
        return None
    codes = to_text(values)
    return schemes_of(codes) if holds_codes(codes) else None


def may_hold_classes(heading: str, *, is_cut: bool = False) -> bool:
    """Return whether a heading stands over land classes of several schemes, or is the beginning of one that does.

    Examples
    --------
    >>> may_hold_classes("用地代码（必填）"), may_hold_classes("备注")
    (True, False)
    >>> may_hold_classes("land_cla_1", is_cut=True), may_hold_classes("用地代", is_cut=True)
    (True, True)
    """
    if is_cut:
        beginning = fold(_NUMBERED.sub("", heading))
        return any(name.startswith(beginning) for name in (*HEADINGS, *_NAMES))
    # What a remark says of the scheme, as in 用地代码（三调）, has been read before.
    return fold(heading).partition("(")[0].strip("*:") in HEADINGS


def _asked(column: str, schemes: list[Words], free: list[str], *, is_cut: bool) -> Notice:
    fields: dict[str, Any] = {
        "column": column, "why": _why(is_cut=is_cut), "target": free[-1], "targets": free,
    }  # fmt: skip
    if schemes:
        return Notice.of("land_class_scheme_asked", _ASKED, schemes=schemes, **fields)
    return Notice.of("land_class_scheme_asked", _IN_NONE, **fields)
