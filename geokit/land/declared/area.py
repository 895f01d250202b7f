"""Areas as documents declare them: a figure with its rounding, bound, kind, method and date.

A text may give the same land in two units or three: 22公顷(330亩) is one figure, if all can be one area. A figure is written
with its bound, and with no more digits than its rounding allows.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, overload

from geokit.arguments import public
from geokit.errors import InputError, OptionError
from geokit.i18n import InWords, Language, Words, current_language
from geokit.land.declared.figure import (
    KIND_WORDS,
    AreaKind,
    Bound,
    BoundName,
    DeclaredFigure,
    KindName,
    Method,
    reconcile,
    sum_figures,
)
from geokit.land.declared.text import Reading, parse_area
from geokit.land.declared.verdict import Verdict, judge, margin
from geokit.land.declared.written import figure_html, localize_figure, written_and_read
from geokit.land.limits import Provenance, ProvenanceName
from geokit.land.units import Area, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["AreaKind", "Bound", "DeclaredArea", "Method", "Provenance", "Verdict"]

_NO_SHARE = Words(
    zh="“约”的幅度须为 0 到 1 之间的比例，而不是 {value}",
    en="the reach of “about” is a share from 0 to 1, not {value}",
)

_TEXT_SAYS = Words(
    zh="未给出 value 时，面积由文字读出，不能另给 {names}",
    en="without a value the text says it all: {names} cannot stand beside it",
)

_VALUE_NEEDS = Words(
    zh="给出 value 时须同时给出 half_unit，且没有 about_share",
    en="a value comes with its half_unit, and without about_share",
)

_KIND_CLASH = Words(
    zh="“{text}”写的是{written}，而给定的类别是{given}。请改正其一",
    en="“{text}” speaks of {written}, but the kind given is {given}. Correct one of them",
)


@public
@dataclass(frozen=True, slots=True, kw_only=True, init=False)
class DeclaredArea(InWords, DeclaredFigure):
    """What a document says of an area, and how exactly it says it.

    It is made from the text, as :meth:`parse` reads it, or from `value` and `half_unit` with what else they need.

    Parameters
    ----------
    text : str
        The expression as written; read where no value is given.
    value : Area
        The figure; the middle of a range.
    half_unit : Area
        Half a unit of the last printed digit: 0.5 mu for 330 mu, 50 mu for 1.76万亩.
    bound : Bound
        Whether the figure is exact, a lower or upper bound, about, …
    kind : AreaKind
        What it counts. Kinds are neither compared nor added by default.
    method : {"statutory", "ellipsoidal", "planar", "geodesic"}, optional
        How it was measured, where that is known.
    as_of : str or date, optional
        A year, month or day, such as ``2023-12``.
    unit : {"m2", "ha", "mu", "km2"}
        The unit as written; beside a text alone, that of a figure in it that names none.
    restated : DeclaredArea, optional
        The same land in another unit, where the text gives it twice: 22公顷(330亩). The more exact of the two is the
        figure; where the text gives it in a third unit, that is restated of this one.
    reach : Area, optional
        How far the words reach on either side they mean: half the width of a range; for about, just below
        and above the usual share of the figure (5, 5 and 10%) where none is given.
    about_share : float, optional
        How far 约 and "about" reach in a text, as a share of the figure.

    Raises
    ------
    InputError
        The text is no area, the value is not positive, a spread is negative, or the date is none.
    OptionError
        What belongs to a value stands beside a text alone, or the other way round.

    Examples
    --------
    >>> longhu = DeclaredArea("1.76万亩", kind=AreaKind.GROSS_PLANNED, as_of="2023-12")
    >>> longhu.value.mu, longhu.half_unit.mu, longhu.lower.mu, longhu.upper.mu
    (17600.0, 50.0, 17550.0, 17650.0)
    >>> chaonan = DeclaredArea("不小于3808亩")
    >>> print(chaonan, chaonan.localize("zh"), chaonan.upper)
    at least 3,808 mu 不小于3,808 亩 None
    """

    restated: DeclaredArea | None = None

    @overload
    def __init__(
        self,
        text: str,
        *,
        kind: AreaKind | KindName | None = None,
        method: Method | None = None,
        as_of: str | date | None = None,
        about_share: float | None = None,
        unit: Unit | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self,
        text: str = "",
        *,
        value: Area,
        half_unit: Area,
        bound: Bound | BoundName = Bound.EXACT,
        kind: AreaKind | KindName | None = None,
        method: Method | None = None,
        as_of: str | date | None = None,
        unit: Unit = "mu",
        reach: Area | None = None,
        restated: DeclaredArea | None = None,
    ) -> None: ...
    def __init__(  # noqa: PLR0913 - the fields of a record
        self,
        text: str = "",
        *,
        value: Area | None = None,
        half_unit: Area | None = None,
        bound: Bound | BoundName | None = None,
        kind: AreaKind | KindName | None = None,
        method: Method | None = None,
        as_of: str | date | None = None,
        unit: Unit | None = None,
        reach: Area | None = None,
        restated: DeclaredArea | None = None,
        about_share: float | None = None,
    ) -> None:
        if value is None:
            _refuse_beside_text(half_unit=half_unit, bound=bound, reach=reach, restated=restated)
            read = _read(text, unit, kind, method, as_of, about_share)
            for each in fields(read):
                object.__setattr__(self, each.name, getattr(read, each.name))
            return
        if half_unit is None or about_share is not None:
            raise OptionError(_VALUE_NEEDS)
        DeclaredFigure.__init__(
            self,
            value=value,
            half_unit=half_unit,
            bound=Bound(bound or Bound.EXACT),
            kind=AreaKind(kind or AreaKind.UNSPECIFIED),
            method=method,
            as_of=as_of.isoformat()[:10] if isinstance(as_of, date) else as_of,
            text=text,
            unit=unit or "mu",
            reach=reach,
            restated=restated,
        )

    @classmethod
    def parse(
        cls,
        text: str,
        *,
        kind: AreaKind | KindName | None = None,
        method: Method | None = None,
        as_of: str | date | None = None,
        about_share: float | None = None,
        unit: Unit | None = None,
    ) -> DeclaredArea:
        """Read an area as people write it, in Chinese or English.

        Parameters
        ----------
        text : str
            Such as ``330亩``, ``1.76万亩``, ``近四千亩``, ``约22公顷``, ``300–330 mu``, ``2,048.92 m²``.
        kind : AreaKind, optional
            What it counts. Words such as 建筑面积 or 启动区 in the text say it too.
        method : {"statutory", "ellipsoidal", "planar", "geodesic"}, optional
            How it was measured.
        as_of : str or date, optional
            The date of the figure: ``2023``, ``2023-12`` or ``2023-12-31``.
        about_share : float, optional
            How far 约 and "about" reach, as a share of the figure. 0.05 where none is given.
        unit : {"m2", "ha", "mu", "km2"}, optional
            The unit of a figure that names none, where its place tells it: 约12 in a column of mu.

        Raises
        ------
        InputError
            The text is not one positive area with a unit, contradicts itself or `kind`, or the share is none.

        Examples
        --------
        >>> DeclaredArea.parse("建筑面积2048.92平方米").kind
        <AreaKind.FLOOR: 'floor'>
        >>> print(DeclaredArea.parse("300至330亩"))
        300–330 mu
        >>> print(DeclaredArea.parse("约12", unit="mu"))
        about 12 mu
        """
        return cls(text, kind=kind, method=method, as_of=as_of, about_share=about_share, unit=unit)

    @staticmethod
    def total(
        figures: Sequence[DeclaredArea], *, across_kinds: bool = False, across_methods: bool = False
    ) -> DeclaredArea:
        """Add figures with their bounds.

        Parameters
        ----------
        figures : sequence of DeclaredArea
            At least one.
        across_kinds : bool
            Add figures of different kinds all the same. Floor area is never added to land, nor a start zone
            to the total that it is part of.
        across_methods : bool
            Add figures measured by different methods all the same.

        Raises
        ------
        InputError
            There is no figure, or the figures must not be added.

        Examples
        --------
        >>> parks = [DeclaredArea.parse(text) for text in ("330亩", "不小于3808亩", "1.76万亩")]
        >>> total = DeclaredArea.total(parks)
        >>> print(total, total.localize("zh"))
        at least about 21,700 mu 至少约21,700 亩
        """
        return sum_figures(figures, across_kinds=across_kinds, across_methods=across_methods)

    def admits(
        self,
        measured: Area,
        *,
        provenance: Provenance | ProvenanceName = Provenance.PRINTED_TEXT,
        measured_method: Method | None = None,
        print_noise_m2: float = 0.0,
        standard_error_m2: float | None = None,
        method_difference_m2: float | None = None,
    ) -> Verdict:
        """Say whether a measured area agrees with the figure, as closely as its provenance demands.

        Parameters
        ----------
        measured : Area
            The measured area of land.
        provenance : Provenance
            Where the figure comes from. The same coordinates allow half a unit and `print_noise_m2`; two
            surveys half a unit and twice `standard_error_m2`; a survey against a database 1%; printed text
            half a unit and its bound.
        measured_method : {"statutory", "ellipsoidal", "planar", "geodesic"}, optional
            How `measured` was measured.
        print_noise_m2 : float
            How far the printed decimals of the coordinates move the area. Counts for the same coordinates.
        standard_error_m2 : float, optional
            Standard error of the area, from the accuracy of the corners. Needed for two surveys.
        method_difference_m2 : float, optional
            The area of the same polygon by the figure's method, less `measured`. A difference that this
            explains is information, not a fault.

        Returns
        -------
        Verdict
            True or false in an ``if``, with the reason.

        Raises
        ------
        InputError
            The figure is a floor area, two surveys come without a standard error, or a noise is negative.

        Examples
        --------
        >>> linghai = DeclaredArea.parse("330亩")
        >>> bool(linghai.admits(Area.from_mu(330.4)))
        True
        >>> verdict = linghai.admits(Area.from_mu(331))
        >>> bool(verdict), verdict.severity, verdict.difference.mu, verdict.allowed.mu
        (False, 'review', 1.0, 0.5)
        """
        source = Provenance(provenance)
        return judge(
            self,
            measured,
            provenance=source,
            extra=margin(source, print_noise_m2, standard_error_m2),
            measured_method=measured_method,
            method_difference_m2=method_difference_m2,
        )

    def localize(self, language: Language) -> str:
        """Return the figure with its bound, rounded to what its half-unit allows."""
        return localize_figure(self, language)

    def as_written(self, language: Language | None = None, note: str = "") -> str:
        """Return the figure as its source writes it, and behind it as it was read, once where the two are the same.

        `note` is what stands in the same brackets.

        Examples
        --------
        >>> longhu = DeclaredArea("1.76万亩")
        >>> print(longhu.as_written("zh"), longhu.as_written("en"))
        1.76万亩（17,600 亩） 1.76万亩 (17,600 mu)
        >>> DeclaredArea("330亩").as_written("zh")
        '330亩'
        >>> DeclaredArea("330亩").as_written("zh", "总用地")
        '330亩（总用地）'
        """
        return written_and_read(self, language or current_language(), note)

    def __str__(self) -> str:
        return self.localize("en")

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001, ARG002 - IPython's signature
        printer.text(self.localize(current_language()))

    def _repr_html_(self) -> str:
        return figure_html(self, current_language())


def _refuse_beside_text(**given: object) -> None:
    names = [name for name, value in given.items() if value is not None]
    if names:
        raise OptionError(_TEXT_SAYS, names=names)


def _read(
    text: str,
    unit: Unit | None,
    kind: AreaKind | KindName | None,
    method: Method | None,
    as_of: str | date | None,
    about_share: float | None,
) -> DeclaredArea:
    """Return the figure that a text says; of several for the same land the most exact one with the others beside it."""
    reading = parse_area(text, unit)
    if kind is not None and reading.kind not in (None, kind):
        raise InputError(
            _KIND_CLASH, text=text, written=KIND_WORDS[reading.kind], given=KIND_WORDS[AreaKind(kind)]
        )
    figures = [
        DeclaredArea(
            text,
            value=Area.of((each.low + each.high) / 2, each.unit),
            half_unit=Area.of(each.half_unit, each.unit),
            bound=each.bound,
            kind=kind or each.kind,
            method=method,
            as_of=as_of,
            unit=each.unit,
            reach=_reach(each, about_share),
        )
        for each in _chain(reading)
    ]
    return reconcile(figures)


def _chain(reading: Reading | None) -> Iterator[Reading]:
    """Yield what a text says of the same land, in each unit."""
    while reading is not None:
        yield reading
        reading = reading.restated


def _reach(reading: Reading, about_share: float | None) -> Area | None:
    """Return how far the figure reaches by the text itself."""
    if reading.bound is Bound.RANGE:
        return Area.of((reading.high - reading.low) / 2, reading.unit)
    if reading.bound is not Bound.ABOUT or about_share is None:
        return None
    if not 0 <= about_share < 1:
        raise InputError(_NO_SHARE, value=about_share)
    return Area.of(max(reading.low * Fraction(str(about_share)), reading.half_unit), reading.unit)
