"""A difference as a file: what stands in the workbook and in the GeoPackage, and what is refused."""

from __future__ import annotations

from datetime import date

import openpyxl
import pyogrio
import pytest
import shapely

import geokit as gk
from geokit.errors import OptionError, OutputError
from geokit.reports._difference import SUFFIXES
from geokit.testing import make_parcels, square

DAY = date(2026, 6, 1)


def difference(**columns):
    old = make_parcels(
        [square(0, 0, 100), square(200, 0, 100)], id=["=1", "2"], stage=["approved", "planned"]
    )
    new = make_parcels(
        [square(0, 0, 50, 100), square(50, 0, 50, 100), square(200, 0, 120, 100)], id=["=1a", "1b", "2"],
        stage=["approved", "supplied", "planned"], **columns,
    )  # fmt: skip
    return gk.compare_parcels(old, new)


def rows_of(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_has_sums_that_add_up_and_every_change(tmp_path):
    path = difference().save(tmp_path / "a.xlsx", names=("5月", "6月"), as_of=DAY, language="zh")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["分期分阶段", "变化清单"]
    head, *rows = rows_of(book["分期分阶段"])
    sums = [row for row in rows if isinstance(row[2], int | float)]
    before, after, change, gained, lost, moved = (
        head.index(name + "（亩）") for name in ("原", "现", "增减", "新增", "减少", "转入转出")
    )
    for row in sums:
        assert row[before] + row[gained] - row[lost] + row[moved] == pytest.approx(row[after])
        assert row[after] - row[before] == pytest.approx(row[change])
    assert sums[-1][0] == "合计"
    assert sum(row[after] for row in sums[:-1]) == pytest.approx(sums[-1][after]) == 33
    assert "与5月相比：新增 3.000 亩；1 宗拆分为 2 宗；1 宗界线调整" in [row[0] for row in rows]
    head, *rows = rows_of(book["变化清单"])
    assert [row[:3] for row in rows] == [["拆分", "=1", "1b、=1a"], ["界线调整", "2", "2"]]
    assert book["变化清单"]["B2"].data_type == "s"
    assert book["变化清单"]["B2"].quotePrefix


def test_the_geopackage_has_land_lineage_and_parcels_with_styles(tmp_path):
    path = difference().save(tmp_path / "a.gpkg", as_of=DAY, language="en")
    layers = {name: pyogrio.read_dataframe(path, layer=name) for name, _ in pyogrio.list_layers(path)}
    assert set(layers) == {"lineage", "gained", "lost", "changed_after", "changed_before", "layer_styles"}
    assert (
        layers["gained"]
        .geometry[0]
        .normalize()
        .equals_exact(shapely.MultiPolygon([square(300, 0, 20, 100)]).normalize(), 1e-6)
    )
    assert layers["gained"].crs.to_epsg() == 4548
    assert len(layers["lost"]) == 0
    assert layers["lineage"]["code"].tolist() == ["split", "redrawn"]
    assert len(layers["lineage"].geometry[0].geoms) == 2
    assert layers["changed_after"].area.tolist() == [10_000, 12_000]
    assert layers["changed_after"]["old"].tolist() == ["=1", "2"]
    assert layers["layer_styles"]["f_table_name"].tolist() == [
        "lineage",
        "gained",
        "lost",
        "changed_after",
        "changed_before",
    ]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_difference_gives_the_same_bytes(tmp_path, suffix):
    one, other = (
        difference().save(tmp_path / f"{name}{suffix}", as_of=DAY, language="zh").read_bytes()
        for name in "ab"
    )
    assert one == other


def test_a_system_without_a_code_is_written_as_a_plane(tmp_path):
    own = "+proj=tmerc +lat_0=0 +lon_0=116.9 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m"
    table = make_parcels([square(0, 0, 100)])
    local = table.set_crs(own, allow_override=True)
    path = gk.compare_parcels(local, local.iloc[:0]).save(tmp_path / "a.gpkg", as_of=DAY)
    lost = pyogrio.read_dataframe(path, layer="lost")
    assert lost.area.tolist() == [10_000]
    assert "Undefined" in lost.crs.name


def test_the_page_is_that_of_the_map(tmp_path):
    path = difference().save(tmp_path / "a.html", as_of=DAY, language="en")
    assert "Since the last state: 3.000 mu gained" in path.read_text(encoding="utf-8")


def test_the_public_edition_has_no_figure_of_what_is_not_announced(tmp_path):
    path = difference(village=["secret"] * 3).save(
        tmp_path / "a.xlsx", audience="public", as_of=DAY, language="en"
    )
    text = str([rows_of(sheet) for sheet in openpyxl.load_workbook(path)])
    assert "secret" not in text
    assert "33" not in text
    assert "redrawn" not in text
    table = difference().save(tmp_path / "a.csv", audience="public", as_of=DAY).read_text("utf-8-sig")
    assert "2" not in [line.split(",")[3] for line in table.splitlines()]
    with pytest.raises(OutputError, match="for internal use"):
        difference().save(tmp_path / "a.gpkg", audience="public")


def test_what_is_refused_writes_nothing(tmp_path):
    with pytest.raises(OutputError, match=r"written as \.csv, \.html, \.xlsx, \.gpkg, not as “\.doc”"):
        difference().save(tmp_path / "a.doc")
    with pytest.raises(OptionError, match="audience"):
        difference().save(tmp_path / "a.xlsx", audiense="public")
    report = gk.audit(make_parcels([square(0, 0, 100), square(98, 0, 100)]), today=DAY)
    audits = gk.compare_audits(report, gk.audit(make_parcels([square(0, 0, 100)]), today=DAY))
    with pytest.raises(OutputError, match="only the difference of two tables of parcels"):
        audits.save(tmp_path / "a.html")
    assert audits.save(tmp_path / "a.csv").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
