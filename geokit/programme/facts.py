"""The facts of a programme, as a source prints them: figures, statements, milestones, sectors, companies, bodies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, PrivateAttr, model_validator

from geokit.arguments import public_result
from geokit.dates import date_words
from geokit.errors import InputError
from geokit.i18n import InWords, Language, Words, current_language
from geokit.land.declared.area import AreaKind, DeclaredArea
from geokit.programme.cited import Cited, Grounds, listed
from geokit.programme.loading import maker_of
from geokit.programme.quoting import figures_in
from geokit.programme.record import Identifier, LooseDate, Name, PartialDate
from geokit.programme.terms import RELATION_WORDS, ZONE_STATUS_WORDS, Relation, ZoneStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEITHER = Words(
    zh="企业须有 name（名称）或 count（数量），只写其一",
    en="companies need a name, or a count where only that is printed, and not both",
)
_NO_STATUS = Words(
    zh="状态须有 value（规划等）或 text（原文）",
    en="a status needs a value, such as planned, or a text of its own",
)
_UNEQUAL = Words(
    zh="value 为 {value}，items 却有 {count} 项；未列全请写 open_ended = true",
    en="value is {value}, but {count:item is|items are} listed; say open_ended = true where the list goes on",
)

_AS_PRINTED = Words(zh="{number}{unit}", en="{number} {unit}")
_AT_LEAST = Words(zh="至少{number}{unit}", en="at least {number} {unit}")
_OF = Words(zh="{name}：{count}", en="{name}: {count}")
_ITEMS = Words(zh="{count}（{items}）", en="{count} ({items})")
_NOTED = Words(zh="{said}（{note}）", en="{said} ({note})")
_GOES_ON = Words(zh="{names}等", en="{names}, and others")
_SERVING = Words(zh="{said}（服务于{serving}）", en="{said} (for {serving})")
_COMPANIES = Words(zh="{relation} {count} 家", en="{count:company|companies} {relation}")
_COMPANY = Words(zh="{name}（{relation}）", en="{name} ({relation})")
_ON = Words(zh="{date}：{text}", en="{date}: {text}")


def _noted(said: str, note: Name | None, language: Language) -> str:
    return _NOTED.render(language, said=said, note=note) if note else said


def _whole(value: float) -> float:
    """Return a count as it is written: without a point where it is whole, and with every digit."""
    return int(value) if value.is_integer() else value


class Figure(Cited):
    """An area as a source writes it: text, kind, source and date; parsed, and kept as written."""

    text: str
    kind: AreaKind
    method: Literal["statutory", "ellipsoidal", "planar", "geodesic"] | None = None
    _declared: DeclaredArea = PrivateAttr()

    @model_validator(mode="after")
    def _parse(self) -> Figure:
        self._declared = DeclaredArea.parse(self.text, kind=self.kind, method=self.method, as_of=self.as_of)
        return self

    @property
    def declared(self) -> DeclaredArea:
        """The figure with its half-unit and bound."""
        return self._declared

    def _printed(self) -> Iterable[str]:
        """Return the text, which must stand in the words quoted."""
        return (self.text,)

    def localize(self, language: Language) -> str:
        """Return the text as written, and behind it as it was read."""
        return self._declared.as_written(language)


class Statement(Cited):
    """A dated sentence of a source. ``due`` is the date that it says something will have happened by."""

    text: Name
    due: LooseDate | None = None

    def _printed(self) -> Iterable[str]:
        """Return the sentence's figures."""
        return figures_in(self.text.zh)

    def localize(self, language: Language) -> str:
        """Return the sentence."""
        return self.text.localize(language)


class Stated(InWords, Grounds, ABC):
    """A fact that may stand without its source, where the file itself is the source."""

    source: Identifier | None = None
    as_of: PartialDate | None = None

    @abstractmethod
    def localize(self, language: Language) -> str:
        """Return what the fact says, without what it rests on."""

    def __str__(self) -> str:
        return self.localize(current_language())


