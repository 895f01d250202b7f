"""Making the table of land classes of parcels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypedDict, Unpack

import pandas as pd

from geokit.arguments import public, public_result
from geokit.errors import InputError, OptionError
from geokit.i18n import Words
from geokit.land.limits import SURVEY_AGAINST_DATABASE
from geokit.ledgers.adjustment import Printing
from geokit.ledgers.figures.groups import grouping_named
from geokit.ledgers.forms import Form, FormSheet, Sentence
from geokit.ledgers.land_classes.faults import (
    Tolerances,
)
from geokit.ledgers.land_classes.figure_lines import DECIMALS
from geokit.ledgers.land_classes.layout import GROUPINGS, Grouping, class_sheet, standard_groupings
from geokit.ledgers.land_classes.making import Making
from geokit.ledgers.land_classes.survey import (
    Survey,
    read_survey,
    refuse_unknown_classes,
)
from geokit.parcels.given import ReadingOptions, given_parcels, reading_of
from geokit.parcels.table import in_order_of_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geokit.land.crs.transform import CrsLike
    from geokit.land.measure.polygons import Method
    from geokit.land.units import Unit
    from geokit.parcels.given import ParcelsLike
    from geokit.parcels.land_classes import Scheme

DEDUCTED: Final = ("0101", "0102", "0103")
_BAD_SHARE = Words(
    zh="容差须在 0 与 1 之间（1% 写作 0.01），而不是 {value}",
    en="the tolerance must lie between 0 and 1 (1% is 0.01), not {value}",
)
_REPEATED = Words(
    zh="分组 {name} 写了不止一次",
    en="the grouping {name} is given more than once",
)
_EMPTY = Words(zh="没有地块", en="there are no parcels")


class SurveyOptions(TypedDict, total=False):
    """How the survey is read, as parcels are: its own columns, coordinate system, zone, layer and encoding."""

    survey_columns: Mapping[str, str] | None
    survey_crs: CrsLike | None
    survey_zone: int | None
    survey_layer: str | None
    survey_encoding: str | None


class ClassOptions(SurveyOptions, ReadingOptions, total=False):
    """How parcels and survey are read."""


@public_result
@dataclass(frozen=True, eq=False)
class LandClassTable(Form):
    """A table of land classes whose rows and columns add up as printed.

    Attributes
    ----------
    cells : DataFrame
        The smallest parts: ``parcel``, ``land_class``, ``village``, ``ownership``, ``owner``, ``raw_m2`` before balancing and
        ``count``, whole units of the last digit, after it.
    parcels : DataFrame
        ``id``, ``name``, ``batch``, ``phase``, ``control_m2``, ``sum_m2`` of each parcel, sorted by id.
    by : tuple of str
        What the first sheet's rows are.
    printing : Printing
        Unit and decimals.
    scheme : str
    lines : tuple
        How it was made.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> survey = make_parcels([square(0, 0, 50, 100), square(50, 0, 50, 100)], land_class=["0101", "0601"])
    >>> table = gk.land_class_table(make_parcels([square(0, 0, 100)]), survey, control="measured")
    >>> [str(table.to_frame().iloc[0][name]) for name in ("farm", "construction")]
    ['4999.89', '4999.89']
    """

    cells: pd.DataFrame = field(repr=False)
    parcels: pd.DataFrame = field(repr=False)
    by: tuple[str, ...]
    printing: Printing
    scheme: Scheme
    lines: tuple[Sentence | Words, ...] = field(repr=False, default=())

    @property
    def residual_m2(self) -> pd.Series:
        """The control area less the sum of the classes before balancing, in m², by the parcels' ids."""
        values = self.parcels["control_m2"] - self.parcels["sum_m2"]
        return pd.Series(values.to_numpy(), index=pd.Index(self.parcels["id"], name="id"), name="residual_m2")

    def sheets(self) -> tuple[FormSheet, ...]:
        """Return the table by `by`, then parcel × class, batch × class, and village × ownership × class."""
        groupings: dict[tuple[str, ...], Grouping] = {}
        for columns in (self.by, *standard_groupings(self.cells, self.parcels)):
            groupings.setdefault(columns, Grouping(columns))
        return tuple(
            class_sheet(self.cells, self.parcels, each, self.printing, self.scheme, self.lines)
            for each in groupings.values()
        )


