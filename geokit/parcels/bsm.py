"""The BSM of a database: one number a parcel over all groups, of fixed width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import OptionError
from geokit.i18n import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.geometry.arrays import Ints

_BAD_WIDTH = Words(
    zh="标识码位数应为 1 至 {most}，而不是 {width}", en="a BSM has 1 to {most} digits, not {width}"
)
BAD_START = Words(zh="起始号不得小于 0，而不是 {start}", en="numbers start at 0 at least, not at {start}")
_NO_ROOM = Words(
    zh="{count} 宗地块自 {start} 起编到 {last}，超出标识码的 {width} 位；请增加位数",
    en="{count:parcel|parcels} from {start} reach {last}, which has more than the {width} digits of the BSM; give it more",
)
_MOST_DIGITS = 30


def bsm_of(order: Ints, size: int, width: int, start: int) -> NDArray[np.object_]:
    """Return a number of fixed width for each row of an order, and None for the others.

    Parameters
    ----------
    order : ndarray of int
        The rows that have a number, in the order that they are counted in.
    size, width, start : int
        How many rows there are, how many digits a number has, and the first number.

    Raises
    ------
    OptionError
        The width or the start does not serve, or the numbers have more digits.

    Examples
    --------
    >>> bsm_of(np.array([2, 0]), 3, 4, 9).tolist()
    ['0010', None, '0009']
    """
    if not 1 <= width <= _MOST_DIGITS:
        raise OptionError(_BAD_WIDTH, most=_MOST_DIGITS, width=width)
    if start < 0:
        raise OptionError(BAD_START, start=start)
    last = start + len(order) - 1
    if len(order) and len(str(last)) > width:
        raise OptionError(_NO_ROOM, count=len(order), start=start, last=last, width=width)
    found = np.full(size, None, dtype=object)
    found[order] = [f"{number:0{width}d}" for number in range(start, last + 1)]
    return found
