"""Labels of a drawing belong to their parcel by a mark, also where they stand in another one; else by place, and doubt is said."""

import ezdxf
import pytest
from shapely import box

from geokit.parcels.diagnostics import notices_of
from geokit.parcels.read import read_parcels
from geokit.parcels.table import parcel_frame
from geokit.parcels.write import write_parcels

OVERLAPPING = [box(0, 0, 100, 100), box(30, 30, 80, 80)]
# The lines of the upper one's label run down into the lower one.
STRIPS = [box(0, 10, 300, 11), box(0, 0, 300, 10)]


def table(shapes):
    moved = [
        box(*(edge + (462_000, 2_580_000)[at % 2] for at, edge in enumerate(each.bounds))) for each in shapes
    ]
    return parcel_frame({"id": ["A", "B"], "name": ["甲", "乙"]}, moved, crs="EPSG:4548")


def codes(frame):
    return [notice.code for notice in notices_of(frame)]


@pytest.mark.parametrize("shapes", [OVERLAPPING, OVERLAPPING[::-1], STRIPS, STRIPS[::-1]])
def test_each_parcel_keeps_its_labels(tmp_path, shapes):
    frame = table(shapes)
    write_parcels(frame, tmp_path / "x.dxf")
    read = read_parcels(tmp_path / "x.dxf", crs=4548)
    assert list(read["id"]) == ["A", "B"]
    assert list(read["name"]) == ["甲", "乙"]
    assert list(read["declared_m2"]) == pytest.approx(list(frame.area), abs=0.01)
    assert "labels_in_several" not in codes(read)


def test_without_marks_a_text_in_two_outlines_is_said(tmp_path):
    write_parcels(table(OVERLAPPING), tmp_path / "x.dxf")
    document = ezdxf.readfile(tmp_path / "x.dxf")
    for entity in document.modelspace():
        if entity.has_xdata("GEOKIT_PARCEL"):
            entity.discard_xdata("GEOKIT_PARCEL")
    document.saveas(tmp_path / "y.dxf")
    (notice,) = (
        each
        for each in notices_of(read_parcels(tmp_path / "y.dxf", crs=4548))
        if each.code == "labels_in_several"
    )
    assert "编号：A" in notice.zh


def test_a_label_that_was_edited_counts(tmp_path):
    write_parcels(table(OVERLAPPING), tmp_path / "x.dxf")
    document = ezdxf.readfile(tmp_path / "x.dxf")
    (text,) = (each for each in document.modelspace().query("TEXT") if each.dxf.text == "编号：A")
    text.dxf.text = "编号：A1"
    document.saveas(tmp_path / "y.dxf")
    assert list(read_parcels(tmp_path / "y.dxf", crs=4548)["id"]) == ["A1", "B"]
