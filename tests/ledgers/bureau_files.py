"""The invented piece of land of examples/bureau/, as a natural-resources bureau has it on its desk.

``python tests/ledgers/bureau_files.py`` writes its files anew; a test compares them with what stands there.
Coordinates are metres east and north of an origin in zone 39 (CGCS2000, central meridian 117). Nothing of it is a real
place, a real village or a real firm.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely
import xlsxwriter

from geokit.escape import WORKBOOK_OPTIONS
from geokit.land.measure.polygons import measure_area
from geokit.parcels.formats.gdal.writing import LayerTable, write_layers

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).parents[2] / "examples" / "bureau"
EAST, NORTH, CRS = 39_473_000.0, 2_591_600.0, "EPSG:4527"
INVENTED: Final = "虚构示例"

# Batch, phase, approved, acquired, supplied: "10" comes behind "2", and both before another year.
B_2, B_10, B_25 = "2023年度第2批次", "2023年度第10批次", "2025年度第1批次"
PARCELS: Final = (
    ("P01", "示例一号地", B_2, "一期", "供应", "2023-05-18", "2023-11-20", "2024-03-12"),
    ("P02", "示例二号地", B_2, "一期", "供应", "2023-05-18", "2023-11-20", "2024-03-12"),
    ("P03", "示例三号地", B_2, "一期", "供应", "2023-05-18", "2023-12-08", "2024-09-02"),
    ("P04", "示例四号地", B_10, "一期", "征收", "2023-11-30", "2024-06-25", None),
    ("P05", "示例五号地", B_10, "一期", "供应", "2023-11-30", "2024-06-25", "2025-02-20"),
    ("P06", "示例六号地", B_10, "二期", "征收", "2023-11-30", "2024-08-14", None),
    ("P07", "示例七号地", B_25, "二期", "供应", "2025-04-16", "2025-07-30", "2025-10-15"),
    ("P08", "示例八号地", B_25, "二期", "征收", "2025-04-16", "2025-09-12", None),
    ("P09", "示例九号地", B_25, "二期", "批准", "2025-04-16", None, None),
    ("P10", "示例十号地", None, "二期", "规划", None, None, None),
)

# A letter a polygon, from north to south and from west to east.
SURVEY: Final = (
    "PPDDFFRW",
    "PPDOFFRB",
    "PPKOIIRB",
    "PDKGIIRH",
    "LLLLLLRL",
)
CLASSES: Final = {
    "P": ("0101", "水田", "30", 0.0612, "1203"),
    "D": ("0103", "旱地", "30", 0.0345, "1203"),
    "O": ("0201", "果园", "30", 0.0, None),
    "F": ("0301", "乔木林地", "30", 0.0, None),
    "I": ("0601", "工业用地", "10", 0.0, None),
    "R": ("1001", "铁路用地", "10", 0.0, None),
    "L": ("1006", "农村道路", "30", 0.0, None),
    "K": ("1104", "坑塘水面", "30", 0.0, None),
    "G": ("1107", "沟渠", "30", 0.0, None),
    "H": ("0702", "农村宅基地", "30", 0.0, None),
    "B": ("1206", "裸土地", "10", 0.0, None),
    "W": ("1101", "河流水面", "10", 0.0, None),
}
VILLAGES: Final = (("9999990010010000000", "示例一村"), ("9999990010020000000", "示例二村"))
STATE: Final = ("9999990000000000000", "示例县（国有）")


def grid(east: Sequence[float], north: Sequence[float], bend: float) -> list[list[shapely.Polygon]]:
    """Cells of a bent grid that share their corners, to the millimetre; rows from the south."""

    def corner(column: int, row: int) -> tuple[float, float]:
        x = EAST + east[column] + bend * np.sin(1.7 * row)
        y = NORTH + north[row] + 1.2 * bend * np.sin(0.9 * column)
        return round(float(x), 3), round(float(y), 3)

    def cell(column: int, row: int) -> shapely.Polygon:
        around = ((0, 1), (1, 1), (1, 0), (0, 0))
        return shapely.Polygon([corner(column + right, row + up) for right, up in around])

    return [[cell(column, row) for column in range(len(east) - 1)] for row in range(len(north) - 1)]


def parcel_shapes() -> list[shapely.Polygon]:
    """Ten parcels, five beside five, numbered from the north-west."""
    rows = grid([0, 110, 236, 340, 470, 590], [0, 140, 300], 3.0)
    return [cell for row in rows[::-1] for cell in row]


def parcels() -> gpd.GeoDataFrame:
    """The parcels that the office reports."""
    shapes = parcel_shapes()
    names = ("DKBH", "DKMC", "批次", "期次", "阶段", "批准日期", "征收日期", "供地日期")
    columns = dict(zip(names, zip(*PARCELS, strict=True), strict=True))
    columns |= {"DKMJ": shapely.area(np.array(shapes)).round(2), "DKYT": ["工业用地"] * len(shapes)}
    return gpd.GeoDataFrame({"说明": [INVENTED] * len(shapes), **columns}, geometry=shapes, crs=CRS)


def survey() -> gpd.GeoDataFrame:
    """The land survey's polygons (DLTB), which cover the parcels and the land around them."""
    rows = grid([-60, 25, 118, 205, 290, 378, 466, 540, 650], [-60, 15, 92, 170, 248, 362], 4.0)
    records, shapes = [], []
    for south, row in enumerate(rows):
        for west, cell in enumerate(row):
            letter = SURVEY[len(rows) - 1 - south][west]
            records.append(record(letter, west, len(records) + 1))
            shapes.append(cell)
    made = gpd.GeoDataFrame(records, geometry=shapes, crs=CRS)
    area_m2 = measure_area(np.array(shapes, dtype=object), made.crs, "statutory").round(2)
    made.insert(len(made.columns) - 3, "TBMJ", area_m2)
    return made


