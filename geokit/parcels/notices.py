"""What a reader has to say about a file: remarks, and the records that could not be read.

Both travel in ``frame.attrs["geokit"]`` as plain data (text and numbers), because pandas copies attributes at
every step and GeoParquet writes them as JSON. :func:`notices_of` and :func:`unreadable_of` give them back typed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from geokit.door import public
from geokit.words import Language, Words, current_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

ATTRIBUTE = "geokit"
FEW = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark on a file that was read all the same.

    Parameters
    ----------
    code : str
        The kind of remark, such as ``count_mismatch``.
    zh, en : str
        The sentence.
    line : int, optional
        The line of the file, counted from 1, where its format has lines.
    record : int, optional
        The record, as the column ``record`` counts it.

    Examples
    --------
    >>> words = Words(zh="声明 {told} 点", en="{told} points declared")
    >>> Notice.of("count_mismatch", words, line=12, told=5).in_words("en")
    'line 12: 5 points declared'
    """

    code: str
    zh: str
    en: str
    line: int | None = None
    record: int | None = None

    @classmethod
    def of(
        cls,
        code: str,
        words: Words,
        /,
        *,
        line: int | None = None,
        record: int | None = None,
        **fields: object,
    ) -> Self:
        """Return a remark whose sentence is made from fields."""
        return cls(code, words.render("zh", **fields), words.render("en", **fields), line, record)

    def in_words(self, language: Language) -> str:
        """Return the sentence with its line in front."""
        text = self.zh if language == "zh" else self.en
        return text if self.line is None else _AT_LINE.render(language, line=self.line, text=text)

    def __str__(self) -> str:
        return self.in_words(current_language())


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that could not be read; the others of its file were.

    Parameters
    ----------
    code : str
        Why: ``null_geometry``, ``not_polygon``, ``broken_geometry``, ``bad_number`` and the like.
    zh, en : str
        The reason as a sentence.
    record : int
        The record, as the column ``record`` counts it.
    id : str, optional
        The parcel's id, where that much could be read.
    line : int, optional
        The line of the file, counted from 1, where its format has lines.
    ring : int, optional
        The ring at fault, counted from 1.
    position : tuple of float, optional
        The coordinate at fault, in the file's own system and order (east, north).
    """

    code: str
    zh: str
    en: str
    record: int
    id: str | None = None
    line: int | None = None
    ring: int | None = None
    position: tuple[float, float] | None = None

    @classmethod
    def of(cls, code: str, words: Words, record: int, /, fields: Mapping[str, object], **place: Any) -> Self:
        """Return a record whose reason is made from fields; `place` holds id, line, ring and position."""
        return cls(code, words.render("zh", **fields), words.render("en", **fields), record, **place)

    def in_words(self, language: Language) -> str:
        """Return which record, where, and why."""
        text = self.zh if language == "zh" else self.en
        name = self.id or _RECORD.render(language, record=self.record)
        said = _UNREADABLE.render(language, name=name, text=text)
        return said if self.line is None else _AT_LINE.render(language, line=self.line, text=said)

    def __str__(self) -> str:
        return self.in_words(current_language())


_MORE = Words(zh="同类问题另有 {count} 处", en="the same {count} more times")
_AT_LINE = Words(zh="第 {line} 行：{text}", en="line {line}: {text}")
_RECORD = Words(zh="第 {record} 号记录", en="record {record}")
_UNREADABLE = Words(zh="{name} 无法读取：{text}", en="{name} cannot be read: {text}")


class Remarks:
    """Collects remarks, and keeps a file with the same fault in every line from drowning the others.

    The first :data:`FEW` remarks of a kind stand as they are; one more tells how many there were besides.

    Examples
    --------
    >>> remarks = Remarks()
    >>> for line in range(1, 31):
    ...     remarks.add("blank_id", Words(zh="无编号", en="no id"), line=line)
    >>> found = remarks.notices()
    >>> len(found), found[-1].in_words("en")
    (21, 'line 21: the same 10 more times')
    """

    def __init__(self) -> None:
        self._places: dict[str, list[Callable[[], Notice]]] = {}
        self._beyond: dict[str, tuple[int, int | None, int | None]] = {}

    def add(
        self,
        code: str,
        words: Words,
        /,
        *,
        line: int | None = None,
        record: int | None = None,
        once: bool = False,
        **fields: object,
    ) -> None:
        """Note a remark; `once` where it is a habit of the whole file, and one place shows it."""
        kept = self._places.setdefault(code, [])
        if len(kept) < (1 if once else FEW):
            kept.append(partial(Notice.of, code, words, line=line, record=record, **fields))
        else:
            count, first_line, first_record = self._beyond.get(code, (0, line, record))
            self._beyond[code] = (count + 1, first_line, first_record)

    def notices(self) -> list[Notice]:
        """Return the remarks in the order of their first occurrence, each kind together."""
        found = []
        for code, kept in self._places.items():
            found += [make() for make in kept]
            if code in self._beyond:
                count, line, record = self._beyond[code]
                found.append(Notice.of(code, _MORE, line=line, record=record, count=count))
        return found


class Origin(dict[str, Any]):
    """How a file was read, as plain data.

    Keys: ``format``, ``source`` (the file's name without its folder), ``layer``, ``encoding``, ``mapping``
    (original column to canonical column), ``decimals`` (printed decimals of the coordinates, or None),
    ``notices`` and ``unreadable``.
    """

    def __deepcopy__(self, _: dict[int, object]) -> Self:
        # pandas copies attributes deeply at every step, and what was read from a file does not change.
        return self


def to_plain(remark: Notice | Unreadable) -> dict[str, Any]:
    """Return a remark as a dictionary of text and numbers."""
    return asdict(remark)


@public
def notices_of(frame: gpd.GeoDataFrame) -> list[Notice]:
    """Return the remarks that the reader of a parcel table left in it."""
    return [Notice(**plain) for plain in frame.attrs.get(ATTRIBUTE, {}).get("notices", ())]


@public
def unreadable_of(frame: gpd.GeoDataFrame) -> list[Unreadable]:
    """Return the records that could not be read when a parcel table was."""
    plain_records = frame.attrs.get(ATTRIBUTE, {}).get("unreadable", ())
    return [Unreadable(**{**plain, "position": _pair(plain["position"])}) for plain in plain_records]


def _pair(position: list[float] | tuple[float, float] | None) -> tuple[float, float] | None:
    # JSON, and so GeoParquet, gives a tuple back as a list.
    return None if position is None else (float(position[0]), float(position[1]))
