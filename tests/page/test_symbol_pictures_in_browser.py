"""One description, one look: what a page draws as SVG, canvas and box, and what matplotlib draws as PNG and SVG, agree."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

pytest.importorskip("matplotlib")

from matplotlib.figure import Figure
from PIL import Image
from shapely import box

import geokit as gk
from geokit.matplotlib_symbols import draw_area, draw_sign
from geokit.programme.catalog import load_catalog
from geokit.symbols import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Picture = NDArray[np.float64]

pytestmark = pytest.mark.browser

SIZE, SCALE, COLUMNS = 96, 2, 8
AREAS = sorted(key for key, symbol in SYMBOLS.items() if symbol.fill or symbol.hatch)
SIGNS = sorted(key for key, symbol in SYMBOLS.items() if symbol.marker)
SIGN_PX = 60
# Neither white nor a symbol's: where nothing is drawn is plain to see.
GROUND = np.array([207.0, 224.0, 255.0])

# Draws all keys of a kind in cells, row by row, over the whole page.
DRAW = """([keys, kind, size, columns, sign]) => {
  const sheet = document.createElement('div');
  sheet.id = 'symbols';
  sheet.style.cssText = `position: fixed; z-index: 9999; inset: 0 auto auto 0; background: rgb(207, 224, 255); width: ${columns * size}px;`
    + `display: grid; grid-template-columns: repeat(${columns}, ${size}px); grid-auto-rows: ${size}px`;
  const svg = (child) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    node.setAttribute('width', size);
    node.setAttribute('height', size);
    node.appendChild(child);
    return node;
  };
  const rect = (key) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    Object.entries({x: 8, y: 8, width: size - 16, height: size - 16, class: 'sym-' + key})
      .forEach(([name, value]) => node.setAttribute(name, value));
    return svg(node);
  };
  const canvas = (key) => {
    const node = document.createElement('canvas');
    const ratio = devicePixelRatio;
    node.width = node.height = size * ratio;
    node.style.width = node.style.height = size + 'px';
    const context = node.getContext('2d');
    context.scale(ratio, ratio);
    const style = geokit.canvasStyle(context, key, {left: 0, top: 0});
    context.globalAlpha = style.fillOpacity === undefined ? 0 : style.fillOpacity;
    context.fillStyle = style.fill || 'transparent';
    context.fillRect(8, 8, size - 16, size - 16);
    Object.assign(context, {globalAlpha: 1, strokeStyle: style.stroke, lineWidth: style.weight});
    context.setLineDash(style.dash);
    context.strokeRect(8, 8, size - 16, size - 16);
    return node;
  };
  const html = (key) => {
    const node = document.createElement('div');
    node.className = 'box-' + key;
    node.style.cssText = `width: ${size - 16}px; height: ${size - 16}px; margin: 8px`;
    return node;
  };
  const made = {svg: rect, canvas, box: html, sign: (key) => svg(geokit.sign(key, size / 2, size / 2, sign))};
  keys.forEach((key) => sheet.appendChild(made[kind](key)));
  document.querySelectorAll('#symbols').forEach((node) => node.remove());
  document.body.appendChild(sheet);
}"""


def cells(picture: bytes, keys: Sequence[str]) -> dict[str, Picture]:
    """Cut a picture of many into one each, 0 to 255."""
    whole = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=np.float64)
    side = SIZE * SCALE
    places = [divmod(at, COLUMNS) for at in range(len(keys))]
    return {
        key: whole[row * side : (row + 1) * side, column * side : (column + 1) * side]
        for key, (row, column) in zip(keys, places, strict=True)
    }


@pytest.fixture(scope="module")
def shot(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return pictures of all keys of a kind, as a page of links draws them."""
    file = tmp_path_factory.mktemp("page") / "page.html"
    gk.link_map(load_catalog(), language="en").save(file)
    context = chromium.new_context(viewport={"width": 800, "height": 900}, device_scale_factor=SCALE)
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate("geokit.settled")

    def taken(keys: Sequence[str], kind: str) -> dict[str, Picture]:
        page.evaluate(DRAW, [keys, kind, SIZE, COLUMNS, SIGN_PX])
        return cells(page.locator("#symbols").screenshot(), keys)

    def of_svg(text: Path, keys: Sequence[str]) -> dict[str, Picture]:
        other = context.new_page()
        other.goto(text.as_uri())
        return cells(other.locator("svg").first.screenshot(), keys)

    yield taken, of_svg
    context.close()


