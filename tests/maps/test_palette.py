from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geokit.land.units import Area
from geokit.maps.link_geometry import ARC_WIDTHS_PX, PAIR_COLOURS, area_class, class_words, pair_colour
from geokit.page.assets import web_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Machado, Oliveira and Fernandes (2009), severity 1.0: what a reader without one kind of cone sees, linear RGB.
SIGHT = {
    "common": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def linear(colour: str) -> NDArray[np.float64]:
    values = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    to_xyz = np.array([[0.4124564, 0.3575761, 0.1804375], LUMINANCE, [0.0193339, 0.119192, 0.9503041]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(float(LUMINANCE @ linear(colour)) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def theme(name: str) -> dict[str, str]:
    css = web_text("page.css")
    block = css.split(':root[data-theme="dark"] {' if name == "dark" else ":root {")[1].split("}")[0]
    pairs = [part.split(":") for part in block.split(";") if "--" in part]
    return {key.strip().lstrip("-"): value.strip() for key, value in pairs}


@pytest.mark.parametrize("sight", SIGHT)
def test_every_reader_tells_the_pairs_apart(sight: str) -> None:
    seen = [lab(np.asarray(SIGHT[sight]) @ linear(colour)) for colour in PAIR_COLOURS]
    assert min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2)) > 15


def test_an_arc_stands_out_from_the_paper() -> None:
    # WCAG 1.4.11: in light the dark casing carries the contrast, in dark the colour itself.
    light, dark = theme("light"), theme("dark")
    assert min(contrast(light["casing"], light[paper]) for paper in ("sea", "land", "alone")) >= 3
    assert (
        min(contrast(colour, dark[paper]) for colour in PAIR_COLOURS for paper in ("sea", "land", "alone"))
        >= 3
    )


@pytest.mark.parametrize("name", ["light", "dark"])
def test_words_can_be_read(name: str) -> None:
    colours = theme(name)
    for ink in ("ink", "quiet", "mark", "accent"):
        for paper in ("paper", "panel"):
            assert contrast(colours[ink], colours[paper]) >= 4.5
    assert (
        min(contrast(colours[ink], colours[paper]) for ink in ("ink", "quiet") for paper in ("sea", "alone"))
        >= 4.5
    )


def test_the_dark_theme_is_said_once() -> None:
    css = web_text("page.css")
    chosen = css.split(':root[data-theme="dark"] {')[1].split("}")[0]
    preferred = css.split(':root:not([data-theme="light"]) {')[1].split("}")[0]
    assert chosen.split() == preferred.split()


def test_areas_fall_into_classes_of_growing_width() -> None:
    assert [area_class(Area.from_mu(mu)) for mu in (999, 1000, 5000, 10000)] == [0, 1, 2, 3]
    assert len(class_words()) == len(ARC_WIDTHS_PX)
    assert list(ARC_WIDTHS_PX) == sorted(ARC_WIDTHS_PX)
    assert class_words()[1] == {"zh": "1,000–5,000亩", "en": "1,000–5,000 mu"}


def test_an_eighth_pair_has_a_colour_too() -> None:
    assert pair_colour(7) == pair_colour(0)
