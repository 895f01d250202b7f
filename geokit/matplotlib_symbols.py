"""The symbols for matplotlib: areas, lines, signs and samples, as :mod:`geokit.symbols` describes them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geokit.symbols import PT_PER_PX, SYMBOLS, Symbol, marker_points

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.path import Path
    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

_PT_PER_INCH: Final = 72

# Of the sample of an area in a legend, as on a page.
SAMPLE_PX: Final = (32.0, 20.0)


def symbol_of(symbol: Symbol | str) -> Symbol:
    """Return a symbol by its key, or as it is."""
    return SYMBOLS[symbol] if isinstance(symbol, str) else symbol


def grown(symbol: Symbol | str, by: float) -> Symbol:
    """Return a symbol with lines so much wider, as for a larger sheet; signs are sized where they are drawn."""
    symbol = symbol_of(symbol)
    dash = tuple(length * by for length in symbol.dash)
    return replace(symbol, width_px=symbol.width_px * by, dash=dash)


def line_style(symbol: Symbol | str) -> dict[str, Any]:
    """Return colour, width and dash of a line, for ``Axes.plot`` and for patches.

    Examples
    --------
    >>> line_style("unpublished")["linestyle"]
    (0, (3.5714285714285716, 2.857142857142857))
    """
    symbol = symbol_of(symbol)
    # matplotlib counts a dash in widths of its line.
    dash = (0, tuple(length / symbol.width_px for length in symbol.dash)) if symbol.dash else "solid"
    return {"color": symbol.line.light, "linewidth": symbol.width_px * PT_PER_PX, "linestyle": dash}


def patch_style(symbol: Symbol | str) -> dict[str, Any]:
    """Return surface, hatch and outline of one patch, as of a bar, whose hatch has the colour of its outline.

    Examples
    --------
    >>> patch_style("approved")["hatch"], patch_style("withdrawn")["facecolor"]
    ('////', 'none')
    """
    symbol = symbol_of(symbol)
    style = line_style(symbol)
    style["edgecolor"] = style.pop("color")
    style["facecolor"] = (symbol.fill.light, symbol.opacity) if symbol.fill else "none"
    return {**style, "hatch": symbol.hatch.matplotlib if symbol.hatch else ""}


def draw_line(axes: Axes, points: ArrayLike, symbol: Symbol | str, *, zorder: float = 4) -> None:
    """Draw a line through points (n, 2) of the axes."""
    symbol = symbol_of(symbol)
    cap: dict[str, Any] = {"dash_capstyle": "round" if symbol.is_round else "butt"}
    axes.plot(
        *np.asarray(points, dtype=np.float64).T,
        zorder=zorder,
        scalex=False,
        scaley=False,
        **line_style(symbol),
        **cap,
    )


def draw_area(axes: Axes, shape: BaseGeometry, symbol: Symbol | str, *, zorder: float = 2) -> None:
    """Draw polygons, in the coordinates of the axes: surface, hatch and outline; anything else is left out."""
    if rings := list(_rings(shape)):
        for patch in area_patches(_closed(rings), symbol, zorder=zorder):
            axes.add_patch(patch)


def area_patches(path: Path, symbol: Symbol | str, *, zorder: float = 2, **placed: Any) -> list[Any]:
    """Return the patches of an area, lowest first; `placed` is where they lie, as ``transform``."""
    import matplotlib as mpl
    from matplotlib.patches import PathPatch

    symbol = symbol_of(symbol)
    common = {"zorder": zorder, **placed}
    patches = []
    if symbol.fill:
        patches.append(
            PathPatch(path, facecolor=symbol.fill.light, alpha=symbol.opacity, linewidth=0, **common)
        )
    if symbol.hatch:
        with mpl.rc_context({"hatch.linewidth": symbol.hatch.width_px * PT_PER_PX}):
            hatch = {"hatch": symbol.hatch.matplotlib, "edgecolor": symbol.hatch_colour.light}
            patches.append(PathPatch(path, facecolor="none", linewidth=0, **hatch, **common))
    outline = line_style(symbol)
    outline["edgecolor"] = outline.pop("color")
    cap = {"capstyle": "round"} if symbol.is_round else {"capstyle": "butt"}
    patches.append(PathPatch(path, facecolor="none", **outline, **cap, **common))
    return patches


def draw_sign(
    axes: Axes, points: ArrayLike, symbol: Symbol | str, *, zorder: float = 7, size_px: float | None = None
) -> None:
    """Draw the sign of a symbol at points (n, 2) of the axes; it keeps its size on paper."""
    symbol = symbol_of(symbol)
    for place in np.atleast_2d(np.asarray(points, dtype=np.float64)).tolist():
        _draw_sign(axes, place, symbol, 0.0, size_px or symbol.size_px, zorder)


def draw_sample(axes: Axes, place: Sequence[float], symbol: Symbol | str, *, zorder: float = 3) -> None:
    """Draw how a thing looks for a legend: its left middle lies at `place`, in the coordinates of the axes."""
    from matplotlib.path import Path

    symbol = symbol_of(symbol)
    width, height = SAMPLE_PX
    if symbol.marker:
        _draw_sign(axes, place, symbol, width / 2, symbol.size_px, zorder)
        return
    if symbol.is_line:
        line = Path([(1, 0), (width - 1, 0)], [Path.MOVETO, Path.LINETO])
        _draw_placed(axes, place, line, symbol, zorder)
        return
    inset = symbol.width_px / 2 + 0.5
    box = shapely.box(inset, inset - height / 2, width - inset, height / 2 - inset)
    _draw_placed(axes, place, _closed(_rings(box)), symbol, zorder)


def _draw_sign(
    axes: Axes, place: Sequence[float], symbol: Symbol, right_px: float, size_px: float, zorder: float
) -> None:
    if symbol.marker:
        corners = np.array(marker_points(symbol.marker)) * (1, -1) * size_px / 2 + (right_px, 0)
        sign = replace(symbol, opacity=1.0, dash=symbol.dash if symbol.has_dashed_sign else ())
        _draw_placed(axes, place, _closed([np.vstack([corners, corners[:1]])]), sign, zorder)


def _draw_placed(axes: Axes, place: Sequence[float], path: Path, symbol: Symbol, zorder: float) -> None:
    """Draw what is in pixels of a page, at a place of the axes."""
    from matplotlib.transforms import Affine2D, ScaledTranslation

    figure: Any = axes.figure
    # Its stub asks for an affine transform; data of any axes will do.
    to_axes: Any = axes.transData
    size = Affine2D().scale(PT_PER_PX / _PT_PER_INCH)
    placed = size + figure.dpi_scale_trans + ScaledTranslation(place[0], place[1], to_axes)
    for patch in area_patches(path, symbol, zorder=zorder, transform=placed):
        patch.geokit_size = size
        axes.add_artist(patch)


def resize_signs(figure: Any, share: float) -> None:
    """Make every sign and sample of a figure so much larger: they keep their size when the figure is resized."""
    from matplotlib.patches import Patch

    found = [getattr(patch, "geokit_size", None) for patch in figure.findobj(Patch)]
    for size in {id(size): size for size in found if size is not None}.values():
        size.scale(share)


def _closed(rings: Iterable[NDArray[np.float64]]) -> Path:
    """Return rings, whose last point is their first, as one path."""
    from matplotlib.path import Path

    rings = list(rings)
    codes = [[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in rings]
    return Path(np.concatenate(rings), np.concatenate(codes))


def _rings(shape: BaseGeometry) -> Iterator[NDArray[np.float64]]:
    # Outlines run one way and holes the other, so that holes stay open.
    for part in shapely.get_parts(shape):
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            whole: Any = part.normalize()
            yield from (shapely.get_coordinates(ring) for ring in (whole.exterior, *whole.interiors))
