from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import branca
import folium
import pytest
from folium.plugins import MarkerCluster

from geokit.errors import InputError, OutputError
from geokit.maps.offline import OfflineMap
from geokit.page.document import Page
from geokit.page.marks import Marks
from geokit.page.policy import outside_addresses

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = {"type": "Polygon", "coordinates": [[[116, 23], [117, 23], [117, 24], [116, 24], [116, 23]]]}


def filled_map() -> OfflineMap:
    m = OfflineMap((23.4, 116.7), page=Page(title="图 & <map>", language="zh"))
    folium.Marker((23.4, 116.7), popup="here", tooltip="there").add_to(m)
    folium.GeoJson(SQUARE, name="square", style_function=lambda _: {"color": "#000"}).add_to(m)
    folium.LayerControl().add_to(m)
    return m


def test_it_is_a_folium_map_with_nothing_to_fetch() -> None:
    m = filled_map()
    assert isinstance(m, folium.Map)
    text = m.get_root().render()
    assert list(outside_addresses(text)) == []
    assert "jquery" not in text.lower()
    assert "bootstrap" not in text


def test_the_same_map_gives_the_same_bytes() -> None:
    m = filled_map()
    assert m.get_root().render() == m.get_root().render() == filled_map().get_root().render()


def test_saving_and_showing_give_one_page(tmp_path: Path) -> None:
    m, buffer = filled_map(), BytesIO()
    m.save(tmp_path / "a.html")
    m.get_root().save(str(tmp_path / "b.html"))
    m.save(buffer, close_file=False)
    page = (tmp_path / "a.html").read_bytes()
    assert page == (tmp_path / "b.html").read_bytes() == buffer.getvalue()
    assert "sha256-" in m._repr_html_()


def test_the_title_is_text() -> None:
    assert "<title>图 &amp; &lt;map&gt;</title>" in filled_map().get_root().render()


def test_marks_say_who_may_see_the_page() -> None:
    text = OfflineMap(page=Page(marks=Marks(review_number="粤S(2024)001号"))).get_root().render()
    assert "内部用图" in text
    assert "粤S(2024)001号" in text
    assert "内部用图" not in OfflineMap(page=Page(marks=Marks(audience="public"))).get_root().render()


@pytest.mark.parametrize(
    "layer",
    [
        folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="a"),
        folium.WmsTileLayer("https://wms.example", layers="a"),
        MarkerCluster(),
        folium.Marker((1, 1), icon=folium.Icon()),
        branca.colormap.linear.viridis.scale(0, 1),
        folium.Element("<script src='https://a.example/b.js'></script>"),
    ],
    ids=["tiles", "wms", "plugin", "font icon", "colormap (d3)", "raw tag"],
)
def test_a_layer_that_would_fetch_is_refused(layer: folium.Element) -> None:
    m = OfflineMap()
    (m.get_root().html if type(layer) is folium.Element else m).add_child(layer)
    with pytest.raises(InputError, match=r"https://"):
        m.get_root().render()


def test_tiles_of_an_allowed_host_are_let_through() -> None:
    m = OfflineMap(page=Page(image_hosts=("https://tiles.example",)))
    folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="a").add_to(m)
    assert "img-src data: blob: https://tiles.example;" in m.get_root().render()


def test_a_map_moved_to_a_plain_figure_is_refused() -> None:
    figure = branca.element.Figure()
    figure.add_child(OfflineMap())
    with pytest.raises(InputError, match="height"):
        figure.render()


def test_a_page_that_cannot_be_made_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_bytes(b"old")
    m = OfflineMap()
    MarkerCluster().add_to(m)
    with pytest.raises(InputError):
        m.save(file)
    assert file.read_bytes() == b"old"


def test_a_folder_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a\.html"):
        OfflineMap().save(tmp_path / "none" / "a.html")
