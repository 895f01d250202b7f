"""A caller's own picture behind the data: a GeoTIFF, or a PNG or JPEG with a world file, put into the page.

It is warped to what Leaflet draws in, Web Mercator, pixel by pixel; its colours are not touched.
"""

from __future__ import annotations

import base64
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from folium.raster_layers import ImageOverlay

from geokit.atomic import display_path
from geokit.errors import CrsError, InputError
from geokit.i18n import Words
from geokit.land.apart import figures_apart
from geokit.land.crs.transform import CrsLike, parse_crs, reproject
from geokit.libraries import require
from geokit.page.geometry import DISPLAY_CRS, mercator
from geokit.system_reasons import system_reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.maps.offline import OfflineMap
    from geokit.page.payload import Text

SUFFIXES = (".tif", ".tiff", ".png", ".jpg", ".jpeg")
MOST_BYTES = 10_000_000
MOST_PIXELS = 50_000_000
_LONGEST_SIDE = 4096
_NODES = 33

_NO_PICTURE = Words(
    zh="不是 GeoTIFF、PNG 或 JPEG，或已损坏", en="it is no GeoTIFF, PNG or JPEG, or it is damaged"
)
_UNREADABLE = Words(zh="图像无法读取：{reason}", en="the picture cannot be read: {reason}")
_NO_PLACE = Words(
    zh="图像没有坐标：GeoTIFF 应含像元大小与控制点，PNG、JPEG 旁应有坐标文件（{world}）",
    en="the picture says not where it lies: a GeoTIFF has a pixel scale and a tie point, a PNG or JPEG a world file "
    "beside it ({world})",
)
_NO_CRS = Words(
    zh="图像“{name}”没有写明坐标系；请改用写有坐标系的 GeoTIFF",
    en="the picture {name} names no coordinate system; use a GeoTIFF that does",
)
_TOO_LARGE = Words(
    zh="图像嵌入页面后为 {size} MB，上限为 {most} MB；请裁剪或降低分辨率",
    en="in the page the picture would take {size} MB; {most} MB is the limit: crop it, or make it coarser",
)
_TOO_MANY = Words(
    zh="图像有 {count} 百万像素，上限为 {most}；请裁剪或降低分辨率",
    en="the picture has {count} million pixels; {most} is the limit: crop it, or make it coarser",
)


@dataclass(frozen=True, slots=True)
class EmbeddedPicture:
    """A picture that is put into the page, 10 MB at the most, from 50 million pixels at the most.

    Parameters
    ----------
    path : path
        A GeoTIFF, or a PNG or JPEG with a world file beside it.
    crs : pyproj.CRS, str or int, optional
        The system that it lies in; that of the GeoTIFF if left out.
    attribution : text
        Who is credited.

    Notes
    -----
    A side longer than 4,096 pixels is made coarser. A north-up GeoTIFF, and a world file, are understood.
    """

    path: str | Path
    crs: CrsLike | None = None
    attribution: Text = ""

    is_gcj02 = False
    notes: tuple[Words, ...] = ()
    hosts: tuple[str, ...] = ()

    def add_to(self, m: OfflineMap, max_zoom: int) -> None:  # noqa: ARG002 - as a Basemap has it
        """Put the picture behind everything else.

        Raises
        ------
        InputError
            It cannot be read, does not say where it lies, or is too large.
        CrsError
            Its system is local, or of a datum that cannot be drawn.
        """
        try:
            address, bounds = self._warped()
        except (InputError, CrsError) as error:
            raise (
                error.at(display_path(Path(self.path))) if isinstance(error, InputError) else error
            ) from None
        m.add_child(ImageOverlay(address, bounds=bounds, opacity=1.0, zindex=1, control=False), index=0)

    def _warped(self) -> tuple[str, list[list[float]]]:
        pixels, place, code = _read(Path(self.path))
        if self.crs is None and code is None:
            raise InputError(_NO_CRS, name=Path(self.path).name)
        crs = parse_crs(self.crs if self.crs is not None else f"EPSG:{code}")
        height, width = pixels.shape[:2]
        rim = _on_map(place, np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64))
        degrees = _reprojected(rim, crs, DISPLAY_CRS)
        west, south, east, north = shapely.total_bounds(shapely.points(degrees)).tolist()
        warped = _warp(pixels, place, crs, mercator(np.array([(west, north), (east, south)])))
        return _data_uri(warped), [[south, west], [north, east]]


def _read(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.float64], int | None]:
    """Return pixels with their opacity, the six numbers of their place, and the code of their system."""
    require("PIL")
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Our own limit is below the one that Pillow warns at.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(path)
        with picture:
            count = picture.width * picture.height
            if count > MOST_PIXELS:
                millions, most = figures_apart(count / 1e6, MOST_PIXELS / 1e6, 0)
                raise InputError(_TOO_MANY, count=millions, most=most)
            tags: Any = getattr(picture, "tag_v2", {})
            place, code = _place_of(tags, path), _code_of(tags)
            pixels = np.asarray(picture.convert("RGBA"))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        # What Pillow says of a file that is no picture is English, and names the file once more.
        if isinstance(error, OSError) and error.errno is not None:
            raise InputError(_UNREADABLE, reason=system_reason(error)) from None
        raise InputError(_UNREADABLE, reason=_NO_PICTURE) from None
    return pixels, place, code