class Status(Stated):
    """How far something has come: a term, or the source's own words; ``status = "built"`` alone will do."""

    value: ZoneStatus | None = None
    text: Name | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_value(cls, given: object) -> object:
        if isinstance(given, dict) and "zh" in given:
            return {"text": given}
        return given if isinstance(given, dict) else {"value": given}

    @model_validator(mode="after")
    def _check_said(self) -> Status:
        if self.value is None and self.text is None:
            raise InputError(_NO_STATUS)
        return self

    def localize(self, language: Language) -> str:
        """Return how far it has come."""
        said = self.text or (ZONE_STATUS_WORDS[self.value] if self.value else _NO_STATUS)
        return said.localize(language)


class Count(Cited):
    """A count that a source prints; never an area. ``items`` are what it counts, where they are named.

    A list that goes on (等) is ``open_ended``: then ``value`` is how many are named, and at least so many there are.
    ``text`` is the count as the source writes it, where that is not in digits: 九大工程.
    """

    id: Identifier
    name: Name
    value: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    text: str | None = None
    unit: Name
    items: tuple[Name, ...] = ()
    open_ended: bool = False
    partnership: Identifier | None = None
    note: Name | None = None

    @model_validator(mode="after")
    def _check_items(self) -> Count:
        if self.items and len(self.items) != self.value and not self.open_ended:
            raise InputError(_UNEQUAL, value=_whole(self.value), count=len(self.items))
        return self

    def _printed(self) -> Iterable[str]:
        """Return the figure, and how it is written."""
        return (f"{_whole(self.value)}", *([self.text] if self.text else []))

    def localize(self, language: Language) -> str:
        """Return the count, what it counts, and its items where they are named."""
        number = f"{_whole(self.value):,}"
        bound = _AT_LEAST if self.open_ended else _AS_PRINTED
        is_written = self.text and language == "zh" and not self.open_ended
        count = self.text if is_written else bound.render(language, number=number, unit=self.unit)
        if self.items:
            count = _ITEMS.render(language, count=count, items=listed(self.items, language))
        return _noted(_OF.render(language, name=self.name, count=count), self.note, language)


class Service(Cited):
    """A service that two districts offer together, with the number of its items where that is printed; not an area."""

    id: Identifier
    name: Name
    partnership: Identifier | None = None
    count: Annotated[int, Field(ge=0)] | None = None
    unit: Name | None = None
    note: Name | None = None

    def _printed(self) -> Iterable[str]:
        """Return the number of items."""
        return () if self.count is None else (str(self.count),)

    def localize(self, language: Language) -> str:
        """Return its name, and how many items it has."""
        said = self.name.localize(language)
        if self.count is not None:
            count = _AS_PRINTED.render(language, number=f"{self.count:,}", unit=self.unit or "")
            said = _OF.render(language, name=said, count=count.strip())
        return _noted(said, self.note, language)


@public_result
class Sectors(Stated):
    """The sectors of a park. ``open_ended``: the list goes on (等); ``serving``: the trade that they serve.

    ``sectors = { zh = …, en = … }`` alone will do.

    Examples
    --------
    >>> import geokit as gk
    >>> sectors = gk.load_catalog()["linghai"].sectors
    >>> [name.en for name in sectors.names], sectors.serving.en
    (['industrial design', 'cultural creativity', 'brand operation services'], "Chenghai's toys")
    """

    names: Annotated[tuple[Name, ...], Field(min_length=1)]
    open_ended: bool = False
    serving: Name | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: object) -> object:
        return {"names": [given]} if isinstance(given, dict) and "zh" in given else given

    def _printed(self) -> Iterable[str | Name]:
        """Return the sectors' names."""
        return (*self.names, *([self.serving] if self.serving else []))

    def localize(self, language: Language) -> str:
        """Return the sectors as a list, and what they serve."""
        names = listed(self.names, language)
        said = _GOES_ON.render(language, names=names) if self.open_ended else names
        return _SERVING.render(language, said=said, serving=self.serving) if self.serving else said


