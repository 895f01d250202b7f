from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shapely

import geokit as gk
from geokit.maps import parcel_limits
from geokit.maps import parcels as parcel_layers
from geokit.maps.audit import audit_map
from geokit.maps.figure import OfflineFigure
from geokit.maps.park import park_map
from geokit.parcels.table import parcel_frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from geokit.programme.catalog import Catalog

pytestmark = pytest.mark.browser

SIDE = 40
ALONG = 30
HOSTILE = "</script><img src=x onerror=alert(1)>.gpkg"


def survey() -> gpd.GeoDataFrame:
    """Return 900 squares side by side, one of them without an area and one without a shape."""
    places = [divmod(at, ALONG) for at in range(ALONG**2)]
    squares: list[Any] = [
        shapely.box(
            476_000 + SIDE * x, 2_595_000 + SIDE * y, 476_000 + SIDE * (x + 1), 2_595_000 + SIDE * (y + 1)
        )
        for x, y in places
    ]
    squares[7] = None
    columns = {
        "id": [f"DK-{at:04d}" for at in range(ALONG**2)],
        "status": [("built", "approved", None)[x % 3] for x, _ in places],
        "phase": ["一期" if x < ALONG // 2 else "二期" for x, _ in places],
        "source": [HOSTILE] * len(places),
    }
    return parcel_frame(columns, squares, crs="EPSG:4548")


@pytest.fixture
def opened_of(
    open_page: Callable[..., Any], make_catalog: Callable[..., Catalog], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    monkeypatch.setattr(parcel_layers, "MOST_SHAPES", 0)

    def opened(**options: Any) -> Any:
        page = open_page(park_map(make_catalog().park("haojiang"), survey(), language="en", **options))
        page.until("geokit.isReady === true")
        return page

    return opened


def texts(opened: Any, selector: str) -> list[str]:
    return list(opened.run(f"[...document.querySelectorAll('{selector}')].map((node) => node.textContent)"))


def test_too_many_for_a_page_are_sums_that_say_what_they_said(
    opened_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = opened_of()
    monkeypatch.setattr(parcel_limits, "MOST_PARCELS", 500)
    opened = opened_of()
    for selector in (".gk-headline .gk-value", ".gk-filter-count", ".gk-phase-head", ".gk-bar-legend"):
        assert texts(opened, selector) == texts(whole, selector)
    for page in (whole, opened):
        page.page.uncheck(".gk-filter:has-text('approved') input")
        page.page.click(".gk-phase >> nth=0")
    assert texts(opened, ".gk-filter-count") == texts(whole, ".gk-filter-count")
    [note] = texts(opened, ".gk-notes p:last-child")
    assert "900 parcels are more than a page takes (at most 500" in note
    assert note.endswith(HOSTILE)
    assert not opened.faults
    assert not opened.requests


def test_parcels_of_no_file_are_put_beside_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel_limits, "MOST_PARCELS", 500)
    frame = survey()
    frame["source"] = None
    m = park_map(frame)
    assert "另存于旁边同名的 .parcels.parquet" in m.page.data["notes"][-1]["zh"]
    m.save(tmp_path / "地块.html")
    assert m.files_beside(tmp_path / "地块.html") == [tmp_path / "地块.parcels.parquet"]
    back = gk.read_parcels(tmp_path / "地块.parcels.parquet")
    assert back["id"].tolist() == frame["id"].drop(7).tolist()
    assert back.geometry[7].equals(frame.geometry[8])
    monkeypatch.setattr(OfflineFigure, "save", lambda *_: 1 / 0)
    (tmp_path / "other").mkdir()
    with pytest.raises(ZeroDivisionError):
        m.save(tmp_path / "other" / "page.html")
    assert list((tmp_path / "other").iterdir()) == []


def test_squares_of_sums_stay_squares_however_close(
    opened_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcel_limits, "MOST_PARCELS", 500)
    opened = opened_of()
    for zoom in (14, 17, 20):
        opened.run(f"map_g1.setView(L.latLng(23.4607, 116.7705), {zoom}, {{animate: false}}); 0")
        assert not opened.run("document.querySelector('.gk-grid-note').hidden")
        assert "sums alone" in opened.run("document.querySelector('.gk-grid-note').textContent")
        opened.run("map_g1.fire('click', {latlng: map_g1.getCenter()}); 0")
        assert "in this square" in texts(opened, ".gk-detail:not([hidden]) h3")[0], zoom
    assert not opened.run("document.querySelector('.gk-search')")


def test_a_public_page_names_no_file_for_what_it_leaves_out(
    opened_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcel_limits, "MOST_PARCELS", 5)
    opened = opened_of(audience="public")
    assert "more than a page takes" in texts(opened, ".gk-notes")[0]
    assert ".gpkg" not in opened.run("document.documentElement.outerHTML")


def test_an_audit_of_too_many_parcels_is_sums_with_its_findings(
    open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcel_limits, "MOST_PARCELS", 500)
    frame = survey()
    frame.loc[3, "geometry"] = frame.geometry[3].buffer(3, join_style="mitre")
    opened = open_page(audit_map(gk.audit(parcels=frame), language="en"))
    opened.until("geokit.isReady === true")
    assert "900" in texts(opened, ".gk-headline .gk-value")[0]
    opened.page.click(".gk-finding-entry >> nth=0")
    assert "5 × overlapping parcels" in "".join(texts(opened, ".gk-detail:not([hidden])"))
    assert not opened.faults


def test_what_is_drawn_more_coarsely_says_so(
    opened_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Parcels drawn to 0.5 m"
    assert said not in opened_of().run("document.body.textContent")
    assert said in opened_of(precision_m=0.5).run("document.body.textContent")
    monkeypatch.setattr(parcel_limits, "MOST_FINE_CORNERS", 100)
    assert said in opened_of().run("document.body.textContent")
    assert said not in opened_of(precision_m=0.01).run("document.body.textContent")
