"""Maps behind the data, on request. Tiles are the one thing of a page that a network is asked for.

A page without a basemap reaches nothing. With one, it may fetch pictures from that host and no other. Gaode draws
in GCJ-02: the data are shifted for drawing, and the page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from folium.raster_layers import TileLayer

from geokit.arguments import public
from geokit.atomic import display_path
from geokit.errors import InputError, UnknownNameError
from geokit.i18n import Words
from geokit.inputs import is_there
from geokit.maps.embedded import SUFFIXES, EmbeddedPicture
from geokit.page.payload import Text, localized
from geokit.page.policy import image_host

if TYPE_CHECKING:
    from geokit.maps.offline import OfflineMap

_BASEMAP = Words(zh="底图", en="basemap")
_NOT_HTTPS = Words(
    zh="底图地址必须以 https:// 开头，并含有 {{z}}、{{x}}、{{y}}，而不是“{address}”",
    en="the address of a basemap begins with https:// and has {{z}}, {{x}} and {{y}}, unlike “{address}”",
)
_NO_BASEMAP = Words(
    zh="{problem}；底图应为一个 GeoTIFF、PNG 或 JPEG 文件、一个 https 地址，或为 {known} 之一",
    en="{problem}; a basemap is a GeoTIFF, PNG or JPEG file, an https address, or one of {known}",
)
_FOLDER = Words(zh="这是文件夹，不是文件", en="it is a folder and no file")
_NO_PICTURE = Words(zh="这个文件不是图像", en="the file is no picture")
_SHIFTED = Words(
    zh="底图为 GCJ-02 偏移坐标，图形已随之偏移，仅供对照",
    en="The basemap is in GCJ-02; shapes are shifted to it, for comparison only",
)


@public
@dataclass(frozen=True, slots=True)
class Basemap:
    """A basemap of tiles, in Web Mercator.

    Parameters
    ----------
    address : str
        https address with ``{z}``, ``{x}``, ``{y}``, and ``{s}`` for a subdomain. A WMTS by key and value fits
        as well: ``…&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}``. What it holds, a key too, stands in the page.
    attribution : text
        Who is credited; the host if left out.
    is_gcj02 : bool
        Whether it is drawn in GCJ-02; the data are shifted to it.
    max_zoom : int
        The closest zoom that has pictures; closer ones are enlarged.
    subdomains : str
        What ``{s}`` stands for, one character each.

    Raises
    ------
    InputError
        The address is not https, or has no place for a tile.

    Examples
    --------
    >>> Basemap("https://tiles.example/{z}/{x}/{y}.png").attribution
    'tiles.example'
    """

    address: str
    attribution: Text = ""
    is_gcj02: bool = False
    max_zoom: int = 18
    subdomains: str = "abc"

    def __post_init__(self) -> None:
        if not (self.address.startswith("https://") and all(f"{{{part}}}" in self.address for part in "zxy")):
            raise InputError(_NOT_HTTPS, address=self.address)
        if not self.attribution:
            object.__setattr__(self, "attribution", urlsplit(self.address).hostname or self.address)

    @property
    def notes(self) -> tuple[Words, ...]:
        """What a reader must know of it."""
        return (_SHIFTED,) if self.is_gcj02 else ()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where its pictures come from."""
        return (image_host(self.address),)

    def add_to(self, m: OfflineMap, max_zoom: int) -> None:
        """Put the tiles behind everything else, up to a zoom of the map. The page must allow their host."""
        credit = escape(localized(self.attribution)["en"])
        tiles = TileLayer(
            self.address,
            attr=credit,
            max_zoom=max_zoom,
            max_native_zoom=self.max_zoom,
            subdomains=self.subdomains,
            control=False,
        )
        m.add_child(tiles, index=0)


def tianditu(key: str, layer: str = "vec") -> Basemap:
    """Return a basemap of 天地图 (Tianditu): CGCS2000, so nothing is shifted.

    Parameters
    ----------
    key : str
        Your own key (浏览器端). Whoever has the page can read it.
    layer : {"vec", "img", "ter"}
        Vector, imagery or terrain.
    """
    address = (
        f"https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}"
        f"&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
    )
    return Basemap(address, Words(zh="天地图", en="Tianditu"), subdomains="01234567")


Behind: TypeAlias = Basemap | EmbeddedPicture

BASEMAPS = {
    "osm": Basemap(
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors", max_zoom=19
    ),
    "gaode": Basemap(
        "https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}",
        Words(zh="高德地图（GCJ-02）", en="Gaode (GCJ-02)"),
        is_gcj02=True,
        subdomains="1234",
    ),
}


def find_basemap(named: Behind | str | PathLike[str] | None) -> Behind | None:
    """Return a basemap by its name, address or file, or as it is.

    Raises
    ------
    InputError
        It is a folder, or a file that is no picture.
    UnknownNameError
        It is neither a known name, an address, nor a file.

    Examples
    --------
    >>> find_basemap("osm").max_zoom
    19
    >>> find_basemap("https://tiles.example/{z}/{x}/{y}.png").attribution
    'tiles.example'
    """
    if named is None or isinstance(named, Basemap | EmbeddedPicture):
        return named
    name = fspath(named)
    if name in BASEMAPS:
        return BASEMAPS[name]
    if "://" in name:
        return Basemap(name)
    path = Path(name)
    is_folder = is_there(path) and path.is_dir()
    if name.lower().endswith(SUFFIXES) and not is_folder:
        return EmbeddedPicture(name)
    if is_there(path):
        problem = _FOLDER if is_folder else _NO_PICTURE
        raise InputError(_NO_BASEMAP, file=display_path(path), problem=problem, known=list(BASEMAPS))
    raise UnknownNameError(name, kind=_BASEMAP, known=BASEMAPS)
