"""QGIS styles (QML): a symbol for each value of a column, and headings in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geokit.symbols import Symbol

_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_MM_PER_PX = 25.4 / 96


@dataclass(frozen=True, slots=True)
class Category:
    """How one value is drawn.

    Parameters
    ----------
    value, label : str
        The value in the table, and its name in the legend.
    symbol : Symbol
        How it is drawn.
    """

    value: str
    label: str
    symbol: Symbol


def qgis_style(
    column: str,
    categories: Sequence[Category],
    *,
    kind: Literal["fill", "line", "marker"],
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
    kind : {"fill", "line", "marker"}
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
    symbol = _empty_symbol(symbols, kind, number)
    parts = {"marker": _marker, "line": _outline, "fill": _area}[kind](category.symbol)
    for at, (drawn, options, lines) in enumerate(parts):
        layer = _layer(symbol, drawn, number, options)
        if lines:
            inner = _empty_symbol(layer, "line", f"@{number}@{at}")
            _layer(inner, "SimpleLine", "0", lines)


def _empty_symbol(parent: ET.Element, kind: str, name: str) -> ET.Element:
    return ET.SubElement(parent, "symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0")


def _layer(symbol: ET.Element, drawn: str, level: str, options: Mapping[str, str]) -> ET.Element:
    layer = ET.SubElement(symbol, "layer", {"class": drawn}, enabled="1", locked="0", **{"pass": level})
    holder = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(holder, "Option", type="QString", name=name, value=value)
    return layer


def _area(symbol: Symbol) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Return surface, hatch and outline, the lowest first: kind, settings, and those of the hatch's lines."""
    if symbol.fill:
        surface = {"color": _rgba(symbol.fill.light, symbol.opacity), "style": "solid", "outline_style": "no"}
        yield "SimpleFill", surface, {}
    for angle in symbol.hatch.angles if symbol.hatch else ():
        hatch = symbol.hatch
        assert hatch is not None  # noqa: S101 - it has angles
        lines = _line(symbol.hatch_colour.light, hatch.width_px)
        settings = {"angle": str(angle), "distance": _mm(hatch.spacing_px), "distance_unit": "MM"}
        yield "LinePatternFill", settings, lines
    yield from _outline(symbol)


def _outline(symbol: Symbol) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    yield "SimpleLine", _line(symbol.line.light, symbol.width_px, symbol), {}


def _line(colour: str, width_px: float, symbol: Symbol | None = None) -> dict[str, str]:
    drawn = {"line_color": _rgba(colour), "line_width": _mm(width_px), "line_width_unit": "MM"}
    if symbol is None or not symbol.dash:
        return drawn
    dash = ";".join(_mm(length) for length in symbol.dash)
    cap = "round" if symbol.is_round else "flat"
    return {**drawn, "use_custom_dash": "1", "customdash": dash, "customdash_unit": "MM", "capstyle": cap}


def _marker(symbol: Symbol) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    drawn = {
        "name": symbol.marker or "circle",
        "color": _rgba((symbol.fill or symbol.line).light),
        "outline_color": _rgba(symbol.line.light),
        "outline_width": _mm(symbol.width_px / 2),
        "outline_width_unit": "MM",
        "size": _mm(symbol.size_px),
        "size_unit": "MM",
    }
    yield "SimpleMarker", drawn, {}


def _mm(pixels: float) -> str:
    return f"{pixels * _MM_PER_PX:.3f}"


def _labels(root: ET.Element, column: str) -> None:
    labeling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labeling, "settings")
    ET.SubElement(
        settings, "text-style", fieldName=column, isExpression="0", fontSize="8", fontSizeUnit="Point"
    )
    ET.SubElement(settings, "placement", placement="1")
    # The least and the greatest denominator: down to 1:10000.
    ET.SubElement(settings, "rendering", scaleVisibility="1", scaleMin="1", scaleMax="10000")


def _rgba(colour: str, opacity: float = 1.0) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"
