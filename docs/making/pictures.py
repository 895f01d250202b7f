"""Pictures of rules: a scene that fails and the same land as it should be, drawn from what the audit found.

Blue and vermilion of Okabe and Ito, which colour-blind readers tell apart; what is found is hatched or ringed besides.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pandas as pd
import shapely
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from geokit.auditing.findings import Severity
from geokit.i18n import Words
from geokit.ledgers.plot import lettered
from geokit.parcels.codes import STAGES, STATUSES
from geokit.parcels.table import COLUMNS, parcel_ids
from geokit.testing import EAST_M, NORTH_M

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry

    import geokit as gk
    from geokit.i18n import Language
    from making.scenes import Scene

BLUE, VERMILION, INK, GREY = "#0072B2", "#D55E00", "#222222", "#666666"
FAILS = Words(zh="✗ 不通过", en="✗ fails")
NOTED = Words(zh="● 提示", en="● is noted")
PASSES = Words(zh="✓ 通过", en="✓ passes")
_LINE_OF = Words(zh="园区边界", en="park boundary")
_LAYER = Words(zh="参考图层", en="reference layer")
_METRES = Words(zh="{length} 米", en="{length} m")
_ENLARGED = Words(zh="局部放大", en="enlarged")
_HEADINGS = {column.name: column.words for column in COLUMNS}
_TERMS = {term.code: term.words for term in (*STAGES, *STATUSES)}
_CORNER = np.array([EAST_M, NORTH_M])
# Parcels this much smaller than the land between them would be dots.
_FAR_APART = 25
# The part of a parcel that must be free for its label to stand there.
_ROOM = 0.15
_FEW = 2
_MARGIN = 0.12
_TITLE_IN = 0.25
# The ticks and crosses of the titles are not in every Chinese font.
_LETTERS = "园区边界参考图层放大期已整备 az09 ✓✗●"
_STYLE = {"svg.fonttype": "path", "svg.hashsalt": "geokit", "font.size": 10, "axes.unicode_minus": False}


@dataclass(frozen=True, slots=True)
class Panel:
    """A scene, its parcels and what the audit found, ready to be drawn."""

    scene: Scene
    tables: list[gpd.GeoDataFrame]
    findings: tuple[gk.Finding, ...]

    @property
    def title(self) -> Words:
        """What the picture says: it fails, is noted, or passes."""
        if not self.findings:
            return PASSES
        return NOTED if self.findings[0].severity is Severity.INFO else FAILS

    @property
    def shapes(self) -> list[BaseGeometry]:
        """The parcels of all files, near the kit's corner."""
        return [_local(shape) for table in self.tables for shape in table.geometry]

    @property
    def land(self) -> list[BaseGeometry]:
        """All that the picture shows."""
        return [*self.shapes, *map(_local, self.scene.outlines.values())]

    @property
    def is_far_apart(self) -> bool:
        """Whether the parcels would be dots."""
        if not self.shapes:
            return False
        west, south, east, north = shapely.total_bounds(self.shapes)
        size = np.sqrt(np.median(shapely.area(self.shapes)))
        return bool(max(east - west, north - south) > _FAR_APART * size)

    @property
    def marked(self) -> set[str]:
        """The ids that findings speak of."""
        return {subject for finding in self.findings for subject in finding.subjects}

    @property
    def places(self) -> list[BaseGeometry]:
        """The geometries of the findings, near the kit's corner."""
        return [_local(finding.geometry) for finding in self.findings if finding.geometry is not None]


def draw(panels: tuple[Panel, Panel], language: Language) -> tuple[bytes, bytes]:
    """Return each panel as SVG, both with the same extent; the same panels give the same bytes."""
    alike = panels[0].is_far_apart == panels[1].is_far_apart
    both = _extent([*panels[0].land, *panels[1].land])
    with lettered([_LETTERS], language), mpl.rc_context(_STYLE):
        left, right = (
            _draw_figure(panel, both if alike else _extent(panel.land), language) for panel in panels
        )
    return left, right


def _draw_figure(panel: Panel, extent: tuple[float, float, float, float], language: Language) -> bytes:
    west, south, east, north = extent
    height = (
        2.4 if panel.is_far_apart else float(np.clip(4.2 * (north - south) / (east - west) + 0.4, 1.9, 4.2))
    )
    figure = Figure(figsize=(4.3, height), facecolor="white")
    axes = figure.add_axes((0.01, 0.02, 0.98, 0.94 - _TITLE_IN / height))
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    _draw_panel(axes, panel, language)
    stream = io.BytesIO()
    figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()


