"""Write the samples beside this script: the same three parcels in every format that geokit reads.

Run ``python tests/parcels/formats/samples/make.py`` after changing it; the tests read the files that are committed,
and make others with :func:`write` where a case needs its own. geokit's writers take no part in it.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import ezdxf
import geopandas as gpd
import openpyxl
import shapely

CRS = 4548
# With a hole, beside the first, and of two parts.
SHAPES = [
    shapely.difference(shapely.box(467_100, 2_583_500, 467_200, 2_583_600), shapely.box(467_140, 2_583_540, 467_160, 2_583_560)),
    shapely.box(467_200, 2_583_500, 467_300, 2_583_600),
    shapely.MultiPolygon([shapely.box(467_400, 2_583_500, 467_450, 2_583_600), shapely.box(467_500, 2_583_500, 467_550, 2_583_600)]),
]  # fmt: skip
IDS, AREAS_M2 = ["DK-01", "DK-02", "DK-03"], [9_600.0, 10_000.0, 10_000.0]
# Every sample by its file, with its format.
SAMPLES = {
    "txt/parcels.txt": "txt",
    "shapefile/parcels.shp": "shapefile",
    "shapefile/parcels.shp.zip": "shapefile",
    "gpkg/parcels.gpkg": "gpkg",
    "filegdb/parcels.gdb": "filegdb",
    "filegdb/parcels.gdb.zip": "filegdb",
    "geojson/parcels.geojson": "geojson",
    "geojsonseq/parcels.geojsonl": "geojsonseq",
    "flatgeobuf/parcels.fgb": "flatgeobuf",
    "geoparquet/parcels.parquet": "geoparquet",
    "arrow/parcels.arrows": "arrow",
    "kml/parcels.kml": "kml",
    "kml/parcels.kmz": "kml",
    "gml/parcels.gml": "gml",
    "mapinfo/parcels.tab": "mapinfo",
    "mapinfo/parcels.mif": "mapinfo",
    "dxf/parcels.dxf": "dxf",
    "xlsx/points.xlsx": "xlsx",
    "csv/points.csv": "csv",
    "csv/wkt.csv": "csv",
    "dat/points.dat": "dat",
}
DRIVERS = {
    ".shp": ("ESRI Shapefile", CRS),
    ".gpkg": ("GPKG", CRS),
    ".gdb": ("OpenFileGDB", CRS),
    ".geojson": ("GeoJSON", CRS),
    ".geojsonl": ("GeoJSONSeq", 4326),
    ".fgb": ("FlatGeobuf", CRS),
    ".kml": ("LIBKML", 4326),
    ".gml": ("GML", CRS),
    ".tab": ("MapInfo File", CRS),
    ".mif": ("MapInfo File", CRS),
}


def table(shapes: list[shapely.Geometry | None], crs: int | None = CRS) -> gpd.GeoDataFrame:
    """Return the parcels as offices have them; numbers run on from DK-01."""
    ids = [f"DK-{number:02}" for number in range(1, len(shapes) + 1)]
    names = [f"{name}地块" for name in "甲乙丙丁戊己庚辛壬癸"[: len(shapes)]]
    areas = [None if shape is None else round(shape.area, 2) for shape in shapes]
    return gpd.GeoDataFrame({"DKBH": ids, "DKMC": names, "DKMJ": areas}, geometry=shapes, crs=crs)


def write(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a table in the format of a file's name."""
    suffix = path.suffix
    if suffix in DRIVERS:
        _write_layer(frame, path)
    elif suffix in {".zip", ".kmz"}:
        _write_archive(frame, path)
    elif suffix == ".parquet":
        frame.to_parquet(path)
    elif path.name == "wkt.csv":
        _write_wkt(frame, path)
    else:
        {
            ".txt": _write_txt,
            ".dxf": _write_dxf,
            ".xlsx": _write_xlsx,
            ".csv": _write_csv,
            ".dat": _write_dat,
            ".arrows": _write_arrow,
        }[suffix](frame, path)


def _write_layer(frame: gpd.GeoDataFrame, path: Path) -> None:
    driver, crs = DRIVERS[path.suffix]
    options = {"encoding": "GBK"} if path.suffix == ".shp" else {}
    if path.suffix in {".tab", ".mif"}:
        options = {"encoding": "UTF-8"}
    if path.suffix == ".fgb" and frame.geometry.isna().any():
        options["SPATIAL_INDEX"] = "NO"
    moved = frame if frame.crs is None else frame.to_crs(crs)
    with warnings.catch_warnings():
        # No system is given where a case has none.
        warnings.filterwarnings("ignore", "'crs' was not provided", UserWarning)
        moved.to_file(path, driver=driver, layer=path.stem, promote_to_multi=_has_parts(frame), **options)


def _write_arrow(frame: gpd.GeoDataFrame, path: Path) -> None:
    import pyarrow as pa

    table = pa.table(frame.to_arrow(index=False))
    with pa.ipc.new_stream(path, table.schema) as stream:
        stream.write_table(table)


