"""Maps whose page holds everything it needs: it opens without a network and lets nothing reach one.

An :class:`OfflineMap` is a :class:`folium.Map`; ordinary folium layers may be added to it. What a layer asks
for is put into the page, and what nobody carries is an error, not a blank map.
"""

from __future__ import annotations

import inspect
import os
from contextlib import ExitStack
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Unpack

import folium
from folium.template import Template

from geokit.arguments import public, refuse_unknown
from geokit.atomic import atomic_file
from geokit.errors import InputError
from geokit.i18n import Language, Words, current_language, localize
from geokit.maps.figure import PAGES, OfflineFigure
from geokit.page.assets import Assets
from geokit.page.document import Page
from geokit.sheets.paper import SheetOptions, refuse_sheet_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geokit.sheets.sheet import Drawing

_FOREIGN_FIGURE = Words(
    zh="离线地图已放入普通的 branca.Figure，会联网；请直接显示地图，高度用 OfflineMap(height=…)",
    en="the map was put into a plain branca.Figure, whose page needs a network; show the map itself, "
    "and set its height with OfflineMap(height=...)",
)


_NO_DRAWING = Words(
    zh="此地图没有可印制的图面；请用 link_map、park_map、audit_map 或 change_map 生成的地图",
    en="this map has nothing to draw on paper; link_map, park_map, audit_map and change_map make maps that have",
)

_SUFFIX = Words(
    zh="此处写的是 {suffix} 文件，不写“{name}”", en="this writes a {suffix} file, and not “{name}”"
)
_SUFFIXES = Words(zh="地图写为 {known} 文件，不写“{name}”", en="a map is written as {known}, not as “{name}”")
_PICTURES = (".pdf", ".png", ".svg")
# What Leaflet's map takes besides folium's own parameters, as folium spells it; a misspelt one would do nothing.
_LEAFLET = (
    "attribution_control", "bounce_at_zoom_limits", "box_zoom", "close_popup_on_click", "double_click_zoom",
    "dragging", "ease_linearity", "fade_animation", "inertia", "inertia_deceleration", "inertia_max_speed",
    "keyboard", "keyboard_pan_delta", "marker_zoom_animation", "max_bounds_viscosity", "scroll_wheel_zoom",
    "tap_hold", "tap_tolerance", "touch_zoom", "track_resize", "transform_3d_limit", "wheel_debounce_time",
    "wheel_px_per_zoom_level", "world_copy_jump", "zoom_animation", "zoom_animation_threshold", "zoom_delta",
    "zoom_snap",
)  # fmt: skip