def _extent(shapes: list[BaseGeometry]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of shapes, with a margin."""
    west, south, east, north = shapely.total_bounds(shapes)
    margin = _MARGIN * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def _draw_panel(axes: Axes, panel: Panel, language: Language) -> None:
    colour = VERMILION if panel.findings else BLUE
    axes.set_title(panel.title.localize(language), color=colour, fontsize=12, loc="left")
    if panel.scene.note:
        axes.set_title(panel.scene.note.localize(language), color=INK, fontsize=9, loc="right")
    _bare(axes)
    if panel.is_far_apart:
        _draw_places(axes, panel)
    else:
        _draw_land(axes, panel, language)
        _draw_scale(axes, language)


def _bare(axes: Axes) -> None:
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color("#cccccc")


def _draw_land(axes: Axes, panel: Panel, language: Language) -> None:
    _draw_lines(axes, panel, language)
    for table in panel.tables:
        _draw_parcels(axes, panel, table)
    for place in panel.places:
        _draw_place(axes, place)
    _draw_labels(axes, panel, language)
    if panel.scene.zoom:
        _enlarge(axes, panel, language)


def _draw_parcels(axes: Axes, panel: Panel, table: gpd.GeoDataFrame) -> None:
    for name, shape in zip(parcel_ids(table), table.geometry, strict=True):
        found = name in panel.marked and not panel.places
        _fill(axes, _local(shape), VERMILION if found else BLUE, hatch="//" if found else None)


def _draw_labels(axes: Axes, panel: Panel, language: Language) -> None:
    texts = [
        "\n".join(_label_lines(panel.scene, table, at, language))
        for table in panel.tables
        for at in range(len(table))
    ]
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
    for text, (east, north) in zip(texts, _spots(panel), strict=True):
        axes.annotate(
            text, (east, north), ha="center", va="center", color=INK, bbox=box, fontsize=9, zorder=6
        )


def _spots(panel: Panel) -> list[tuple[float, float]]:
    """Return a place for each label: where a parcel lies alone if it does anywhere, and none on another."""
    shapes = [shapely.make_valid(shape) for shape in panel.shapes]
    spots: list[tuple[float, float]] = []
    for at, shape in enumerate(shapes):
        alone = shape.difference(shapely.union_all([*shapes[:at], *shapes[at + 1 :]]))
        spot = shapely.point_on_surface(alone if alone.area > _ROOM * shape.area else shape)
        _, south, _, north = shape.bounds
        step = (north - south) / 5
        high = spot.y - step if panel.scene.zoom else spot.y
        while any(abs(spot.x - x) < step and abs(high - y) < step for x, y in spots):
            high -= step
        spots.append((spot.x, high))
    return spots


def _label_lines(scene: Scene, table: gpd.GeoDataFrame, at: int, language: Language) -> list[str]:
    row = table.iloc[at]
    lines = ["—" if pd.isna(row["id"]) else str(row["id"])]
    # Three parcels beside each other have no room for a long line.
    between = "\n" if len(table) > _FEW else "：" if language == "zh" else ": "
    for name in scene.shown:
        value = row[name]
        if pd.isna(value):
            continue
        shown = f"{value:,.0f} m²" if isinstance(value, float) else value
        shown = _TERMS[value].localize(language) if value in _TERMS else shown
        lines.append(f"{_HEADINGS[name].localize(language)}{between}{shown}")
    return lines


def _draw_lines(axes: Axes, panel: Panel, language: Language) -> None:
    for name, shape in panel.scene.outlines.items():
        local = _local(shape)
        if name == "layer.geojson":
            _fill(axes, local, GREY, hatch="..", zorder=1)
            _beside(axes, local, _LAYER.localize(language))
            continue
        _outline(axes, local, panel.marked)
        if name == "outline.geojson":
            _beside(axes, local, _LINE_OF.localize(language))


def _outline(axes: Axes, shape: BaseGeometry, marked: set[str]) -> None:
    colour = VERMILION if "park" in marked else INK
    east, north = shapely.get_coordinates(shape.exterior).T
    axes.plot(east, north, color=colour, linewidth=2, linestyle=(0, (5, 2)), zorder=4)


def _beside(axes: Axes, shape: BaseGeometry, text: str) -> None:
    west, _, _, north = shape.bounds
    axes.annotate(
        text, (west, north), xytext=(0, 3), textcoords="offset points", fontsize=8, color=INK, va="bottom"
    )


def _draw_place(axes: Axes, place: BaseGeometry) -> None:
    if place.geom_type == "Point":
        axes.plot(
            place.x, place.y, "o", markersize=14, markerfacecolor="none", markeredgecolor=VERMILION,
            markeredgewidth=2, zorder=5,
        )  # fmt: skip
    else:
        _fill(axes, place, VERMILION, hatch="//", zorder=5)


def _fill(axes: Axes, shape: BaseGeometry, colour: str, *, hatch: str | None = None, zorder: int = 2) -> None:
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else []
        if not rings:
            continue
        path = Outline.make_compound_path(*(Outline(shapely.get_coordinates(ring)) for ring in rings))
        axes.add_patch(
            PathPatch(path, facecolor=_pale(colour), edgecolor=colour, linewidth=1.4, zorder=zorder)
        )
        if hatch:  # a patch of its own: with the pale fill the hatch would be pale too
            axes.add_patch(
                PathPatch(path, facecolor="none", edgecolor=colour, hatch=hatch, linewidth=0, zorder=zorder)
            )


def _pale(colour: str) -> tuple[float, float, float, float]:
    red, green, blue = mpl.colors.to_rgb(colour)
    return (red, green, blue, 0.18)


def _enlarge(axes: Axes, panel: Panel, language: Language) -> None:
    east, north, width = panel.scene.zoom or (0.0, 0.0, 1.0)
    # On the other side of the place itself.
    left = 0.1 if east > 0.75 * axes.get_xlim()[1] else 0.54
    inset = axes.inset_axes([left, 0.5, 0.4, 0.44], zorder=8)
    inset.set_facecolor("white")
    _bare(inset)
    inset.spines[:].set_color(INK)
    for shape in panel.scene.outlines.values():
        _outline(inset, _local(shape), set())
    for shape in panel.shapes:
        _fill(inset, shape, BLUE)
        inset.plot(*shapely.get_coordinates(shape).T, ".", color=BLUE, markersize=9)
    for place in panel.places:
        _draw_place(inset, place)
    inset.set_xlim(east - width / 2, east + width / 2)
    inset.set_ylim(north - width / 2, north + width / 2)
    inset.set_title(_ENLARGED.localize(language), fontsize=8, color=INK, pad=3)
    axes.indicate_inset((east, north, 0, 0), inset, edgecolor=INK, alpha=0.9)
    _draw_scale(inset, language)


def _draw_scale(axes: Axes, language: Language) -> None:
    west, east = axes.get_xlim()
    length = _round_length((east - west) / 4)
    text = _METRES.render(language, length=f"{length:g}")
    axes.annotate(
        "", (0.04, 0.045), xytext=(0.04 + length / (east - west), 0.045), xycoords="axes fraction",
        arrowprops={"arrowstyle": "|-|,widthA=0.25,widthB=0.25", "color": INK, "shrinkA": 0, "shrinkB": 0}, zorder=9,
    )  # fmt: skip
    axes.annotate(
        text, (0.04 + length / (east - west), 0.045), xytext=(4, 0), textcoords="offset points",
        xycoords="axes fraction", fontsize=8, color=INK, va="center", zorder=9,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.5},
    )  # fmt: skip


def _round_length(length: float) -> float:
    power = 10 ** np.floor(np.log10(length))
    return float(max(step * power for step in (1, 2, 5) if step * power <= length))


def _draw_places(axes: Axes, panel: Panel) -> None:
    """Draw parcels that lie far apart as marks with their coordinates."""
    table = panel.tables[0]
    names = parcel_ids(table)
    for at, shape in enumerate(table.geometry):
        found = names[at] in panel.marked
        spot = shape.centroid
        axes.plot(
            spot.x, spot.y, "D" if found else "s", markersize=11, color=VERMILION if found else BLUE, zorder=3
        )
        text = f"{names[at]}\nE {spot.x / 1000:,.1f} km\nN {spot.y / 1000:,.1f} km"
        side = {"ha": "left", "xytext": (12, 0)} if at == 0 else {"ha": "right", "xytext": (-12, 0)}
        axes.annotate(
            text, (spot.x, spot.y), textcoords="offset points", va="center", color=INK, fontsize=9, **side
        )
    axes.set_aspect("auto")
    axes.autoscale()
    axes.margins(0.25)


def _local(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape in metres from the kit's corner."""
    return shapely.transform(shape, lambda xy: xy - _CORNER)
