"""What each parcel of an audit has of each reference layer: the figures of the findings, as one table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geokit.auditing.areas import layer_method, pieces_on
from geokit.i18n import Words
from geokit.ledgers.adjustment import Printing
from geokit.ledgers.control_lines.layout import Occupation
from geokit.ledgers.control_lines.making import closing, occupation_of, sentences_of
from geokit.ledgers.control_lines.shares import shares_of
from geokit.ledgers.control_lines.table import ControlLineTable
from geokit.ledgers.forms import Sentence
from geokit.ledgers.land_classes.figure_lines import DECIMALS
from geokit.ledgers.land_classes.making import control_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.auditing.context import Context
    from geokit.auditing.reference_layers import ReferenceLayer
    from geokit.ledgers.control_lines.shares import Shares

_HOW = Words(
    zh="地块面积为量算面积，与“问题清单”所用相同；各部分按地块面积分摊，无法量算的地块不在表中",
    en="areas of parcels are the measured ones that the findings use, and parts are parts of them; parcels that cannot be "
    "measured are left out",
)
_PROBLEM = Words(zh="图层“{layer}”未比较：{problem}", en="the layer “{layer}” was not compared: {problem}")


def reference_table(context: Context) -> ControlLineTable | None:
    """Return the table of a park's reference layers; None where it has none, or no parcel that can be measured."""
    if not context.references or not context.measurable.any():
        return None
    rows = np.flatnonzero(context.measurable)
    printing = Printing("ha", DECIMALS["ha"])
    counts = control_counts(np.nan_to_num(context.own_m2), printing)
    lines: list[Sentence | Words] = [_HOW]
    found = []
    for layer in context.references:
        problem = layer.problem(context.crs)
        if problem is not None:
            lines.append(Sentence.of(_PROBLEM, layer=_name(layer), problem=problem))
            found.append(_of(layer, None, counts))
            continue
        shares = _shares(context, layer)
        lines.extend(sentences_of(_name(layer), shares))
        found.append(_of(layer, shares, counts))
    about = pd.DataFrame({"id": context.ids[:], "count": counts})
    for name in ("name", "batch"):
        # Without its dtype pandas would make text of it, in which None is NaN.
        about[name] = pd.Series(context.parcels[name].to_numpy(dtype=object), dtype=object)
    kept = tuple(_only(each, rows) for each in found)
    return ControlLineTable(
        about.iloc[rows].reset_index(drop=True), kept, printing, (*lines, *closing(kept, printing))
    )


def _shares(context: Context, layer: ReferenceLayer) -> Shares:
    return shares_of(
        pieces_on(context, layer),
        context.shapes,
        context.own_m2,
        layer.ids,
        context.crs,
        layer_method(context, layer.reference),
        tolerance_m2=context.settings.tolerance_m2,
    )


def _name(layer: ReferenceLayer) -> Words:
    name = layer.reference.name
    return Words(zh=name.localize("zh"), en=name.localize("en"))


def _of(layer: ReferenceLayer, shares: Shares | None, counts: NDArray[np.object_]) -> Occupation:
    said = layer.reference
    empty = Occupation(
        _name(layer), str(said.as_of), said.file, said.role, len(layer.frame), 0, None, {}, said.id
    )
    return empty if shares is None else occupation_of(shares, counts, empty)


def _only(layer: Occupation, rows: NDArray[np.intp]) -> Occupation:
    """Return a layer with the parcels at some rows alone."""
    if layer.inside is None:
        return layer
    new = {int(row): at for at, row in enumerate(rows)}
    polygons = {new[row]: names for row, names in layer.polygons.items() if row in new}
    return replace(layer, inside=layer.inside[rows], polygons=polygons)