def _has_parts(frame: gpd.GeoDataFrame) -> bool:
    return bool((frame.geom_type == "MultiPolygon").any())


def _write_archive(frame: gpd.GeoDataFrame, path: Path) -> None:
    inside = {".shp.zip": "parcels.shp", ".gdb.zip": "parcels.gdb", ".kmz": "doc.kml"}
    name = next(name for ending, name in inside.items() if path.name.endswith(ending))
    with tempfile.TemporaryDirectory() as folder:
        write(frame, Path(folder) / name)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(folder).rglob("*")):
                archive.write(file, file.relative_to(folder).as_posix())


def _corners(shape: shapely.Geometry | None) -> list[tuple[int, int, float, float]]:
    """Return point number, ring number, north and east of each corner; every ring ends where it begins."""
    found: list[tuple[int, int, float, float]] = []
    for ring_number, ring in enumerate(shapely.get_rings(shapely.get_parts([shape])), start=1):
        first = len(found) + 1 - (ring_number - 1)
        points = shapely.get_coordinates(ring)
        numbers = [*range(first, first + len(points) - 1), first]
        found += [
            (number, ring_number, north, east) for number, (east, north) in zip(numbers, points, strict=True)
        ]
    return found


def _write_txt(frame: gpd.GeoDataFrame, path: Path) -> None:
    lines = [
        "[属性描述]",
        "格式版本号=1.01版本",
        "坐标系=2000国家大地坐标系",
        "几度分带=3",
        "投影类型=高斯克吕格",
        "计量单位=米",
    ]
    lines += ["带号=39" if frame.crs else "带号=", "精度=0.001", "[地块坐标]"]
    offset = 39e6 if frame.crs else 0
    for row in frame.itertuples():
        corners = _corners(row.geometry)
        lines.append(
            f"{len(corners)},{(row.DKMJ or 0) / 10_000:.4f},{row.DKBH},{row.DKMC},面,,工业用地,1001,@"
        )
        lines += [
            f"J{number},{ring},{north:.3f},{east + offset:.3f}" for number, ring, north, east in corners
        ]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gbk"))


def _rows(frame: gpd.GeoDataFrame) -> list[list[object]]:
    headings = ["地块编号", "地块名称", "面积(平方米)", "界址点号", "纵坐标(x)", "横坐标(y)", "圈号"]
    return [headings] + [
        [row.DKBH, row.DKMC, row.DKMJ, f"J{number}", north, east, ring]
        for row in frame.itertuples()
        for number, ring, north, east in _corners(row.geometry)
    ]


def _write_xlsx(frame: gpd.GeoDataFrame, path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "界址点成果表"
    for row in _rows(frame):
        book.active.append(row)
    book.save(path)


def _write_csv(frame: gpd.GeoDataFrame, path: Path) -> None:
    with path.open("w", encoding="gbk", newline="") as stream:
        csv.writer(stream).writerows(_rows(frame))


def _write_wkt(frame: gpd.GeoDataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["编号", "名称", "面积(平方米)", "WKT"])
        for row in frame.itertuples():
            wkt = "" if row.geometry is None else shapely.to_wkt(row.geometry, rounding_precision=3)
            srid = f"SRID={frame.crs.to_epsg()};" if wkt and frame.crs else ""
            writer.writerow([row.DKBH, row.DKMC, row.DKMJ, srid + wkt])


def _write_dat(frame: gpd.GeoDataFrame, path: Path) -> None:
    """CASS: point, code, east, north, height; a parcel's first point carries its number."""
    lines = [
        f"J{number},{row.DKBH},{east:.3f},{north:.3f},0.000"
        for row in frame.itertuples()
        for number, ring, north, east in _corners(row.geometry)
        if ring == 1
    ]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gbk"))


def _write_dxf(frame: gpd.GeoDataFrame, path: Path) -> None:
    """CASS: closed lines on JZD with the parcel's number in their XDATA; a drawing does not say what is a hole."""
    drawing = ezdxf.new("R2010")
    drawing.appids.add("SOUTH")
    space = drawing.modelspace()
    for row in frame.itertuples():
        for part in (part for part in shapely.get_parts([row.geometry]) if part.geom_type == "Polygon"):
            line = space.add_lwpolyline(
                shapely.get_coordinates(part.exterior)[:-1], close=True, dxfattribs={"layer": "JZD"}
            )
            line.set_xdata("SOUTH", [(1000, "300000"), (1000, row.DKBH), (1000, row.DKMC)])
    drawing.saveas(path)


def main(folder: Path) -> None:
    """Write all samples anew."""
    for name in SAMPLES:
        shutil.rmtree(folder / Path(name).parent, ignore_errors=True)
    for name in SAMPLES:
        (folder / name).parent.mkdir(exist_ok=True)
        write(table(SHAPES), folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
