"""To how many decimals a cell of a template shows its number: what is written there is rounded to as many.

A sum of figures with more decimals than are shown would not be the sum of what the paper shows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geokit.reports._templates.package import elements, whole

if TYPE_CHECKING:
    from geokit.reports._templates.package import Package

_STYLES: Final = "xl/styles.xml"
# Formats that every workbook has without saying so.
_BUILT_IN: Final = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
}
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_PLAIN: Final = re.compile(r"[#,]*0(?:\.(0+))?")


def shown_decimals(package: Package) -> list[int | None]:
    """Return the decimals of each cell style; None where it shows a number as it is, or is no plain number's."""
    if _STYLES not in package.parts:
        return []
    styles = package.document(_STYLES)
    own = {
        whole(each.getAttribute("numFmtId")): each.getAttribute("formatCode")
        for each in elements(styles, "numFmt")
    }
    codes = {**_BUILT_IN, **own}
    return [
        decimals_of(codes.get(whole(style.getAttribute("numFmtId") or "0"), ""))
        for holder in elements(styles, "cellXfs")
        for style in elements(holder, "xf")
    ]


def decimals_of(code: str) -> int | None:
    """Return the decimals that a number format shows.

    Examples
    --------
    >>> [
    ...     decimals_of(code)
    ...     for code in ("0.00", "#,##0", '#,##0.000" 亩"_);[Red]-0', "General", "0.00%", "yyyy-mm-dd")
    ... ]
    [2, 0, 3, None, None, None]
    """
    found = _PLAIN.fullmatch(_QUOTED.sub("", code.partition(";")[0]).strip())
    return None if found is None else len(found[1] or "")
