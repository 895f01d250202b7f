from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import folium
import pytest
import shapely
from packed_shapes import shapes_of

from geokit.auditing.audited import Audited
from geokit.auditing.engine import audit
from geokit.auditing.findings import Finding, Severity
from geokit.auditing.options import AuditSettings
from geokit.auditing.report import AuditReport
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.maps.audit import audit_map
from geokit.maps.outlines import inset, outlines, shown_land
from geokit.maps.park import park_map
from geokit.page.findings import drawn_findings, findings_payload
from geokit.page.marks import Marks
from geokit.testing import make_parcels as overlapping_parcels
from geokit.testing import make_park, square

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from geokit.programme.catalog import Catalog


def test_a_sketch_says_so_and_is_not_zoomed_into(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    m = park_map(catalog.park("linghai"), catalog=catalog, language="zh")
    assert isinstance(m, folium.Map)
    assert [outline["is_schematic"] for outline in m.page.data["outlines"]] == [True, True]
    assert m.options["max_zoom"] == 14
    assert m.page.data["uncertainty_km"] == "5"


def test_headlines_of_a_park(
    make_catalog: Callable[..., Catalog], make_parcels: Callable[..., gpd.GeoDataFrame]
) -> None:
    m = park_map(make_catalog().park("linghai"), make_parcels(), language="en")
    said = {item["label"]["en"]: (item["value"]["en"], item["is_main"]) for item in m.page.data["headlines"]}
    assert said["published area"] == ("1.76万亩 (17,600 mu; gross planned area, rounded to ±50 mu)", False)
    assert said["supplied"] == ("15.000 mu", False)
    assert said["still to acquire"] == ("15.000 mu", True)
    assert said["in no parcel"] == ("17,555.000 mu", False)
    # A sketch is drawn to its figure: measuring it would prove nothing.
    assert not any("outline" in label for label in said)


def test_a_public_page_holds_nothing_back_but_says_less(
    make_catalog: Callable[..., Catalog], make_report: Callable[..., AuditReport]
) -> None:
    report = make_report()
    m = park_map(make_catalog().park("linghai"), report=report, marks=Marks(audience="public"))
    assert m.page.data["parcels"][0]["ids"] == ["A", "B"]
    assert "findings" not in m.page.data


def test_the_report_brings_its_parcels(
    make_catalog: Callable[..., Catalog], make_report: Callable[..., AuditReport]
) -> None:
    m = park_map(make_catalog().park("linghai"), report=make_report())
    assert m.page.data["parcels"][0]["ids"] == ["A", "B", "C"]
    assert len(m.page.data["findings"]) == 3


def test_a_report_of_parcels_alone_is_shown_whole_and_one_of_another_park_is_refused(
    make_catalog: Callable[..., Catalog], make_report: Callable[..., AuditReport]
) -> None:
    park = make_catalog().park("haojiang")
    parcels = overlapping_parcels([square(0, 0, 100), square(50, 0, 100)])
    alone = audit(parcels)
    assert alone.findings
    for given in (parcels, None):
        m = park_map(park, given, alone)
        assert len(m.page.data["findings"]) == len(alone.findings)
        assert m.page.data["parcels"][0]["ids"] == parcels["id"].tolist()
    # It would say that nothing was found.
    with pytest.raises(InputError, match="not of haojiang but of linghai"):
        park_map(park, parcels, make_report())


def test_the_inset_shows_the_district_and_the_uncertain_place(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog()
    drawing = inset(catalog.park("linghai"), ["440512"])
    assert drawing is not None
    assert [district["is_own"] for district in drawing["districts"]] == [False, True]
    assert drawing["uncertainty_m"] == 5000
    x, y = drawing["place"]
    assert 0 < x < drawing["width"]
    assert 0 < y < drawing["height"]


def test_the_inset_shows_where_parcels_lie_whose_park_has_no_place_of_its_own(tmp_path: Path) -> None:
    park = make_park(tmp_path)
    for none in ([], [None]):
        assert park_map(park, overlapping_parcels(none)).page.data["inset"]["place"] is None
    parcels = overlapping_parcels([None, square(0, 0, 100), square(200, 0, 100)])
    drawing = park_map(park, parcels).page.data["inset"]
    x, y = drawing["place"]
    found = (drawing["west"] + x / drawing["units_per_lon"], drawing["north"] - y / drawing["units_per_lat"])
    west, south, east, north = parcels.to_crs(4326).total_bounds
    # A tenth of a unit of the drawing is 30 m or so.
    assert found == pytest.approx(((west + east) / 2, (south + north) / 2), abs=3e-4)


def test_a_park_without_an_outline_has_none_to_draw(make_catalog: Callable[..., Catalog]) -> None:
    assert outlines(shown_land(make_catalog().park("haojiang"))) == []


def test_findings_are_drawn_where_they_are_and_the_others_are_listed(
    make_report: Callable[..., AuditReport],
) -> None:
    report = make_report()
    payload = findings_payload(drawn_findings(report, report.findings))
    assert [line["key"] for line in payload["severities"]] == ["error", "warning", "info"]
    polygon, line, nothing = shapes_of(payload["finding_shapes"])
    assert polygon.geom_type == "Polygon"
    assert polygon.exterior.coords[0] == pytest.approx([116.7719, 23.4627], abs=2e-3)
    assert line.geom_type == "LineString"
    assert nothing is None
    assert payload["findings"][0]["message"] == {"zh": "A 与 B 重叠", "en": "A overlaps B"}


def test_an_audit_of_nothing_is_a_map_too() -> None:
    report = AuditReport((), (), date(2024, 1, 1))
    assert audit_map(report).page.data["findings"] == []


def test_the_same_audit_gives_the_same_bytes(make_report: Callable[..., AuditReport]) -> None:
    pages = [audit_map(make_report(), language="zh").get_root().render() for _ in range(2)]
    assert pages[0] == pages[1]


def test_parcels_of_an_unknown_system_are_noted(make_parcels: Callable[..., gpd.GeoDataFrame]) -> None:
    parcels = make_parcels().set_crs(None, allow_override=True)
    words = Words(zh="无坐标系", en="no system")
    finding = Finding("crs_missing", Severity.ERROR, (), words, geometry=shapely.Point(1, 1))
    audited = Audited(None, parcels, None, AuditSettings())
    m = audit_map(AuditReport((finding,), (audited,), date(2024, 1, 1)))
    assert "3" in m.page.data["notes"][0]["en"]
    assert shapes_of(m.page.data["finding_shapes"]) == [None]


def test_names_in_a_template_are_not_filled(make_report: Callable[..., AuditReport]) -> None:
    report: Any = make_report("{0}{name}")
    payload = findings_payload(drawn_findings(report, report.findings))
    assert payload["findings"][0]["message"]["en"] == "{0}{name} overlaps B"


def test_the_day_is_said_where_it_matters(
    make_catalog: Callable[..., Catalog], make_parcels: Callable[..., gpd.GeoDataFrame]
) -> None:
    parcels = make_parcels()
    parcels["supplied_on"] = [None, None, "2024-06-01"]
    park = make_catalog().park("haojiang")
    before, after = (park_map(park, parcels, as_of=date(2024, month, 1)) for month in (5, 7))
    items = [
        item for m in (before, after) for item in m.page.data["headlines"] if item.get("term") == "to_acquire"
    ]
    assert items[0]["label"]["en"] == "still to acquire on 1 May 2024"
    # The parcel's own status still says that it is planned; its date says more.
    assert [(item["value"]["en"], item["is_main"]) for item in items] == [
        ("15.000 mu", True),
        ("0.000 mu", False),
    ]


def test_a_park_brings_its_own_review_number(make_catalog: Callable[..., Catalog]) -> None:
    park = make_catalog().park("linghai").model_copy(update={"review_number": "粤S（2026）01号"})
    assert "粤S（2026）01号" in str(park_map(park).page.marks.payload())
    given = park_map(park, marks=Marks(review_number="GS 2")).page.marks
    assert given.review_number == "GS 2"


def test_an_audit_of_no_parcels_says_so() -> None:
    assert [note["zh"] for note in audit_map(AuditReport((), (), date(2024, 1, 1))).page.data["notes"]] == [
        "没有地块"
    ]


def test_a_sheet_of_parcels_without_a_system_claims_none(
    make_parcels: Callable[..., gpd.GeoDataFrame],
) -> None:
    m = park_map(make_parcels().set_crs(None, allow_override=True))
    drawing: Any = m._drawing
    assert not drawing.is_gridded
    assert len(drawing.land_m()) == 0
    assert m.page.data["headlines"] == []


def test_a_title_takes_as_many_names_as_it_has_room_for(
    make_parcels: Callable[..., gpd.GeoDataFrame],
) -> None:
    long = "2024年度第一批次城镇建设用地报批勘测定界成果终稿修改版"
    parcels = make_parcels()
    parcels["source"] = [f"{long}{at}.txt" for at in range(len(parcels))]
    title = park_map(parcels).page.title.localize("zh")
    assert title == f"地块图：{long}0 等 {len(parcels)} 个文件"
