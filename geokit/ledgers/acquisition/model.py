"""The ledger of a park: areas by phase, stage, batch, village or land class, as a table and as a sentence.

Making the ledger of a park.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Unpack

from geokit.arguments import public, public_result
from geokit.days import Day, current_day, read_day
from geokit.escape import html_paragraphs
from geokit.i18n import InWords, Language, Words, current_language, localize
from geokit.land.units import UNIT_WORDS, Area, Unit
from geokit.ledgers.acquisition.over_time import Unsupplied, by_month, find_unsupplied
from geokit.ledgers.acquisition.text import (
    as_text,
    remarks_on,
    sentence_on,
    share_of,
    shares_of,
    without_zeros,
)
from geokit.ledgers.figures.groups import HEADINGS
from geokit.ledgers.figures.land import Land
from geokit.ledgers.figures.model import FiguresOptions, FiguresSettings, ParkLand, figures_on
from geokit.ledgers.figures.progress import PROGRESS_WORDS, Progress
from geokit.ledgers.figures.sums import ADVANCED, BALANCED, REPEATED
from geokit.libraries import require
from geokit.notebook import frame_html
from geokit.parcels.given import ReadingOptions  # noqa: TC001 - read when a call is checked
from geokit.programme.parcels import parcels_of, park_and_parcels
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from geokit.land.measure.polygons import Method
    from geokit.parcels.given import ParcelsLike
    from geokit.programme.model import Park


_TOTAL = Words(zh="合计", en="total")

_WITH_UNIT = Words(zh="{heading}（{unit}）", en="{heading} ({unit})")

_HEADINGS = {
    "parcels": Words(zh="宗数", en="parcels"),
    "not_counted": Words(zh="面积未计入（宗）", en="not counted (parcels)"),
    "declared": Words(zh="地块面积", en="declared"),
    "measured": Words(zh="量算面积", en="measured"),
    "land": Words(zh="去重面积", en="land"),
    "counted_twice": Words(zh="重复计算", en="counted twice"),
    "counted_later": Words(zh="已计入后续阶段", en="counted at a later stage"),
    **{each.name.lower(): words for each, words in PROGRESS_WORDS.items()},
    "percent_of_phase": Words(zh="占本期公布面积（%）", en="% of the phase"),
    "percent_of_park": Words(zh="占园区公布面积（%）", en="% of the park"),
}


@public_result
class Ledger(InWords, ParkLand):
    """A park's land by groups of its parcels as a table, a sentence and a picture: :class:`ParkLand` in words.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> shapes = [square(0, 0, 100), square(100, 0, 200, 100)]
    >>> ledger = gk.ledger(None, make_parcels(shapes, phase=["1", "2"]), as_of="2026-06-01")
    >>> ledger.net.mu
    45.0
    >>> ledger.to_frame(units=["mu"])[["phase", "parcels", "land_mu"]].values.tolist()
    [['1', 1, Decimal('15.000')], ['2', 1, Decimal('30.000')], ['total', 2, Decimal('45.000')]]
    """

    def to_frame(
        self, language: Language | None = None, *, units: Sequence[Unit] = ("m2", "ha", "mu")
    ) -> pd.DataFrame:
        """Return the ledger as a table with a row for each group, and the total below.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            Of the headings and the groups. If left out, both are the same to every reader: columns such as ``phase``,
            ``parcels``, ``land_mu`` and ``supplied_mu``, codes such as ``approved``, None where nothing is stated.
        units : sequence of {"m2", "ha", "mu"}
            In which declared, measured and net areas are given.

        Returns
        -------
        pandas.DataFrame
            The groups; the number of parcels; declared, measured and net area in `units`; in mu what is counted
            twice, what is counted at a later stage, and the land by its progress; the number of parcels without an
            area, whose land is in no figure; per cent of what the phase and the park declare, None where that is
            not one exact figure. Areas are ``Decimal``. Of what is measured every printed total is the sum of its printed
            parts, and measured = net + counted twice + at a later stage; what is declared is converted to each
            unit, its total as well.
        """
        import pandas as pd

        counts = self.figures.parcels.tolist()
        columns = {**self._names(language), _title("parcels", language): [*counts, sum(counts)]}
        for unit in units:
            columns[_title("declared", language, unit)] = list(self.figures.printed_declared(unit))
        for name, unit, values in self._areas(units):
            columns[_title(name, language, unit)] = [*values, sum(values, Decimal(0))]
        uncounted = self.figures.uncounted.tolist()
        columns[_title("not_counted", language)] = [*uncounted, sum(uncounted)]
        if "phase" in self.groups.columns:
            columns[_title("percent_of_phase", language)] = self._of_phases()
        if self.park is not None:
            columns[_title("percent_of_park", language)] = self._of_park()
        return pd.DataFrame(columns, dtype=object)

    def _names(self, language: Language | None) -> dict[str, list[object]]:
        groups = self.groups
        if language is None:
            rows: list[Sequence[object]] = [*groups.codes(), ["total", *[None] * (len(groups.columns) - 1)]]
        else:
            total = [_TOTAL.localize(language), *[""] * (len(groups.columns) - 1)]
            rows = [*([localize(label, language) for label in row] for row in groups.labels), total]
        return {
            HEADINGS[name].localize(language) if language else name: [row[at] for row in rows]
            for at, name in enumerate(groups.columns)
        }

    def _areas(self, units: Sequence[Unit]) -> list[tuple[str, Unit, list[Decimal]]]:
        found = [("measured", unit, list(self.printed[unit].sum(axis=1))) for unit in units]
        found += [("land", unit, list(self.printed[unit][:, : len(Progress)].sum(axis=1))) for unit in units]
        mu = self.printed["mu"]
        found += [
            ("counted_twice", "mu", list(mu[:, REPEATED])),
            ("counted_later", "mu", list(mu[:, ADVANCED])),
        ]
        return found + [(each.name.lower(), "mu", list(mu[:, each])) for each in PROGRESS_WORDS]

    def _of_phases(self) -> list[object]:
        declared = [phase.declared_area if phase else None for phase in self.groups.phases]
        shares = [share_of(area, whole) for area, whole in zip(self._net_areas(), declared, strict=True)]
        return [*shares, None]

    def _of_park(self) -> list[object]:
        whole = self.park.declared_area if self.park else None
        return [*shares_of(self._net_areas(), whole), share_of(self.net, whole)]

    def _net_areas(self) -> list[Area]:
        net_m2 = self.figures.parts_m2[:, : len(Progress)].sum(axis=1)
        return [Area.from_m2(value) for value in net_m2.tolist()]

    def approved_not_supplied(self) -> Unsupplied:
        """Return the land that is approved and not supplied (批而未供), by batch and age of its approval.

        It is the geometric difference: approved land less all that supplied parcels cover. Under two approvals
        it has the age of the older one.
        """
        return find_unsupplied(self)

    def by_month(self, language: Language | None = None) -> pd.DataFrame:
        """Return the mu that were approved, acquired, stored and supplied by the end of each month.

        Cumulative, up to the day of the ledger; a month a row, as ``2026-05``. Each piece of land counts once,
        from its earliest date. Without a date there is no row. Columns are called ``approved_mu``, ``acquired_mu``,
        ``stored_mu`` and ``supplied_mu``, or in words where a language is asked for.
        """
        return by_month(self, language=language)

    def sentence(self, language: Language | None = None) -> str:
        """Return one sentence for a report to a superior, with its as-of date and how areas were measured."""
        return sentence_on(self, language or current_language())

    def lines(self, language: Language | None = None) -> list[str]:
        """Return what stands beside the table: the sentence, the equation, how figures are printed, and remarks on the files."""
        chosen = language or current_language()
        said = [self.sentence(chosen), self.equation.localize(chosen), BALANCED.localize(chosen)]
        return [*said, *remarks_on(self, chosen)]

    def plot(self, language: Language | None = None) -> Figure:
        """Draw the land of each row by its progress, and over months where there are dates.

        Returns
        -------
        matplotlib.figure.Figure
            Jupyter shows it; ``savefig`` writes it.

        Raises
        ------
        InputError
            No font on this machine has Chinese letters; it names what to install.
        MissingLibraryError
            matplotlib is not installed.
        """
        require("matplotlib", "PIL")
        from geokit.ledgers.plot import draw_ledger

        chosen = language or current_language()
        return draw_ledger(self, self.by_month(chosen), chosen)

    def localize(self, language: Language) -> str:
        """Return the sentence, the equation, and the table in mu without empty columns."""
        if len(self.parcels) == 0:
            return self.sentence(language)
        table = without_zeros(self.to_frame(language, units=["mu"]))
        return "\n\n".join([*self.lines(language), as_text(table)])

    def __str__(self) -> str:
        return self.localize(current_language())

    def __repr__(self) -> str:
        return f"<Ledger of {len(self.parcels)} parcels, {self.as_of}: {self.net}>"

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        shown = without_zeros(self.to_frame(current_language(), units=["mu"]))
        return html_paragraphs(self.lines()) + frame_html(shown)


def _title(name: str, language: Language | None, unit: Unit | None = None) -> str:
    """Return what a column is called: to everybody, or to the reader of a language."""
    if language is None:
        return f"{name}_{unit}" if unit else name
    heading = _HEADINGS[name]
    return (
        _WITH_UNIT.render(language, heading=heading, unit=UNIT_WORDS[unit])
        if unit
        else heading.localize(language)
    )


@public
def ledger(
    park: Park | ParcelsLike | None,
    parcels: ParcelsLike | None = None,
    *,
    by: str | Sequence[str] = "phase",
    as_of: Day | None = None,
    method: Method = "planar",
    **reading: Unpack[ReadingOptions],
) -> Ledger:
    """Sum up a park's parcels by phase, stage, status, batch, village, ownership or land class.

    Each piece of land is counted once: in the parcel that has come farthest, and among equals in the first by id.
    What is counted elsewhere is told apart: an overlap of two parcels of one stage is land that stands twice; a
    supply plot on an approval batch is not.

    Parameters
    ----------
    park : Park or None
        From a catalogue; it names the phases and declares the areas that shares are of. Parcels may stand in its place.
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these, optional
        Parcels with a coordinate system; several sources are brought into that of the first. The files that park.toml
        names if left out.
    by : str or sequence of str
        One or more of ``phase``, ``stage``, ``status``, ``batch``, ``village``, ``ownership``, ``land_class`` (the third survey's),
        ``land_class_gbt21010``, ``land_class_territorial``: each scheme by itself, a class with its code and name.
    as_of : date or str, optional
        The day that the ledger speaks of; today if left out. What a parcel's dates place later has not
        happened yet.
    method : {"planar", "ellipsoidal", "statutory", "geodesic"}
        How areas are measured.
    **reading : ReadingOptions
        ``columns``, original column to canonical column; ``crs`` or ``zone`` of parcels that name no coordinate system; and
        for files ``layer``, ``encoding`` and ``phase``, each as :func:`geokit.read_parcels` takes it.

    Returns
    -------
    Ledger
        ``to_frame()``, ``sentence()``, ``plot()``, ``approved_not_supplied()``, ``by_month()``.

    Raises
    ------
    CrsError
        The parcels have no coordinate system, one that the method cannot measure in, or several that cannot be
        brought together.
    UnknownNameError
        There is no such grouping.
    SettingsError
        There is no such method.
    InputError
        A file cannot be read, `parcels` are none, or `as_of` is no day.

    Notes
    -----
    Overlaps of 0.01 m² or less are not taken off. A parcel without an area (invalid outline, impossible
    coordinates) is counted as a parcel and named by the audit; its land is in no figure, which is then printed as
    "at least".

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> table = make_parcels(
    ...     [square(0, 0, 200, 100), square(100, 0, 100)],
    ...     phase=["1", "1"],
    ...     stage=["approved", "supplied"],
    ... )
    >>> made = ledger(table, as_of="2026-06-01")
    >>> print(made.sentence("en"))
    As of 1 June 2026, the table has 2 parcels on 30.000 mu of land (planar area, CGCS2000 / 3-degree
    zone 39): 15.000 mu supplied, 15.000 mu approved but not supplied.
    """
    place, given = park_and_parcels(park, parcels)
    table = FiguresSettings.of(parcels_of(place, given, **reading))
    day = read_day(as_of) or current_day()
    return figures_on(Ledger, FiguresOptions(place, day, by), table, Land.of(table.parcels, method))
