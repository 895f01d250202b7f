"""Colours as readers see them: their contrast, and how far apart they are for eyes without one kind of cone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Machado, Oliveira and Fernandes (2009), severity 1.0: what a reader without one kind of cone sees, linear RGB.
SIGHT = {
    "common": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], _LUMINANCE, [0.0193339, 0.119192, 0.9503041]])


def channels(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float64)


def linear(colour: str) -> NDArray[np.float64]:
    values = channels(colour) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    xyz = _TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2."""
    darker, lighter = sorted(float(_LUMINANCE @ linear(colour)) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def difference(one: str, other: str, sight: str = "common") -> float:
    """CIE 1976, as an eye sees both."""
    seen = [lab(SIGHT[sight] @ linear(colour)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def laid_over(colour: str, opacity: float, ground: str) -> str:
    mixed = opacity * channels(colour) + (1 - opacity) * channels(ground)
    return "#" + "".join(f"{round(value):02x}" for value in mixed)