def sheet(keys: Sequence[str], draw: Callable[[Any, str, float, float], None]) -> Figure:
    rows = -(-len(keys) // COLUMNS)
    figure = Figure(figsize=(COLUMNS * SIZE / 96, rows * SIZE / 96), facecolor=tuple(GROUND / 255))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, COLUMNS * SIZE), ylim=(rows * SIZE, 0))
    axes.axis("off")
    for at, key in enumerate(keys):
        row, column = divmod(at, COLUMNS)
        draw(axes, key, column * SIZE, row * SIZE)
    return figure


def area(axes: Any, key: str, x: float, y: float) -> None:
    draw_area(axes, box(x + 8, y + 8, x + SIZE - 8, y + SIZE - 8), key)


def sign(axes: Any, key: str, x: float, y: float) -> None:
    draw_sign(axes, (x + SIZE / 2, y + SIZE / 2), key, size_px=SIGN_PX)


def png(figure: Figure) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=96 * SCALE, facecolor=tuple(GROUND / 255))
    return stream.getvalue()


def inside(picture: Picture) -> Picture:
    return picture[32:-32, 32:-32]


def inked(picture: Picture) -> float:
    """The share of an area that its hatch covers: how far its colours reach from the palest."""
    paleness = inside(picture).mean(axis=2)
    least, most = paleness.min(), paleness.max()
    return 0.0 if most - least < 12 else float((most - paleness).mean() / (most - least))


def direction(picture: Picture) -> NDArray[np.float64]:
    """The direction of the lines of an area, as cosine and sine of twice the angle; their length says how sure."""
    down, right = np.gradient(inside(picture).mean(axis=2))
    energy = (down**2 + right**2).sum() + 1e-9
    return np.array([(right**2 - down**2).sum(), 2 * (right * down).sum()]) / energy


@pytest.mark.parametrize("product", ["canvas", "box", "png", "svg of matplotlib"])
def test_areas_look_alike(shot: Any, tmp_path: Path, product: str) -> None:
    taken, of_svg = shot
    one = taken(AREAS, "svg")
    if product == "png":
        other = cells(png(sheet(AREAS, area)), AREAS)
    elif product == "svg of matplotlib":
        sheet(AREAS, area).savefig(tmp_path / "sheet.svg", facecolor=tuple(GROUND / 255))
        other = of_svg(tmp_path / "sheet.svg", AREAS)
    else:
        other = taken(AREAS, product)
    differing = {}
    for key in AREAS:
        colours = [inside(picture).mean(axis=(0, 1)) for picture in (one[key], other[key])]
        shares = [inked(picture) for picture in (one[key], other[key])]
        turned = np.linalg.norm(direction(one[key]) - direction(other[key])) if SYMBOLS[key].hatch else 0.0
        if np.abs(colours[0] - colours[1]).max() > 10 or abs(shares[0] - shares[1]) > 0.08 or turned > 0.4:
            differing[key] = (colours, shares, turned)
    assert differing == {}


def test_signs_look_alike(shot: Any) -> None:
    taken, _ = shot
    web, paper = taken(SIGNS, "sign"), cells(png(sheet(SIGNS, sign)), SIGNS)
    differing = {}
    for key in SIGNS:
        one, other = (np.abs(picture - GROUND).max(axis=2) > 6 for picture in (web[key], paper[key]))
        overlap = (one & other).sum() / (one | other).sum()
        colours = [picture[mask].mean(axis=0) for picture, mask in ((web[key], one), (paper[key], other))]
        if overlap < 0.93 or np.abs(colours[0] - colours[1]).max() > 12:
            differing[key] = (overlap, colours)
    assert differing == {}


def test_an_area_of_a_page_has_the_colours_that_are_said(shot: Any) -> None:
    taken, _ = shot
    for key, picture in taken(["supplied", "unparcelled", "pair-3"], "svg").items():
        symbol = SYMBOLS[key]
        assert symbol.fill is not None
        colour = np.array([int(symbol.fill.light[at : at + 2], 16) for at in (1, 3, 5)])
        expected = symbol.opacity * colour + (1 - symbol.opacity) * GROUND
        assert np.abs(inside(picture).mean(axis=(0, 1)) - expected).max() < 2
