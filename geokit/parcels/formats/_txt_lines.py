"""The lines of a text, found all at once and made when they are asked for: most of them are read in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LINE_FEED, _ZERO, _NINE = ord("\n"), ord("0"), ord("9")


class Lines(Sequence[str]):
    r"""The lines of a text as text editors count them: at CRLF, CR or LF, and nowhere else.

    Examples
    --------
    >>> lines = Lines("a\r\nb 1\rc\n")
    >>> list(lines), lines[1:3], lines.joined(0, 2)
    (['a', 'b 1', 'c', ''], ['b 1', 'c'], 'a\nb 1')
    """

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self._ends: NDArray[np.int64] = np.append(np.flatnonzero(codes == _LINE_FEED), len(codes))
        self._starts = np.concatenate([[0], self._ends[:-1] + 1])
        last = codes[np.maximum(self._ends - 1, 0)] if len(codes) else np.zeros(1, dtype=np.uint32)
        self._in_digit = (self._ends > self._starts) & (last >= _ZERO) & (last <= _NINE)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        return self.text[self._starts[at] : self._ends[at]]

    def joined(self, first: int, last: int) -> str:
        """Return the lines from `first` up to, but without, `last` as one text."""
        return self.text[self._starts[first] : self._ends[last - 1]] if last > first else ""

    def not_ending_in_a_digit(self) -> NDArray[np.intp]:
        """Return which lines end in something else than a digit, or are empty."""
        return np.flatnonzero(~self._in_digit)

    def ends_in_a_digit(self, at: Sequence[int]) -> bool:
        """Tell whether all of these lines do, as point rows; then none of them is empty."""
        return bool(self._in_digit[at].all())

    def containing(self, sign: str) -> NDArray[np.intp]:
        """Return which lines contain a sign."""
        places, at = [], self.text.find(sign)
        while at >= 0:
            places.append(at)
            at = self.text.find(sign, at + 1)
        return np.unique(np.searchsorted(self._ends, np.array(places, dtype=np.int64)))