# Tags of GeoTIFF 1.1: pixel scale, tie point, directory of keys; keys of a geographic and of a projected system.
_SCALE, _TIE, _KEYS = 33550, 33922, 34735
_GEOGRAPHIC, _PROJECTED, _USER_DEFINED = 2048, 3072, 32767


def _place_of(tags: Any, path: Path) -> NDArray[np.float64]:
    """Return x of the upper left corner, steps of x by column and row; then the same of y."""
    if _SCALE in tags and _TIE in tags:
        (sx, sy), (column, row, _, x, y) = tags[_SCALE][:2], tags[_TIE][:5]
        return np.array([x - column * sx, sx, 0.0, y + row * sy, 0.0, -sy])
    worlds = [path.with_suffix(f".{path.suffix[1]}{path.suffix[-1]}w"), path.with_suffix(".wld")]
    found = next((world for world in worlds if world.is_file()), None)
    if found is None:
        raise InputError(_NO_PLACE, world=worlds[0].name)
    numbers = [float(text) for text in found.read_text(encoding="ascii").split()[:6]]
    if len(numbers) < 6:  # noqa: PLR2004 - a world file has six lines
        raise InputError(_NO_PLACE, world=found.name)
    a, d, b, e, x, y = numbers
    # A world file gives the middle of the first pixel.
    return np.array([x - (a + b) / 2, a, b, y - (d + e) / 2, d, e])


def _code_of(tags: Any) -> int | None:
    keys = np.asarray(tags.get(_KEYS, ()), dtype=np.int64).reshape(-1, 4)
    known = {int(key): int(value) for key, where, _, value in keys[1:] if where == 0}
    codes = [known.get(_PROJECTED), known.get(_GEOGRAPHIC)]
    return next((code for code in codes if code and code != _USER_DEFINED), None)


def _on_map(place: NDArray[np.float64], pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    x, xc, xr, y, yc, yr = place
    columns, rows = pixels.T
    return np.column_stack([x + columns * xc + rows * xr, y + columns * yc + rows * yr])


def _in_picture(place: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    x, xc, xr, y, yc, yr = place
    found: NDArray[np.float64] = np.linalg.solve(np.array([[xc, xr], [yc, yr]]), (points - (x, y)).T).T
    return found


def _warp(
    pixels: NDArray[np.uint8], place: NDArray[np.float64], crs: Any, box: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """Return the picture as it lies in a box of Web Mercator; clear where it has nothing."""
    height, width = pixels.shape[:2]
    (left, top), (right, bottom) = box
    unit = max((right - left) / min(width, _LONGEST_SIDE), (bottom - top) / min(height, _LONGEST_SIDE))
    columns, rows = (max(round(side / unit), 1) for side in (right - left, bottom - top))
    # The way back is smooth: it is followed at some nodes and is straight between them.
    x, y = np.meshgrid(np.linspace(left, right, _NODES), np.linspace(top, bottom, _NODES))
    degrees = np.column_stack([(x.ravel() - 0.5) * 360, _latitude(y.ravel())])
    nodes = _in_picture(place, _reprojected(degrees, DISPLAY_CRS, crs)).reshape(_NODES, _NODES, 2)
    across = _between(nodes, (np.arange(columns) + 0.5) / columns, axis=1)
    source = np.floor(_between(across, (np.arange(rows) + 0.5) / rows, axis=0)).astype(np.int64)
    inside = ((source >= 0) & (source < (width, height))).all(axis=-1)
    source = np.clip(source, 0, (width - 1, height - 1))
    warped = pixels[source[..., 1], source[..., 0]]
    warped[~inside] = 0
    return warped


def _between(nodes: NDArray[np.float64], shares: NDArray[np.float64], *, axis: int) -> NDArray[np.float64]:
    at = np.minimum((shares * (_NODES - 1)).astype(np.int64), _NODES - 2)
    part = (shares * (_NODES - 1) - at).reshape((-1, 1) if axis == 1 else (-1, 1, 1))
    first, second = np.take(nodes, at, axis=axis), np.take(nodes, at + 1, axis=axis)
    found: NDArray[np.float64] = first + (second - first) * part
    return found


def _latitude(y: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.degrees(np.arctan(np.sinh((0.5 - y) * 2 * np.pi)))
    return found


def _reprojected(points: NDArray[np.float64], source: Any, target: Any) -> NDArray[np.float64]:
    moved: NDArray[np.float64] = shapely.get_coordinates(reproject(shapely.points(points), source, target))
    return moved


def _data_uri(pixels: NDArray[np.uint8]) -> str:
    from PIL import Image

    held = io.BytesIO()
    Image.fromarray(pixels).save(held, format="PNG")
    size = len(held.getvalue()) * 4 / 3
    if size > MOST_BYTES:
        megabytes, limit = figures_apart(size / 1e6, MOST_BYTES / 1e6, 1)
        raise InputError(_TOO_LARGE, size=megabytes, most=limit)
    return f"data:image/png;base64,{base64.b64encode(held.getvalue()).decode('ascii')}"