@public
class OfflineMap(folium.Map):
    """A folium map whose page opens without a network.

    It has no basemap. Layers are added as to any folium map; a layer that needs a library which is not
    installed raises when the page is made.

    Parameters
    ----------
    location : tuple of float, optional
        Latitude and longitude of the centre, WGS 84 degrees.
    page : Page, optional
        Title, language, marks, words and data.
    assets : mapping of str to path, optional
        Local files for addresses that a layer asks for.
    height : str, optional
        Height of the frame in a notebook, such as ``"640px"``.
    drawing : Drawing, optional
        What :meth:`save_pdf`, :meth:`save_png` and :meth:`save_svg` draw.
    beside : mapping of str to GeoDataFrame, optional
        Parcels that the page has no room for, each with the suffix of the GeoParquet that :meth:`save` puts beside it.
    **options : object
        Options of :class:`folium.Map`.

    Examples
    --------
    >>> import folium
    >>> from geokit.maps.offline import OfflineMap
    >>> m = OfflineMap((23.4, 116.7), zoom_start=9)
    >>> _ = folium.CircleMarker((23.4, 116.7), radius=4).add_to(m)
    >>> "https://" in m.get_root().render().partition("<body")[2]
    False
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}
        <style>#{{ this.get_name() }} {
            position: {{ this.position }};
            left: {{ this.left[0] }}{{ this.left[1] }}; top: {{ this.top[0] }}{{ this.top[1] }};
            width: {{ this.width[0] }}{{ this.width[1] }}; height: {{ this.height[0] }}{{ this.height[1] }};
        }</style>
        <script>var L_NO_TOUCH = {{ this.global_switches.no_touch | tojson }},
            L_DISABLE_3D = {{ this.global_switches.disable_3d | tojson }};</script>
        {% endmacro %}
        {% macro html(this, kwargs) %}
        <div class="folium-map" id={{ this.get_name() | tojson }}></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name() | tojson }}, Object.assign(
            {center: {{ this.location | tojson }}, crs: L.CRS.{{ this.crs }}},
            {{ this.options | tojavascript }}
        ));
        {%- if this.control_scale %}
        L.control.scale({imperial: false}).addTo({{ this.get_name() }});
        {%- endif %}
        {% endmacro %}
        """
    )

    def __init__(
        self,
        location: tuple[float, float] | None = None,
        *,
        page: Page | None = None,
        assets: Mapping[str, str | Path] | None = None,
        height: str | None = None,
        drawing: Drawing | None = None,
        beside: Mapping[str, gpd.GeoDataFrame] | None = None,
        **options: Any,
    ) -> None:
        own = [name for maker in (OfflineMap, folium.Map) for name in inspect.signature(maker).parameters]
        refuse_unknown("OfflineMap", options, [*own, *_LEAFLET])
        super().__init__(location, **{"tiles": None, **options})
        # folium takes these for its tiles alone.
        for name in ("min_zoom", "max_zoom"):
            if name in options:
                self.options[name] = options[name]
        # folium gives every map jQuery, Bootstrap and icon fonts; no layer of geokit needs them.
        self.default_js = [pair for pair in folium.Map.default_js if pair[0] == "leaflet"]
        self.default_css = [pair for pair in folium.Map.default_css if pair[0] == "leaflet_css"]
        self._drawing = drawing
        self._beside = dict(beside or {})
        OfflineFigure(page or Page(), Assets(assets), height=height).add_child(self)

    def __repr__(self) -> str:
        root = self.get_root()
        title = (
            localize(root.page.title, current_language())
            if isinstance(root, OfflineFigure)
            else "of a figure"
        )
        return f"<OfflineMap: {title}>"

    @property
    def page(self) -> Page:
        """The page around the map."""
        return self._figure().page

    def _figure(self) -> OfflineFigure:
        root = self.get_root()
        if not isinstance(root, OfflineFigure):
            raise InputError(_FOREIGN_FIGURE)
        return root

    def save_pdf(
        self,
        path: str | Path,
        *,
        language: Language | None = None,
        **options: Unpack[SheetOptions],
    ) -> Path:
        """Write the map on paper: a park or an audit at a true scale, with grid, boundary points and title block.

        The frame is parallel to the grid of the parcels' own system. Land that does not fit one sheet at the scale asked
        for is drawn on several that overlap, after an index of them. A link map fills its sheet, landscape or portrait.

        Parameters
        ----------
        path : path
            A ``.pdf`` file. What has no room beside the map follows on further sheets.
        language : {"zh", "en"}, optional
            The language that the page opens in if left out.
        **options : SheetOptions
            ``scale`` (``2000`` or ``"1:2000"``), the largest usual one that fits if left out; ``paper``, A4 to A0, A3 if left out,
            with a scale the smallest that takes all land; ``orientation``, landscape or portrait; and what the title
            block says: ``drawn_by``, ``checked_by``, ``date``, ``sheet``, ``height_datum``.

        Raises
        ------
        InputError
            The map has nothing to draw on paper, a font is missing, or it would take more sheets than anyone prints.
        OptionError
            The scale is none that a map can have; the sentence names the usual ones.

        Examples
        --------
        >>> import geokit as gk
        >>> m = gk.park_map(gk.load_catalog(gk.example_folder()).park("example-park"), language="en")
        >>> m.save_pdf(
        ...     "park.pdf", scale=2000, paper="A1", drawn_by="Li", date="2026-06-01"
        ... ).name  # doctest: +SKIP
        'park.pdf'
        """
        return self._save_picture(path, ".pdf", language=language, **options)

    def save_png(self, path: str | Path, *, size: str = "16:9", language: Language | None = None) -> Path:
        """Write the map as a picture: for a slide if no size is given.

        Parameters
        ----------
        path : path
            A ``.png`` file.
        size : str
            A form, ``"16:9"`` or ``"9:16"``, of 1920 pixels along the longer side; pixels, ``"1920x1080"``; or a paper,
            ``"A4"`` to ``"A0"``, lying and with 300 dots to an inch.
        language : {"zh", "en"}, optional
            The language that the page opens in if left out.

        Raises
        ------
        InputError
            The map has nothing to draw, or a font is missing.
        OptionError
            The size is none that a picture can have.
        """
        return self._save_picture(path, ".png", language=language, size=size)

    def save_svg(self, path: str | Path, *, size: str = "16:9", language: Language | None = None) -> Path:
        """Write the map as a drawing that can be enlarged; letters are outlines, so it needs no font.

        Parameters and errors are those of :meth:`save_png`; of pixels the form alone matters.
        """
        return self._save_picture(path, ".svg", language=language, size=size)

    def _save_picture(self, path: str | Path, suffix: str, **options: Any) -> Path:
        from geokit.sheets.pictures import save_picture

        if self._drawing is None:
            raise InputError(_NO_DRAWING)
        if Path(path).suffix.lower() != suffix:
            raise InputError(_SUFFIX, suffix=suffix, name=Path(path).name)
        return save_picture(self.page, self._drawing, path, **options)

    def render(self, **kwargs: Any) -> str:
        """Render the map into its page; return nothing worth having, as folium does.

        Raises
        ------
        InputError
            The map was moved into a figure whose page would need a network.
        """
        self._figure()
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""

    def save(  # type: ignore[override] # what folium takes besides does nothing here
        self,
        outfile: str | bytes | Path | BinaryIO,
        close_file: bool = True,  # noqa: FBT001, FBT002 - folium's signature
        *,
        language: Language | None = None,
        **options: Unpack[SheetOptions],
    ) -> None:
        """Write the map, whole or not at all; the suffix decides the format.

        Parameters
        ----------
        outfile : path or open file
            ``.html`` is the page, beside which it puts the parcels that have no room in it; ``.pdf``, ``.png`` and
            ``.svg`` are the picture as :meth:`save_pdf`, :meth:`save_png` and :meth:`save_svg` write it. An open file is
            given the page.
        close_file : bool
            Whether an open file is closed.
        language : {"zh", "en"}, optional
            The language of a picture, where it is not that of the page; the page has both.
        **options : SheetOptions
            Scale, paper and title block of a ``.pdf``, as :meth:`save_pdf` takes them; ``size`` of a ``.png`` or
            ``.svg``, as :meth:`save_png` takes it.

        Raises
        ------
        InputError
            No map is written with such a suffix, the map has nothing to draw, or a font is missing.
        OutputError
            The file cannot be written; what stood there before stands.
        """
        if not isinstance(outfile, str | bytes | PathLike):
            refuse_sheet_options("", options)
            self._figure().save(outfile, close_file)
            return
        path = Path(os.fsdecode(outfile))
        refuse_suffix(path)
        refuse_sheet_options(path.suffix, options)
        if path.suffix.lower() in _PICTURES:
            self._save_picture(path, path.suffix.lower(), language=language, **options)
            return
        with ExitStack() as together:
            for file, parcels in zip(self.files_beside(path), self._beside.values(), strict=True):
                with together.enter_context(atomic_file(file)).open("wb") as stream:
                    parcels.to_parquet(stream, index=False)
            self._figure().save(path)

    def files_beside(self, path: str | Path) -> list[Path]:
        """Return the files that :meth:`save` writes beside a page, with the parcels that it has no room for; none beside a picture.

        Examples
        --------
        >>> OfflineMap((23.4, 116.7)).files_beside("map.html")
        []
        """
        place = Path(path)
        return [place.with_suffix(suffix) for suffix in self._beside if place.suffix.lower() in PAGES]


def refuse_suffix(path: Path) -> None:
    """Refuse a file whose suffix is none that a map is written with, before any work is done.

    Raises
    ------
    InputError
        It has another suffix.
    """
    if path.suffix.lower() not in (*PAGES, *_PICTURES):
        raise InputError(_SUFFIXES, known=[*PAGES[:1], *_PICTURES], name=path.name)
