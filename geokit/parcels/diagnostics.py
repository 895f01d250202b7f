"""What a reader has to say about a file: remarks, and the records that could not be read.

Both travel in ``frame.attrs["geokit"]`` as plain data (text and numbers), because pandas copies attributes at
every step and GeoParquet writes them as JSON. :func:`notices_of` and :func:`unreadable_of` give them back typed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self, TypeVar

from geokit.arguments import public
from geokit.i18n import InWords, Language, Said, Words, current_language, keep_options, name_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

ATTRIBUTE = "geokit"
FEW = 20
_FIRST = 5


@dataclass(frozen=True, slots=True)
class Notice(InWords):
    """A remark on a file that was read all the same.

    Parameters
    ----------
    code : str
        The kind of remark, such as ``count_mismatch``.
    zh, en : str
        The sentence; an option in it is named by :meth:`localize`, as its reader types it.
    line : int, optional
        The line of the file, counted from 1, where its format has lines.
    record : int, optional
        The record, as the column ``record`` counts it.

    Examples
    --------
    >>> words = Words(zh="声明 {told} 点", en="{told} points declared")
    >>> Notice.of("count_mismatch", words, line=12, told=5).localize("en")
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
        return cls(code, *_stored(words, fields), line, record)

    def localize(self, language: Language) -> str:
        """Return the sentence with its line in front, or else its record."""
        text = name_options(self.zh if language == "zh" else self.en, language)
        if self.line is not None:
            return _AT_LINE.render(language, line=self.line, text=Said(text))
        return (
            text if self.record is None else _AT_RECORD.render(language, record=self.record, text=Said(text))
        )

    def __str__(self) -> str:
        return self.localize(current_language())


