"""One parcel that nobody may know of, with a secret in every column: no public product holds any of it."""

from __future__ import annotations

import base64
import io
import json
import re
import sqlite3
import zipfile
import zlib
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from packed_shapes import points_of
from pyproj import Transformer

import geokit as gk
from geokit.cli._program import run
from geokit.page.geometry import mercator
from geokit.reports import find_format, format_names
from geokit.reports._base import load_formats
from geokit.sheets.site import SiteSheet
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import geopandas as gpd

TODAY = date(2026, 2, 1)
# In the middle of the example park, by 41.3 by 37.7 m; it overlaps an announced parcel, and leaves a gap to another.
EAST, NORTH = 917.41, 333.17
SECRET = square(EAST, NORTH, 41.3, 37.7)
OPEN = [
    square(EAST + 38, NORTH + 5, 60, 20),
    square(EAST - 90, NORTH + 4, 60, 60),
    square(EAST - 35, NORTH + 7, 25, 60),
]
TEXTS = {
    "id": ["机密-77", "O-1", "O-2", "O-3"],
    "name": ["保密地块甲", "open one", "open two", "open three"],
    "phase": ["phase-3", "phase-2", "phase-2", "phase-2"],
    "batch": ["秘批〔2026〕9号", "b", "b", "b"],
    "stage": ["planned", "approved", "approved", "approved"],
    "village": ["暗村", "暗村", "暗村", "暗村"],
    "ownership": ["张三私产", "张三私产", "张三私产", "张三私产"],
    "land_use": ["隐秘用途", "plant", "plant", "plant"],
    "land_class": ["机类97", "0601", "0601", "0601"],
    "declared_text": ["7654.32平方米", None, None, None],
    "source": ["保密来源.shp", "保密来源.shp", "保密来源.shp", "保密来源.shp"],
}
WORDS = ("机密-77", "保密地块甲", "秘批", "9号", "暗村", "张三", "隐秘用途", "机类97", "保密来源", "业主李四")
# Declared, measured, in mu, and what the secret parcel shares with its neighbour.
FIGURES = ("7654.32", "7,654.32", "1557.01", "1,557.01", "2.335", "11.481", "66.00", "0.099")


def table() -> gpd.GeoDataFrame:
    frame = make_parcels(
        [SECRET, *OPEN], **TEXTS, declared_m2=[7654.32, 1200.0, 3600.0, 1500.0], line=[4711, 1, 2, 3]
    )
    return frame.assign(业主=["业主李四"] * 4)


@pytest.fixture(scope="module")
def park() -> gk.Park:
    return gk.load_catalog(gk.example_folder()).parks[0]


@pytest.fixture(scope="module")
def report(park: gk.Park) -> gk.AuditReport:
    found = gk.audit(park, table(), today=TODAY)
    concerned = [each for each in found.findings if "机密-77" in each.subjects]
    assert {each.rule for each in concerned} >= {"area_mismatch"}
    assert any(len(each.subjects) > 1 for each in concerned)
    return found