def record(letter: str, west: int, number: int) -> dict[str, Any]:
    """What the survey says of one polygon."""
    code, name, ownership, ridges, ridge_class = CLASSES[letter]
    village = VILLAGES[0] if west < 4 else VILLAGES[1]
    owner = village if ownership == "30" else STATE
    return {
        "说明": INVENTED, "BSM": f"999999{number:012d}", "TBBH": f"{number:04d}", "DLBM": code, "DLMC": name,
        "QSXZ": ownership, "QSDWDM": owner[0], "QSDWMC": owner[1], "ZLDWDM": village[0], "ZLDWMC": village[1],
        "KCXS": ridges, "KCDLBM": ridge_class, "GXSJ": dt.date(2024, 12, 31),
    }  # fmt: skip


def control_lines() -> dict[str, gpd.GeoDataFrame]:
    """Control lines: a parcel lies inside, one across, most outside; nothing touches the last layer."""
    return {
        "永久基本农田": line_layer(
            "YN",
            dt.date(2024, 6, 30),
            box(-40, 128, 118, 330),
            box(60, -40, 150, 100),
            box(-40, -40, 30, 60),
        ),
        "生态保护红线": line_layer("ST", dt.date(2023, 9, 15), box(560, 180, 720, 400)),
        "城镇开发边界": line_layer("KF", dt.date(2024, 6, 30), box(118, -80, 520, 420)),
        "历史文化保护线": line_layer("WH", dt.date(2022, 12, 31), box(1200, 900, 1260, 960)),
    }


def submission() -> dict[str, gpd.GeoDataFrame]:
    """A database of control lines as it is handed in, with planted faults: a check of it fails, each line for a reason."""
    fields = ("BSM", "XZQMC", "MJ")
    red = submitted(
        {"HXMC": ["示例红线一", None, "示例红线三"], **dict(zip(fields, (
            # A number twice; a name and an area left out; an area of nothing.
            ["999999000000000001", "999999000000000002", "999999000000000002"],
            ["示例县", "示例县", "示例县"],
            [25_568.0, None, 0.0],
        ), strict=True))},
        box(560, 180, 720, 340), box(720, 180, 800, 260), box(800, 180, 860, 240),
    )  # fmt: skip
    farmland = submitted(
        # No XZQMC; 0110 is no class of the survey; a number too long; the second lies on the first.
        {"BSM": ["999999000000000011", "9999990000000000012", "999999000000000013"], "DLBM": ["0101", "0110", "1006"],
         "MJ": [31_852.0, 12_568.0, 6_968.0]},
        box(-40, 128, 118, 330), box(60, 40, 150, 180), box(-40, -40, 30, 60),
    )  # fmt: skip
    knot = shapely.Polygon(
        [(EAST + x, NORTH + y) for x, y in ((118, -80), (520, 420), (520, -80), (118, 420))]
    )
    # Its name is not the schema's, its areas are text, and its outline crosses itself.
    boundary = submitted({"BSM": ["999999000000000021"], "XZQMC": ["示例县"], "MJ": ["20.1公顷"]}, knot)
    return {
        "STBHHX": red, "YJJBNT": farmland, "城镇开发边界": boundary,
        "临时": submitted({}, box(1200, 900, 1260, 960)),
    }  # fmt: skip