@dataclass(frozen=True, slots=True)
class Unreadable(InWords):
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
    file : str, optional
        The file, where its table was joined from several.

    Examples
    --------
    >>> import geokit as gk
    >>> gk.Unreadable("bad_number", "不是数", "no number", record=3, id="A", line=12).localize("en")
    'line 12: A cannot be read: no number'
    """

    code: str
    zh: str
    en: str
    record: int
    id: str | None = None
    line: int | None = None
    ring: int | None = None
    position: tuple[float, float] | None = None
    file: str | None = None

    @classmethod
    def of(cls, code: str, words: Words, record: int, /, fields: Mapping[str, object], **place: Any) -> Self:
        """Return a record whose reason is made from fields; `place` holds id, line, ring and position."""
        return cls(code, *_stored(words, fields), record, **place)

    def localize(self, language: Language) -> str:
        """Return which record, where, and why."""
        text = name_options(self.zh if language == "zh" else self.en, language)
        name = self.id or _RECORD.render(language, record=self.record)
        sentence = _UNREADABLE.render(language, name=name, text=Said(text))
        return (
            sentence if self.line is None else _AT_LINE.render(language, line=self.line, text=Said(sentence))
        )

    def __str__(self) -> str:
        return self.localize(current_language())


def _stored(words: Words, fields: Mapping[str, object]) -> tuple[str, str]:
    # A table outlives the reader it was read for: it goes into a report, a GeoParquet, another's notebook.
    with keep_options():
        return words.render("zh", **fields), words.render("en", **fields)


_MORE = Words(zh="同类问题另有 {count} 处", en="the same {count} more times")
_SEVERAL = Words(zh="{text}（共 {count} 处）", en="{text} ({count} times)")
_SEVERAL_LINES = Words(
    zh="{text}（共 {count} 处：第 {places}{more} 行）", en="{text} ({count} times; lines {places}{more})"
)
_SEVERAL_RECORDS = Words(
    zh="{text}（共 {count} 处：第 {places}{more} 号记录）",
    en="{text} ({count} times; records {places}{more})",
)
_AT_LINE = Words(zh="第 {line} 行：{text}", en="line {line}: {text}")
_AT_RECORD = Words(zh="第 {record} 号记录：{text}", en="record {record}: {text}")
_RECORD = Words(zh="第 {record} 号记录", en="record {record}")
_UNREADABLE = Words(zh="{name} 无法读取：{text}", en="{name} cannot be read: {text}")


class Diagnostics:
    """Collects remarks, and keeps a file with the same fault in every line from drowning the others.

    Remarks with the same sentence become one, with their count and the first places. Of a kind whose sentences differ
    the first :data:`FEW` stand as they are; one more tells how many there were besides.

    Examples
    --------
    >>> remarks = Diagnostics()
    >>> for line in range(1, 31):
    ...     remarks.add("blank_id", Words(zh="无编号", en="no id"), line=line)
    >>> [notice.localize("en") for notice in remarks.notices()]
    ['line 1: no id (30 times; lines 1, 2, 3, 4, 5 …)']
    """

    def __init__(self) -> None:
        self._kept: dict[str, dict[object, _Repeated]] = {}
        self._beyond: dict[str, _Repeated] = {}

    def add(
        self,
        code: str,
        words: Words,
        /,
        *,
        line: int | None = None,
        record: int | None = None,
        **fields: object,
    ) -> None:
        """Note a remark."""
        kept = self._kept.setdefault(code, {})
        # Words are made only of those that are kept: there may be a million.
        sentence = (words, *map(str, fields.values())) if fields else words
        same = kept.get(sentence)
        if same is None and len(kept) < FEW:
            same = kept[sentence] = _Repeated(words, fields, line, record)
        elif same is None:
            same = self._beyond.setdefault(code, _Repeated(_MORE, {}, line, record))
        same.count += 1
        place = record if line is None else line
        if place is not None and len(same.places) <= _FIRST:
            same.places.append(place)

    def notices(self) -> list[Notice]:
        """Return the remarks in the order of their first occurrence, each kind together."""
        found = []
        for code, kept in self._kept.items():
            found += [same.notice(code) for same in kept.values()]
            if code in self._beyond:
                same = self._beyond[code]
                same.fields["count"] = same.count
                found.append(same.with_words(code, _MORE, same.fields))
        return found


@dataclass(slots=True)
class _Repeated:
    """Remarks with one sentence."""

    words: Words
    fields: dict[str, object]
    line: int | None
    record: int | None
    count: int = 0
    places: list[int] = field(default_factory=list)

    def notice(self, code: str) -> Notice:
        """Return one remark for all of them."""
        if self.count == 1:
            return self.with_words(code, self.words, self.fields)
        more = " …" if len(self.places) > _FIRST else ""
        said = {
            "text": _Sentence(self.words, self.fields),
            "count": self.count,
            "places": [str(place) for place in self.places[:_FIRST]],
            "more": more,
        }
        by_line = _SEVERAL_RECORDS if self.line is None else _SEVERAL_LINES
        return self.with_words(code, by_line if self.places else _SEVERAL, said)

    def with_words(self, code: str, words: Words, fields: Mapping[str, object]) -> Notice:
        """Return a remark on the first place."""
        return Notice(code, *_stored(words, fields), self.line, self.record)


@dataclass(frozen=True, slots=True)
class _Sentence:
    words: Words
    fields: Mapping[str, object]

    def localize(self, language: Language) -> str:
        return self.words.render(language, **self.fields)


class Origin(dict[str, Any]):
    """How a file was read, as plain data.

    Keys: ``format``, ``source`` (the file's name without its folder), ``layer``, ``encoding``, ``mapping``
    (original column to canonical column), ``decimals`` (printed decimals of the coordinates, or None),
    ``notices`` and ``unreadable``. Of several files read as one also ``files``: each one's source, format and number
    of records.
    """

    def __deepcopy__(self, _: dict[int, object]) -> Self:
        # pandas copies attributes deeply at every step, and what was read from a file does not change.
        return self


def to_plain(remark: Notice | Unreadable) -> dict[str, Any]:
    """Return a remark as a dictionary of text and numbers."""
    return asdict(remark)


@public
def notices_of(frame: gpd.GeoDataFrame) -> list[Notice]:
    """Return the remarks that the reader of a parcel table left in it.

    Examples
    --------
    >>> import geokit as gk
    >>> parcels = gk.read_parcels(gk.example_folder() / "files" / "drawing.dxf", zone=39)
    >>> [notice.code for notice in gk.notices_of(parcels)]
    ['crs_assumed']
    """
    return [named(notice) for notice in stored_notices(frame)]


@public
def unreadable_of(frame: gpd.GeoDataFrame) -> list[Unreadable]:
    """Return the records that could not be read when a parcel table was.

    Examples
    --------
    >>> import geokit as gk
    >>> parcels = gk.read_parcels(gk.example_folder() / "files" / "broken.shp", zone=39)
    >>> [each.localize("en") for each in gk.unreadable_of(parcels)]
    ['N4-02 cannot be read: it has no geometry']
    """
    return [named(record) for record in stored_unreadable(frame)]


def stored_notices(frame: gpd.GeoDataFrame) -> list[Notice]:
    """Return the remarks for what stores them again: their options are not named yet."""
    return [Notice(**plain) for plain in frame.attrs.get(ATTRIBUTE, {}).get("notices", ())]


def stored_unreadable(frame: gpd.GeoDataFrame) -> list[Unreadable]:
    """Return the records that could not be read for what stores them again: their options are not named yet."""
    plain_records = frame.attrs.get(ATTRIBUTE, {}).get("unreadable", ())
    return [Unreadable(**{**plain, "position": _pair(plain["position"])}) for plain in plain_records]


Remark = TypeVar("Remark", Notice, Unreadable)


def named(remark: Remark) -> Remark:
    """Return a remark whose options are named for the reader there is now."""
    return replace(remark, zh=name_options(remark.zh, "zh"), en=name_options(remark.en, "en"))


def _pair(position: list[float] | tuple[float, float] | None) -> tuple[float, float] | None:
    # JSON, and so GeoParquet, gives a tuple back as a list.
    return None if position is None else (float(position[0]), float(position[1]))