def plain(content: bytes) -> str:
    """Return all text of a file: of each member of an archive, of each table of a database."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if content.startswith(b"SQLite"):
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(content)
            database.create_function("ST_IsEmpty", 1, lambda _: 0)
            return "\n".join(
                str(row)
                for (name,) in tables_of(database)
                for row in database.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - names of our own file
            )
    return content.decode("utf-8", "replace")


def tables_of(database: sqlite3.Connection) -> list[tuple[str]]:
    # The spatial index holds boxes, which are looked at as numbers below.
    return database.execute(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'rtree%'"
    ).fetchall()


def numbers_in(text: str) -> np.ndarray:
    return np.array([float(each) for each in re.findall(r"-?\d+\.?\d*", text) if len(each) < 20] or [0.0])


def inflated(text: str) -> Iterator[bytes]:
    """Yield what is compressed within a page."""
    for found in re.findall(r'"([A-Za-z0-9+/]{16,}={0,2})"', text):
        try:
            yield zlib.decompress(base64.b64decode(found, validate=True))
        except (ValueError, zlib.error):
            continue


def assert_silent(content: bytes, what: str) -> None:
    text = plain(content)
    for each in (text, json_escapes(text), *(part.decode("utf-8", "replace") for part in inflated(text))):
        for secret in (*WORDS, *FIGURES):
            assert secret not in each, (what, secret)
        numbers = numbers_in(each)
        for values, tolerance in ((corners_m(), 1.0), (corners_deg(), 1e-5)):
            for east, north in values:
                is_there = (np.abs(numbers - east) < tolerance).any() and (
                    np.abs(numbers - north) < tolerance
                ).any()
                assert not is_there, (what, east, north)


def json_escapes(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def corners_m() -> list[list[float]]:
    return shapely.get_coordinates(SECRET)[:4].tolist()


def corners_deg() -> list[list[float]]:
    lon, lat = Transformer.from_crs("EPSG:4548", "EPSG:4490", always_xy=True).transform(
        *shapely.get_coordinates(SECRET)[:4].T
    )
    return np.column_stack([lon, lat]).tolist()


def test_the_secret_is_found_where_nothing_is_left_out(report: gk.AuditReport) -> None:
    content = find_format("json").render(report, "zh")
    for secret in ("机密-77", "7,654.32"):
        assert secret in content.decode()
    with pytest.raises(AssertionError):
        assert_silent(content, "internal")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", format_names())
def test_no_report_for_the_public_holds_any_of_it(name: str, language: Any, report: gk.AuditReport) -> None:
    assert_silent(find_format(name).render(report, language, audience="public"), name)


@pytest.mark.parametrize("suffix", sorted({end for each in load_formats().values() for end in each.suffixes}))
def test_no_saved_report_holds_any_of_it(suffix: str, report: gk.AuditReport, tmp_path: Path) -> None:
    path = report.save(tmp_path / f"audit{suffix}", audience="public", language="zh-CN")
    assert_silent(path.read_bytes(), suffix)


def test_a_geopackage_for_the_public_holds_no_corner_of_it(report: gk.AuditReport, tmp_path: Path) -> None:
    import pyogrio

    path = report.save(tmp_path / "audit.gpkg", audience="public")
    for name, kind in pyogrio.list_layers(path):
        if kind is not None:
            shapes = pyogrio.read_dataframe(path, layer=name).geometry.to_numpy()
            assert not near(shapely.get_coordinates(shapes), corners_m(), 1.0), name


def near(points: np.ndarray, corners: list[list[float]], tolerance: float) -> bool:
    gaps = np.abs(np.asarray(points)[:, None, :2] - np.asarray(corners)[None])
    return bool((gaps < tolerance).all(axis=2).any())


MAPS: dict[str, Callable[[gk.Park, gk.AuditReport], gk.OfflineMap]] = {
    "park": lambda park, _: gk.park_map(park, table(), audience="public", language="zh"),
    "park with its report": lambda park, report: gk.park_map(park, report=report, audience="public"),
    "park, marked": lambda park, report: gk.park_map(
        park, table(), report, marks=gk.Marks(audience="public")
    ),
    "audit": lambda _, report: gk.audit_map(report, audience="public"),
    "audit, since": lambda _, report: gk.audit_map(report, before=report, audience="public", language="en"),
}


@pytest.mark.parametrize("name", MAPS)
def test_no_map_for_the_public_holds_any_of_it(
    name: str, park: gk.Park, report: gk.AuditReport, tmp_path: Path
) -> None:
    m = MAPS[name](park, report)
    assert_silent(m._repr_html_().encode(), "notebook")
    m.save(tmp_path / "map.html")
    assert_silent((tmp_path / "map.html").read_bytes(), "page")
    m.save(tmp_path / "map.svg")
    # Its numbers are places on a sheet; what is written stands beside its outlines as a remark.
    drawn = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "<!-- " in drawn
    assert not any(secret in drawn for secret in WORDS)
    drawing = m._drawing
    assert isinstance(drawing, SiteSheet)
    for language in ("zh", "en"):
        texts = "\n".join(drawing.texts(language))
        assert not any(secret in texts for secret in (*WORDS, *FIGURES))
    shown = list(points_in(m.page.payload()))
    assert shown
    assert not near(np.array(shown), [corner[::-1] for corner in corners_deg()], 1e-5)


def points_in(data: Any) -> Iterator[list[float]]:
    """Yield every pair of numbers in a page, latitude first."""
    if isinstance(data, dict):
        if "units" in data:
            yield from points_of(data)[:, ::-1].tolist()
        for value in data.values():
            yield from points_in(value)
    elif isinstance(data, list | tuple):
        if len(data) == 2 and all(isinstance(each, float) for each in data):
            yield list(data)
        else:
            for value in data:
                yield from points_in(value)


def test_a_page_of_many_parcels_packs_none_of_it(park: gk.Park) -> None:
    many = [square(10.0 * at, 2000.0, 8, 8) for at in range(3_100)]
    frame = make_parcels([*many, SECRET], stage=[*["approved"] * len(many), "planned"])
    packed: Any = gk.park_map(park, frame, audience="public").page.payload()["parcels"][0]["packed"]
    points = mercator(points_of(packed)) * packed["units"]
    assert packed["shapes"] == len(many)
    wanted = mercator(np.array(corners_deg())) * packed["units"]
    # Units are a centimetre on the ground.
    assert not near(points, wanted.tolist(), 100.0)
    # All corners: pyproj before 3.8 warns of an array of one with a NumPy before 2.4.
    shown = shapely.get_coordinates(many[0])
    lon, lat = Transformer.from_crs("EPSG:4548", "EPSG:4490", always_xy=True).transform(*shown.T)
    assert near(points, (mercator(np.column_stack([lon, lat])) * packed["units"]).tolist(), 100.0)


def test_a_zone_that_is_not_built_is_not_outlined(park: gk.Park) -> None:
    def zones(audience: Any) -> list[str]:
        outlines: Any = gk.park_map(park, table(), audience=audience).page.payload()["outlines"]
        return [each["name"]["en"] for each in outlines[1:]]

    assert len(zones("internal")) == 3
    assert zones("public") == zones("internal")[:2]


def test_what_a_baseline_accepts_is_not_for_the_public(report: gk.AuditReport, tmp_path: Path) -> None:
    baseline = gk.write_baseline(report, tmp_path / "known.json", reason="机密-77 agreed", at_least="info")
    held = gk.apply_baseline(report, baseline, today=TODAY)
    assert held.accepted
    for name in format_names():
        assert_silent(find_format(name).render(held, "zh", audience="public"), name)
    gk.audit_map(held, audience="public").save(tmp_path / "map.html")
    assert_silent((tmp_path / "map.html").read_bytes(), "map")


def test_what_became_secret_is_left_out_of_the_earlier_state_too(park: gk.Park, tmp_path: Path) -> None:
    earlier = table().assign(stage="approved")
    before, after = gk.audit(park, earlier, today=TODAY), gk.audit(park, table(), today=TODAY)
    assert any("机密-77" in each.subjects for each in before.findings)
    gk.audit_map(after, before=before, audience="public").save(tmp_path / "map.html")
    assert_silent((tmp_path / "map.html").read_bytes(), "map")


def test_the_public_sees_the_same_parcels_in_every_product(park: gk.Park, report: gk.AuditReport) -> None:
    drawn: Any = gk.park_map(park, table(), audience="public", as_of=TODAY).page.payload()["parcels"]
    audited: Any = gk.audit_map(report, audience="public").page.payload()["parcels"]
    assert drawn[0]["ids"] == audited[0]["ids"] == ["O-1", "O-2", "O-3"]
    assert (
        json.loads(find_format("json").render(report, "en", audience="public"))["audited"][0]["parcels"] == 3
    )


def test_the_command_line_makes_the_same_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    gk.write_parcels(table(), tmp_path / "plots.gpkg")
    folder, common = str(gk.example_folder()), ["--parcels", "plots.gpkg", "--audience", "public"]
    outputs = ["a.json", "a.gpkg", "a.xlsx", "a.html", "a.sarif"]
    run(
        [
            "audit",
            folder,
            "--park",
            "example-park",
            *common,
            *(part for name in outputs for part in ("-o", name)),
        ]
    )
    run(["map", "park", "example-park", folder, *common, "-o", "m.html"])
    run(["map", "audit", folder, "--park", "example-park", *common, "-o", "n.html"])
    for name in (*outputs, "m.html", "n.html"):
        assert_silent((tmp_path / name).read_bytes(), name)
