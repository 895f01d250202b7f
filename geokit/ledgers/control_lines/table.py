"""Making the table of control lines of parcels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Unpack, get_args

import numpy as np

from geokit.arguments import public, public_result
from geokit.errors import InputError, OptionError, UnknownNameError
from geokit.i18n import Words
from geokit.land.limits import SURVEY_AGAINST_DATABASE
from geokit.ledgers.adjustment import Printing
from geokit.ledgers.control_lines.layers import read_lines
from geokit.ledgers.control_lines.layout import (
    ROLE_WORDS,
    Occupation,
    Role,
    area_of,
    layers_sheet,
    matrix_sheet,
)
from geokit.ledgers.control_lines.making import Making
from geokit.ledgers.forms import Form, FormSheet, Sentence
from geokit.ledgers.land_classes.figure_lines import DECIMALS
from geokit.parcels.given import ReadingOptions, given_parcels, reading_of
from geokit.parcels.table import in_order_of_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geokit.land.crs.transform import CrsLike
    from geokit.land.measure.polygons import Method
    from geokit.land.units import Area, Unit
    from geokit.ledgers.control_lines.layers import LineLayer
    from geokit.parcels.given import ParcelsLike

_BAD_SHARE = Words(
    zh="容差须在 0 与 1 之间（1% 写作 0.01），而不是 {value}",
    en="the tolerance must lie between 0 and 1 (1% is 0.01), not {value}",
)
_NOT_COMPARED = Words(
    zh="图层“{layer}”未比较，没有数可取", en="the layer “{layer}” was not compared: it has no figure"
)
_NO_PARCELS = Words(zh="没有地块", en="there are no parcels")
_LAYER, _BATCH = Words(zh="控制线图层", en="layer of control lines"), Words(zh="批次", en="batch")
_ROLE = Words(zh="图层用途", en="role of a layer")


class LineOptions(ReadingOptions, total=False):
    """How parcels and control lines are read; ``lines_`` stands before what is said of the lines."""

    lines_columns: Mapping[str, str] | None
    lines_crs: CrsLike | None
    lines_zone: int | None
    lines_encoding: str | None


@public_result
@dataclass(frozen=True, eq=False)
class ControlLineTable(Form):
    """A table of control lines: of each parcel and layer what is inside and outside, adding up as printed.

    Attributes
    ----------
    parcels : DataFrame
        ``id``, ``name``, ``batch``, ``count``: the printed area of each in units of the last digit.
    layers : tuple of Occupation
        Each layer with ``name``, ``version``, ``inside`` and ``polygons``.
    printing : Printing
        Unit and decimals.
    lines : tuple
        How it was made, and what is to be known of the layers.

    Examples
    --------
    >>> import geokit as gk
    >>> folder = gk.example_folder() / "bureau"
    >>> table = gk.control_line_table(folder / "parcels.gpkg", folder / "control-lines.gpkg")
    >>> table.occupied("永久基本农田", batch="2023年度第2批次").ha > 1.7
    True
    """

    parcels: pd.DataFrame = field(repr=False)
    layers: tuple[Occupation, ...] = field(repr=False)
    printing: Printing
    lines: tuple[Sentence | Words, ...] = field(repr=False, default=())

    def occupied(self, layer: str, *, batch: str | None = None) -> Area:
        """Return what of the parcels lies within a layer: the sum of the printed figures.

        Parameters
        ----------
        layer : str
            The layer's name.
        batch : str, optional
            Of the parcels of one batch alone.

        Raises
        ------
        UnknownNameError
            There is no such layer or batch.
        InputError
            The layer was not compared.

        Examples
        --------
        >>> import geokit as gk
        >>> folder = gk.example_folder() / "bureau"
        >>> table = gk.control_line_table(folder / "parcels.gpkg", folder / "control-lines.gpkg")
        >>> table.occupied("历史文化保护线").m2
        0.0
        """
        found = next((each for each in self.layers if each.code == layer), None)
        if found is None:
            raise UnknownNameError(layer, kind=_LAYER, known=[each.code for each in self.layers])
        if found.inside is None:
            raise InputError(_NOT_COMPARED, layer=layer)
        is_counted = np.ones(len(self.parcels), dtype=bool)
        if batch is not None:
            is_counted = (self.parcels["batch"] == batch).to_numpy()
            if not is_counted.any():
                raise UnknownNameError(batch, kind=_BATCH, known=sorted(self.parcels["batch"].dropna()))
        return area_of(int(found.inside[is_counted].sum()), self.printing)

    def sheets(self) -> tuple[FormSheet, ...]:
        """Return the matrix, and the list of the layers."""
        whole = int(self.parcels["count"].sum())
        return (
            matrix_sheet(self.parcels, self.layers, self.printing, self.lines),
            layers_sheet(self.layers, whole, self.printing),
        )


@public
def control_line_table(  # noqa: PLR0913 - the sides of a table that an office is asked about
    parcels: ParcelsLike,
    lines: ParcelsLike | Mapping[str, ParcelsLike],
    *,
    control: Literal["declared", "measured"] = "declared",
    unit: Unit = "ha",
    decimals: int | None = None,
    tolerance: float = SURVEY_AGAINST_DATABASE.value,
    method: Method = "statutory",
    roles: Mapping[str, str] | None = None,
    lines_layers: Sequence[str] | None = None,
    **reading: Unpack[LineOptions],
) -> ControlLineTable:
    """Return what of each parcel lies inside and outside control lines (三区三线占用表).

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Parcels with a coordinate system.
    lines : as `parcels`, or a mapping of names to these
        Layers of control lines: permanent basic farmland, ecological red line, growth boundary, or any others. A file with
        several layers, or a folder of files, is as many; the same layer of two files is told apart by the file. None is
        shipped.
    control : {"declared", "measured"}
        What inside and outside add up to: the area that a parcel declares, or what it measures by `method`.
    unit : {"ha", "m2", "mu", "km2"}
        The unit that is printed.
    decimals : int, optional
        4 of ha, 2 of m², 3 of mu if left out.
    tolerance : float
        By which share declared and measured areas may differ.
    method : {"statutory", "ellipsoidal", "planar", "geodesic"}
        How pieces are measured.
    roles : mapping of str to {"forbid", "must_cover", "tabulate"}, optional
        What layers are for; it is printed and changes no figure.
    lines_layers : sequence of str, optional
        The layers of a file that count; all that hold polygons if left out.
    **reading : LineOptions
        ``columns``, ``crs``, ``zone``, ``layer``, ``encoding``, ``phase`` of the parcels; ``lines_columns``, ``lines_crs``,
        ``lines_zone``, ``lines_encoding`` of the lines.

    Returns
    -------
    ControlLineTable
        ``to_frame()``, ``occupied(layer)``, ``save()``.

    Raises
    ------
    InputError
        A parcel has no area or none to control by, or its areas differ by more than the tolerance; all are named. Two
        layers have one name.
    CrsError
        Parcels or a layer have no coordinate system, or the datums differ.
    UnknownNameError
        `roles` or `lines_layers` name a layer that there is none of.

    Notes
    -----
    Polygons of one layer that overlap each other are counted once. A layer more than 20 km from all parcels is not
    compared, and that is said: it is the wrong file, or has the wrong coordinate system.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> parcel = make_parcels([square(0, 0, 100)], declared_m2=[10000.0])
    >>> farmland = make_parcels([square(0, 0, 25, 100)])
    >>> made = control_line_table(parcel, {"farmland": farmland}, method="planar")
    >>> made.to_frame()[["id", "area", "farmland_inside", "farmland_outside"]].iloc[0].tolist()
    ['A', Decimal('1.0000'), Decimal('0.2500'), Decimal('0.7500')]
    """
    printing = Printing(unit, DECIMALS[unit] if decimals is None else decimals)
    if not 0 <= tolerance < 1:
        raise OptionError(_BAD_SHARE, value=tolerance)
    frame = given_parcels(parcels, **reading_of(reading))
    if len(frame) == 0:
        raise InputError(_NO_PARCELS)
    made = Making(in_order_of_ids(frame), control, method, tolerance)
    read = read_lines(lines, frame, lines_layers, reading_of(reading, "lines_"))
    about, layers, said = made.made(read, _checked_roles(roles or {}, read), printing)
    return ControlLineTable(about, layers, printing, said)


def _checked_roles(roles: Mapping[str, str], layers: Sequence[LineLayer]) -> Mapping[str, str]:
    known = [each.name for each in layers]
    for name, role in roles.items():
        if name not in known:
            raise UnknownNameError(name, kind=_LAYER, known=known)
        if role not in get_args(Role):
            raise UnknownNameError(role, kind=_ROLE, known=[*ROLE_WORDS])
    return roles