def submitted(columns: dict[str, list[Any]], *shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    """A layer with what every layer of a submission has."""
    every = {"YSDM": "9999999999", "XZQDM": "999999", "BZ": INVENTED}
    rows = {name: [value] * len(shapes) for name, value in every.items()}
    return gpd.GeoDataFrame({**columns, **rows}, geometry=list(shapes), crs=CRS)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A box with a cut corner."""
    points = [(west, south), (west, north), (east - 8, north), (east, north - 8), (east, south)]
    return shapely.Polygon([(EAST + x, NORTH + y) for x, y in points])


def line_layer(prefix: str, day: dt.date, *shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    """A layer of control lines with the day of its version."""
    numbers = [f"{prefix}-{at:02d}" for at in range(1, len(shapes) + 1)]
    columns = {"说明": [INVENTED] * len(shapes), "编号": numbers, "版本日期": [day] * len(shapes)}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def ha(parcel: str) -> float:
    """The area that a parcel declares, in hectares."""
    table = parcels().set_index("DKBH")
    return round(float(table.loc[parcel, "DKMJ"]) / 10_000, 4)


def day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def supply() -> list[list[Any]]:
    """Contracts: built, building, late in starting, started and stopped."""
    known = {row[0]: row for row in PARCELS}
    rows = (
        ("SL-001", "P01", "2024-09-12", "2024-08-30", "2025-09-28", 12_000, 12_400, 1.0),
        ("SL-002", "P02", "2024-09-12", "2024-10-20", None, 9_000, 1_900, 0.25),
        ("SL-003", "P03", "2025-03-02", None, None, 6_500, 0, 0.0),
        ("SL-004", "P05", "2025-08-20", "2025-08-01", None, 15_000, 6_200, 0.5),
        ("SL-005", "P07", "2026-04-15", None, None, 8_000, 300, 0.0),
    )
    heads = ["合同编号", "地块编号", "批次", "批准日期", "供地日期", "供地面积（公顷）", "约定开工日期", "实际开工日期", "竣工日期",
             "计划投资（万元）", "已投资（万元）", "已开发面积（公顷）"]  # fmt: skip
    body = [
        [number, parcel, known[parcel][2], day(known[parcel][5]), day(known[parcel][7]), ha(parcel), day(agreed), day(begun),
         day(ended), planned, invested, round(ha(parcel) * built, 4)]
        for number, parcel, agreed, begun, ended, planned, invested, built in rows
    ]  # fmt: skip
    return [heads, *body]


def plan() -> list[list[Any]]:
    """Planned mu of each step by phase and year."""
    rows = [
        ("一期", 2023, 60, 45, 0), ("一期", 2024, 40, 55, 70), ("一期", 2025, 0, 0, 30),
        ("二期", 2024, 20, 20, 0), ("二期", 2025, 90, 60, 25), ("二期", 2026, 30, 60, 90),
    ]  # fmt: skip
    return [["期次", "年度", "计划批准（亩）", "计划征收（亩）", "计划供应（亩）"], *map(list, rows)]


def companies() -> list[list[Any]]:
    """What firms put in and brought, by year, in ten thousand yuan."""
    rows = [
        ("示例甲公司", "P01", 2024, 5_200, 0, 0, 35), ("示例甲公司", "P01", 2025, 7_200, 310, 6_800, 120),
        ("示例乙公司", "P02", 2024, 1_900, 0, 0, 12), ("示例乙公司", "P02", 2025, 0, 0, 0, 8),
        ("示例丙公司", "P05", 2025, 6_200, 45, 1_200, 60),
    ]  # fmt: skip
    heads = [
        "企业名称",
        "地块编号",
        "年度",
        "固定资产投资（万元）",
        "税收（万元）",
        "产值（万元）",
        "从业人数（人）",
    ]
    return [heads, *map(list, rows)]


def buildings() -> list[list[Any]]:
    """Buildings; a hall of more than 8 m counts twice in the floor-area ratio."""
    rows = [
        ("F01", "P01", "示例厂房一", 5_200.0, 5_200.0, 1, 9.6), ("F02", "P01", "示例厂房二", 2_400.0, 7_200.0, 3, 4.5),
        ("F03", "P01", "示例办公楼", 600.0, 3_000.0, 5, 3.6), ("F04", "P02", "示例仓库", 2_100.0, 2_100.0, 1, 8.0),
        ("F05", "P05", "示例厂房三", 6_000.0, 12_000.0, 2, 5.4), ("F06", "P05", "示例设备房", 300.0, 300.0, 1, 8.4),
    ]  # fmt: skip
    heads = [
        "建筑编号",
        "地块编号",
        "建筑名称",
        "基底面积（平方米）",
        "建筑面积（平方米）",
        "层数",
        "层高（米）",
    ]
    return [heads, *map(list, rows)]


def steps() -> list[list[Any]]:
    """The steps of the acquisition of each batch, with their days; the last batch is on its way."""
    heads = ["批次", "期次", "征收土地预公告", "现状调查", "补偿安置方案公告", "补偿登记", "签订协议", "补偿足额支付", "批复",
             "征收土地公告", "交地", "户数（户）", "已签约户数（户）", "补偿费用（万元）", "已支付（万元）"]  # fmt: skip
    rows = [
        (B_2, "一期", "2022-08-15", "2022-09-20", "2022-11-01", "2022-12-16", "2023-02-20", "2023-03-15", "2023-05-18",
         "2023-06-05", "2023-12-08", 42, 42, 2_350.5, 2_350.5),
        (B_10, "一期、二期", "2023-02-10", "2023-03-28", "2023-05-15", "2023-06-30", "2023-08-25", "2023-09-20", "2023-11-30",
         "2023-12-12", "2024-08-14", 36, 36, 1_980.0, 1_980.0),
        (B_25, "二期", "2024-07-22", "2024-09-05", "2024-10-24", "2024-12-09", "2025-01-20", "2025-03-10", "2025-04-16",
         "2025-04-30", None, 51, 47, 3_120.8, 2_890.0),
    ]  # fmt: skip
    return [heads, *([*row[:2], *map(day, row[2:11]), *row[11:]] for row in rows)]


def park() -> list[list[Any]]:
    """What a park audit fills in, by phase: land approved, supplied, built, idle, planned."""
    heads = ["期次", "用地面积（公顷）", "批准面积（公顷）", "批而未供面积（公顷）", "已供面积（公顷）", "尚可供应面积（公顷）",
             "已建成面积（公顷）", "闲置面积（公顷）", "规划建设用地面积（公顷）", "规划工业仓储用地面积（公顷）",
             "构筑物占地面积（平方米）", "堆场占地面积（平方米）"]  # fmt: skip
    rows = [
        ("一期", 8.85, 8.8, 1.95, 6.85, 1.95, 3.1, 0.4, 8.5, 6.2, 620, 1_450),
        ("二期", 8.9, 5.2, 3.4, 1.8, 5.3, 0, 0, 8.1, 5.4, 0, 0),
    ]  # fmt: skip
    return [heads, *map(list, rows)]


def tract() -> list[list[Any]]:
    """The planned land of a tract by its territorial classes."""
    rows = [
        ("100102", "二类工业用地", 7.2, 0), ("110101", "一类物流仓储用地", 1.1, 0), ("1207", "城镇道路用地", 2.4, 0),
        ("1301", "供水用地", 0.35, 0), ("0804", "教育用地", 1.6, 0), ("1401", "公园绿地", 2.25, 0),
        ("070102", "二类城镇住宅用地", 1.5, 0),
    ]  # fmt: skip
    heads = ["用地用海分类代码", "用地用海分类名称", "面积（公顷）", "永久基本农田面积（公顷）"]
    return [heads, *map(list, rows)]


def tract_plan() -> list[list[Any]]:
    """What was planned of a tract for each year, and what was completed."""
    return [["年度", "计划面积（公顷）", "完成面积（公顷）"], [2025, 6.5, 5.2], [2026, 9.9, 0.8]]


BOOKS: Final = {
    "supply": ("供地合同", supply), "plan": ("年度计划", plan), "companies": ("企业", companies),
    "buildings": ("建筑物", buildings), "steps": ("征收步骤", steps),
    "park": ("园区", park), "tract": ("片区", tract), "tract_plan": ("年度实施计划", tract_plan),
}  # fmt: skip


def write_book(path: Path, title: str, rows: list[list[Any]]) -> None:
    """Write a table into a workbook; its sheet says that it is invented."""
    book = xlsxwriter.Workbook(path, WORKBOOK_OPTIONS)
    book.set_properties({"title": f"{INVENTED}：{title}", "created": dt.datetime(2026, 1, 15)})  # noqa: DTZ001
    sheet = book.add_worksheet(f"{INVENTED}-{title}")
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(at, column, value, date)
            else:
                sheet.write(at, column, value)
    sheet.set_column(0, len(rows[0]) - 1, 16)
    book.close()


def layers() -> dict[str, dict[str, gpd.GeoDataFrame]]:
    """Every layer, by its file."""
    return {
        "parcels.gpkg": {"报批地块": parcels()},
        "survey.gpkg": {"DLTB": survey()},
        "control-lines.gpkg": control_lines(),
        "submission.gpkg": submission(),
    }


def write(folder: Path) -> None:
    """Write every file."""
    for name, tables in layers().items():
        (folder / name).unlink(missing_ok=True)
        options = {"geometry_type": "Polygon", "layer_options": {"SPATIAL_INDEX": "YES"}}
        write_layers(
            [LayerTable(each, table, options) for each, table in tables.items()], folder / name, "GPKG"
        )
    for name, (title, made) in BOOKS.items():
        write_book(folder / f"{name}.xlsx", title, made())


if __name__ == "__main__":
    write(FOLDER)
