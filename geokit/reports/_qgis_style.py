"""QGIS styles (QML): a colour and a form for each value of a column, and headings in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_FILL_ALPHA, _OPAQUE = 90, 255


@dataclass(frozen=True, slots=True)
class Category:
    """How one value is drawn.

    Parameters
    ----------
    value, label : str
        The value in the table, and its name in the legend.
    colour : str
        As ``#D55E00``.
    form : str
        The form of a marker, or the line of an outline: colours alone are not for everybody.
    """

    value: str
    label: str
    colour: str
    form: str


def qgis_style(
    column: str,
    categories: Sequence[Category],
    *,
    kind: Literal["fill", "marker"],
    headings: Mapping[str, str],
    label: str | None = None,
) -> str:
    """Return the QML of a layer.

    Parameters
    ----------
    column : str
        The column whose values get a symbol each.
    categories : sequence of Category
        In the order of the legend; what comes first is drawn first, below the others.
    kind : {"fill", "marker"}
    headings : mapping of str to str
        What a reader sees for each column.
    label : str, optional
        The column that is written into the polygons.
    """
    root = ET.Element(
        "qgis",
        version="3.22.0",
        styleCategories="Symbology|Labeling|Fields",
        labelsEnabled=str(int(bool(label))),
    )
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=column, symbollevels="1", enableorderby="0"
    )
    listed = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, category in enumerate(categories):
        place = {"value": category.value, "label": category.label, "symbol": str(number)}
        ET.SubElement(listed, "category", place, render="true", type="string")
        _symbol(symbols, str(number), category, kind)
    if label:
        _labels(root, label)
    aliases = ET.SubElement(root, "aliases")
    for name, heading in headings.items():
        ET.SubElement(aliases, "alias", field=name, name=heading)
    ET.indent(root)
    return _HEAD + ET.tostring(root, encoding="unicode") + "\n"


def _symbol(symbols: ET.Element, number: str, category: Category, kind: str) -> None:
    symbol = ET.SubElement(
        symbols, "symbol", type=kind, name=number, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    drawn = "SimpleFill" if kind == "fill" else "SimpleMarker"
    layer = ET.SubElement(symbol, "layer", {"class": drawn}, enabled="1", locked="0", **{"pass": number})
    options = _fill(category) if kind == "fill" else _marker(category)
    holder = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(holder, "Option", type="QString", name=name, value=value)


def _fill(category: Category) -> dict[str, str]:
    return {
        "color": _rgba(category.colour, _FILL_ALPHA),
        "style": "solid",
        "outline_color": _rgba(category.colour, _OPAQUE),
        "outline_style": category.form,
        "outline_width": "0.5",
        "outline_width_unit": "MM",
    }


def _marker(category: Category) -> dict[str, str]:
    return {
        "name": category.form,
        "color": _rgba(category.colour, _OPAQUE),
        "outline_color": "255,255,255,255",
        "outline_width": "0.3",
        "outline_width_unit": "MM",
        "size": "3",
        "size_unit": "MM",
    }


def _labels(root: ET.Element, column: str) -> None:
    labeling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labeling, "settings")
    ET.SubElement(
        settings, "text-style", fieldName=column, isExpression="0", fontSize="8", fontSizeUnit="Point"
    )
    ET.SubElement(settings, "placement", placement="1")
    ET.SubElement(settings, "rendering", scaleVisibility="1", scaleMin="10000", scaleMax="1")


def _rgba(colour: str, alpha: int) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"