@public
def land_class_table(  # noqa: PLR0913 - the sides of a table that an office is asked about
    parcels: ParcelsLike,
    survey: ParcelsLike,
    *,
    control: Literal["declared", "measured"] = "declared",
    by: Sequence[str] = ("parcel",),
    unit: Unit = "m2",
    decimals: int | None = None,
    tolerance: float = SURVEY_AGAINST_DATABASE.value,
    method: Method = "statutory",
    scheme: Scheme = "survey",
    deducted: Sequence[str] = DEDUCTED,
    survey_area: Literal["printed", "measured"] = "printed",
    **reading: Unpack[ClassOptions],
) -> LandClassTable:
    """Return what of each parcel is which land class (地类面积表), balanced to the parcel's own area.

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Parcels with a coordinate system.
    survey : as `parcels`
        Polygons of the land survey (DLTB): ``DLBM``, and as far as they are there ``TBMJ``, ``KCXS``, ``KCDLBM``, ``QSXZ``,
        ``QSDWMC``, ``ZLDWMC``. Of a file what lies near the parcels is read, where its format finds that fast.
    control : {"declared", "measured"}
        What the classes of a parcel add up to: the area that it declares, or what it measures by `method`.
    by : sequence of str
        What the rows are: ``parcel``, ``batch``, ``phase``, ``village``, ``ownership``, ``owner``; several are nested. A
        workbook also has the usual three: parcels, batches, villages by ownership.
    unit : {"m2", "ha", "mu", "km2"}
        The unit that is balanced and printed.
    decimals : int, optional
        2 of m², 4 of ha, 3 of mu if left out.
    tolerance : float
        By which share the sum of the classes may differ from the control area; 1% as approval checklists have it.
    method : {"statutory", "ellipsoidal", "planar", "geodesic"}
        How pieces and polygons are measured.
    scheme : {"survey", "gbt21010", "territorial"}
        Which scheme the codes are of; those of another are refused.
    deducted : sequence of str
        The classes that ridges between fields are taken out of, by the survey's coefficient.
    survey_area : {"printed", "measured"}
        Whether a piece is a part of the area that the survey prints for its polygon (TBMJ), or of what that measures.
    **reading : ClassOptions
        ``columns``, ``crs``, ``zone``, ``layer``, ``encoding``, ``phase`` of the parcels, and with ``survey_`` before them, but for
        the phase, of the survey.

    Returns
    -------
    LandClassTable
        ``to_frame()``, ``residual_m2``, ``save()``.

    Raises
    ------
    InputError
        A parcel cannot be read, has no area or none to control by, is not covered by the survey or covered twice, or its
        classes add up to something else; a polygon has a code of another scheme, by itself or by its name (``DLMC``), a
        coefficient outside 0–1, or an area in another unit. All are named.
    CrsError
        Parcels or survey have no coordinate system, or the datums differ.

    Notes
    -----
    Pieces s of a polygon with the area S and the survey's own area T count as s·T/S (practice tools; the text of
    TD/T 1008 was not confirmed). Cells are balanced by largest remainder with exact arithmetic; among equal remainders the
    order of class, village and ownership decides.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> survey = make_parcels([square(0, 0, 50, 100), square(50, 0, 50, 100)], land_class=["0101", "0601"])
    >>> parcel = make_parcels([square(0, 0, 100)], declared_m2=[10000.01])
    >>> table = land_class_table(parcel, survey).to_frame()
    >>> table[["id", "class_0101", "class_0601", "total"]].iloc[0].tolist()
    ['A', Decimal('5000.01'), Decimal('5000.00'), Decimal('10000.01')]
    """
    printing = Printing(unit, DECIMALS[unit] if decimals is None else decimals)
    taken = frozenset(deducted)
    refuse_unknown_classes(sorted(taken), scheme)
    frame = in_order_of_ids(given_parcels(parcels, **reading_of(reading)))
    columns = _checked(frame, by, tolerance)
    if len(frame) == 0:
        raise InputError(_EMPTY)
    limits = Tolerances(tolerance)
    making = Making(frame, control, method, scheme, limits, taken, by_print=survey_area == "printed")
    read = read_survey(survey, frame, **reading_of(reading, "survey_"))
    cells, about, lines = making.made(Survey.of(read, making.crs, scheme), printing)
    return LandClassTable(cells, about, columns, printing, scheme, lines)


def _checked(parcels: gpd.GeoDataFrame, by: Sequence[str], tolerance: float) -> tuple[str, ...]:
    columns = tuple(grouping_named(parcels, name, GROUPINGS) for name in by or ("",))
    for name in columns:
        if columns.count(name) > 1:
            raise OptionError(_REPEATED, name=name)
    if not 0 <= tolerance < 1:
        raise OptionError(_BAD_SHARE, value=tolerance)
    return columns
