"""The invented files of examples/files/, as a surveyor, an acquisition office and a land office send them.

``python tests/notebooks/sample_files.py`` writes them anew; a test compares them with what stands there.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
import xlsxwriter

import geokit as gk

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDER = EXAMPLES / "files"
EAST, NORTH, CRS = 470_700.0, 2_591_000.0, "EPSG:4548"

# What the office writes of each batch of phase plots: number, village, approved, acquired.
BATCHES = {
    "phase-1": ("示例批〔2023〕1号", "东湖村", "2023-09-20", "2024-01-15"),
    "phase-2": ("示例批〔2024〕2号", "南埔村", "2024-06-12", "2024-11-30"),
    "phase-3": ("示例批〔2025〕1号", "西园村", "2025-08-05", None),
}
SUPPLIED = ("2024-04-18", "2024-07-02", "2025-03-10")
# Faulty plots that an office would not enter into its ledger.
LEFT_OUT = ("P2-10", "P2-11", "P3-03", "P3-10")


def plots(prefix: str, column: float, count: int = 3) -> gpd.GeoDataFrame:
    """Plots side by side that share their corners, 62.5 m wide and 120 m deep, north of the example park."""
    at = np.arange(count + 1)
    south = np.column_stack([EAST + 250.0 * column + 62.5 * at, NORTH + 1.25 * (at % 2)])
    north = south + np.column_stack([-2.0 - 0.5 * (at % 3), 120.0 + 0.75 * at])
    shapes = [shapely.Polygon([*south[n : n + 2], *north[n : n + 2][::-1]]) for n in range(count)]
    area_m2 = shapely.area(np.array(shapes)).round(2)
    names = {"id": [f"{prefix}-{number:02d}" for number in range(1, count + 1)]}
    columns = names | {"name": [f"{each}号地" for each in names["id"]], "declared_m2": area_m2}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def survey_txt(path: Path) -> None:
    """A boundary-point file that leaves out its zone: six-digit eastings may lie in any."""
    keys = {
        "格式版本号": "1.01版本", "数据产生单位": "虚构测绘队", "数据产生日期": "2026-03-02",
        "坐标系": "2000国家大地坐标系", "几度分带": "3", "投影类型": "高斯克吕格", "计量单位": "米",
        "带号": "", "精度": "0.001", "转换参数": "0,0,0,0,0,0,0",
    }  # fmt: skip
    lines = ["[属性描述]", *(f"{key}={value}" for key, value in keys.items()), "[地块坐标]"]
    for plot in plots("N1", 0).itertuples():
        points = shapely.get_coordinates(plot.geometry)
        lines.append(
            f"{len(points)},{plot.declared_m2 / 10_000:.4f},{plot.id},{plot.name},面,,工业用地,0601,@"
        )
        numbers = [*range(1, len(points)), 1]
        lines += [f"J{n},1,{north:.3f},{east:.3f}" for n, (east, north) in zip(numbers, points, strict=True)]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("gbk"))


def broken_shapefile(path: Path) -> None:
    """A GBK shapefile with columns of its own, whose second record says it has a million points."""
    table = plots("N4", 3, count=4)
    table["PLOTNO"], table["ZDNAME"] = table["id"], table["name"]
    table["MJ2"] = (table["declared_m2"] * 0.0015).round(3)
    columns = ["PLOTNO", "ZDNAME", "MJ2", "geometry"]
    options = {"DBF_DATE_LAST_UPDATE": "2026-03-02"}
    table[columns].to_file(path, encoding="GBK", layer_options=options)
    content = bytearray(path.read_bytes())
    # A record of the main file: 8 bytes of heading, 4 of type, 32 of box, 4 of parts, 4 of points.
    start = 100 + len(content[100:]) // 4 + 8 + 4 + 32 + 4
    content[start : start + 4] = (1_000_000).to_bytes(4, "little")
    path.write_bytes(content)


def farmland(path: Path) -> None:
    """A layer of protected farmland that reaches a little into phase 1 and into phase 3."""
    west, north = 470_600.0, 2_590_200.0
    shapes = [
        shapely.Polygon([(west - 90, north), (west + 18, north + 40), (west + 16, north + 130), (west - 90, north + 160)]),
        shapely.Polygon([(west + 900, north + 575), (west + 1_000, north + 552), (west + 1_010, north + 640),
                         (west + 890, north + 660)]),
    ]  # fmt: skip
    columns = {"TBBH": ["F-01", "F-02"], "DLMC": ["水田", "旱地"], "说明": ["虚构 / invented"] * 2}
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(path, driver="GeoJSON")


def acquired(path: Path) -> gpd.GeoDataFrame:
    """The plots of the example park with what the acquisition office knows of them."""
    park = gk.load_catalog(EXAMPLES).park("example")
    table = gk.audit(park).audited[0].parcels
    kept = gk.reproject_frame(table[~table["id"].isin(LEFT_OUT)], CRS).reset_index(drop=True)
    shapes = shapely.transform(kept.geometry.to_numpy(), lambda points: points.round(3))
    known = [dated(str(row.phase), number) for number, row in enumerate(kept.itertuples())]
    columns = {
        "地块编号": kept["id"], "期次": kept["phase"], "面积（亩）": (kept["declared_m2"] * 0.0015).round(2),
        **{key: [each[key] for each in known] for key in known[0]},
    }  # fmt: skip
    made = gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)
    made.to_file(path, driver="GeoJSON")
    return made


def dated(phase: str, number: int) -> dict[str, str | None]:
    batch, village, approved, bought = BATCHES[phase]
    day = SUPPLIED[number % 3] if phase == "phase-1" or (phase == "phase-2" and number % 3 == 0) else None
    stage = "供应" if day else "征收" if bought else "批准" if number % 2 else "规划"
    return {
        "批次": batch if stage != "规划" else None, "村": village, "阶段": stage,
        "批准日期": approved if stage != "规划" else None, "征收日期": bought, "供地日期": day,
    }  # fmt: skip


def ledger_book(path: Path, known: gpd.GeoDataFrame) -> None:
    """The office's workbook: a title, headings, a row a plot, a sum; with three slips of the pen."""
    rows: list[tuple[str, str, str, float]] = [
        (row.地块编号, row.村, row.阶段, row[2]) for row in known.itertuples(index=False)
    ]
    rows[4] = (*rows[4][:3], round(rows[4][3] + 1.5, 2))
    del rows[7]
    rows.append(("P4-01", "西园村", "规划", 12.6))
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": dt.datetime(2026, 1, 15)})  # noqa: DTZ001 - a workbook has no zones
    sheet = book.add_worksheet("台账")
    sheet.write(0, 0, "示例园区用地台账（虚构，2026年1月）")
    table: list[Any] = [
        ("地块编号", "村", "阶段", "面积（亩）"),
        *rows,
        ("合计", "", "", round(sum(r[3] for r in rows), 2)),
    ]
    for number, row in enumerate(table, start=1):
        sheet.write_row(number, 0, row)
    sheet.set_column(0, 3, 14)
    book.close()


def write(folder: Path) -> None:
    """Write every file."""
    survey_txt(folder / "survey.txt")
    gk.write_parcels(plots("N2", 1), folder / "drawing.dxf")
    gk.write_parcels(plots("N3", 2), folder / "points.xlsx")
    broken_shapefile(folder / "broken.shp")
    farmland(folder / "farmland.geojson")
    ledger_book(folder / "ledger.xlsx", acquired(folder / "acquired.geojson"))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as beside:
        write(Path(beside))
        for made in sorted(Path(beside).iterdir()):
            (FOLDER / made.name).write_bytes(made.read_bytes())
            print(made.name, made.stat().st_size)  # noqa: T201 - what was written