@public_result
class Company(Cited):
    """A company, or a number of them where only that is printed, and what it is to a park or a pair.

    Examples
    --------
    >>> import geokit as gk
    >>> [(str(each.relation), each.count) for each in gk.load_catalog().companies if each.park == "linghai"]
    [('settled', 14)]
    """

    name: Name | None = None
    count: Annotated[int, Field(gt=0)] | None = None
    relation: Relation
    partnership: Identifier | None = None
    park: Identifier | None = None
    zone: Identifier | None = None

    @model_validator(mode="after")
    def _check_named(self) -> Company:
        if (self.name is None) == (self.count is None):
            raise InputError(_NEITHER)
        return self

    def _printed(self) -> Iterable[str | Name]:
        """Return the name and the number."""
        return [*([self.name] if self.name else []), *([str(self.count)] if self.count else [])]

    def localize(self, language: Language) -> str:
        """Return the name or the number, and the relation."""
        relation = RELATION_WORDS[self.relation]
        if self.name is None:
            return _COMPANIES.render(language, count=self.count, relation=relation)
        return _COMPANY.render(language, name=self.name, relation=relation)


@public_result
class Milestone(Cited):
    """What happened, or was to happen (``expected``), on a date of any precision; see :mod:`geokit.dates`.

    Examples
    --------
    >>> import geokit as gk
    >>> [each.date for each in gk.load_catalog().milestones if each.expected]
    ['2024']
    """

    date: LooseDate
    text: Name
    expected: bool = False
    partnerships: tuple[Identifier, ...] = ()
    parks: tuple[Identifier, ...] = ()

    def _printed(self) -> Iterable[str]:
        """Return the sentence's figures."""
        return figures_in(self.text.zh)

    def localize(self, language: Language) -> str:
        """Return the date and what happened."""
        return _ON.render(language, date=date_words(self.date), text=self.text)


class Body(Cited):
    """Who plans, manages, approves or does the work."""

    name: Name
    role: Name | None = None
    partnership: Identifier | None = None

    def _printed(self) -> Iterable[str | Name]:
        """Return the name."""
        return (self.name,)

    def localize(self, language: Language) -> str:
        """Return the body and what it does."""
        return (
            _OF.render(language, name=self.name, count=self.role)
            if self.role
            else self.name.localize(language)
        )


class Theme(Cited):
    """What a city has set its industry to: 20+8, 三新两特一大."""

    name: Name
    city: Identifier | None = None

    def _printed(self) -> Iterable[str | Name]:
        """Return the name."""
        return (self.name,)

    def localize(self, language: Language) -> str:
        """Return the theme."""
        return self.name.localize(language)


class Address(Stated):
    """Where something stands, as its source prints it; ``address = { zh = …, en = … }`` alone will do."""

    text: Name

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: object) -> object:
        return {"text": given} if isinstance(given, dict) and "zh" in given else given

    def _printed(self) -> Iterable[str | Name]:
        """Return the address."""
        return (self.text,)

    def localize(self, language: Language) -> str:
        """Return the address."""
        return self.text.localize(language)


class Base(Cited):
    """What a park is built on: another park, whose name finds it, and which it is not."""

    name: Name
    text: Name

    def _printed(self) -> Iterable[str | Name]:
        """Return the name."""
        return (self.name,)

    def localize(self, language: Language) -> str:
        """Return the sentence that it is the base."""
        return self.text.localize(language)


class Platform(Cited):
    """The park above a park: what it is a part of."""

    name: Name
    role: Name | None = None

    def _printed(self) -> Iterable[str | Name]:
        """Return the name."""
        return (self.name,)

    def localize(self, language: Language) -> str:
        """Return the name and what it is."""
        return _noted(self.name.localize(language), self.role, language)


class UnnamedPark(Statement):
    """A park that was unveiled, and has neither a name nor a figure yet."""


# After pydantic has looked at the classes: what it reads from files does not come by here.
for _model in (Sectors, Company, Milestone):
    _model.__init__ = maker_of(_model)  # type: ignore[method-assign]
