"""What the columns and records of a file say."""

from __future__ import annotations

from geokit.i18n import Words
from geokit.testing import ring, square
from making.scenes import Example, Scene

_THREE = [square(110 * at, 0, 100) for at in range(3)]
_HEAD = """[属性描述]
格式版本号=1.01版本
数据产生单位=示例
数据产生日期=2026-01-15
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=39
精度=0.001
转换参数=0,0,0,0,0,0,0
[地块坐标]
"""
_RING = [
    "2590000.000,39470000.000",
    "2590000.000,39470100.000",
    "2590080.000,39470100.000",
    "2590080.000,39470000.000",
]


def _three(shown, **columns):
    return Scene(shapes=_THREE, columns=columns, shown=shown)


def _txt(points, *, count=None, name="DK-1"):
    rows = "\n".join(f"J{at},1,{point}" for at, point in enumerate(points, start=1))
    return f"{count or len(points)},0.8000,{name},地块,面,,工业用地,0601,@\n{rows}\n"


def _file(*parcels, zh, en):
    return Scene(file=("phase-1.txt", _HEAD + "".join(parcels)), note=Words(zh=zh, en=en))


_SECOND = [point.replace("3947000", "3947012").replace("3947010", "3947022") for point in _RING]
_CLOSED = _txt([*_RING, _RING[0]])

_OVERLAPPING = [square(0, 0, 100), square(85, 0, 100)]
_ACCEPTED = Words(zh="已接受：A、B 重叠", en="accepted: A and B overlap")
_SUBMITTED = """
[[parcels]]
file = "txt.geojson"
[[parcels.same_as]]
file = "shapefile.geojson"
"""
_RIGHT = ring((0, 0), (100, 0), (100, 60), (0, 60))
_MOVED = ring((0, 0), (100, 0), (100.002, 60), (0, 60))


def _with_ledger(zh, en, **columns):
    return Scene(shapes=_THREE, columns={"id": ["12", "13", "14"]}, ledger=columns, note=Words(zh=zh, en=en))


def _submitted(other):
    return Scene(
        shapes=[_RIGHT],
        toml=_SUBMITTED,
        outlines={"txt.geojson": _RIGHT, "shapefile.geojson": other},
        is_whole=True,
        zoom=(100, 60, 0.012),
        note=Words(zh="实线 TXT，虚线 shapefile", en="TXT solid, shapefile dashed"),
    )


EXAMPLES = {
    "duplicate_id": Example(
        _three((), id=["12", "12", "13"]),
        _three((), id=["12", "13", "14"]),
    ),
    "irregular_file": Example(
        _file(_txt([*_RING, _RING[0]], count=7), zh="表头：7 点；实有：5 行", en="header: 7 points; rows: 5"),
        _file(_CLOSED, zh="表头：5 点；实有：5 行", en="header: 5 points; rows: 5"),
    ),
    "ledger_mismatch": Example(
        _with_ledger("台账：12、13、15", "ledger: 12, 13, 15", 地块编号=["12", "13", "15"]),
        _with_ledger("台账：12、13、14", "ledger: 12, 13, 14", 地块编号=["12", "13", "14"]),
    ),
    "missing_field": Example(_three((), id=["12", None, "14"]), _three((), id=["12", "13", "14"])),
    "stale_baseline": Example(
        Scene(shapes=[square(0, 0, 100), square(100, 0, 100)], before=_OVERLAPPING, note=_ACCEPTED),
        Scene(shapes=_OVERLAPPING, before=_OVERLAPPING, note=_ACCEPTED),
    ),
    "status_order": Example(
        _three(
            ("stored_on", "supplied_on"),
            stored_on=["2024-05-01"] * 3,
            supplied_on=["2024-03-01", "2025-01-10", None],
        ),
        _three(
            ("stored_on", "supplied_on"),
            stored_on=["2024-05-01"] * 3,
            supplied_on=["2024-09-01", "2025-01-10", None],
        ),
    ),
    "submission_mismatch": Example(_submitted(_MOVED), _submitted(_RIGHT)),
    "unknown_land_class": Example(
        _three(("land_class",), land_class=["0601", "0110", "100101"]),
        _three(("land_class",), land_class=["0601", "0101", "1001"]),
    ),
    "unknown_status": Example(
        _three(("status",), status=["approved", "已整备", "built"]),
        _three(("status",), status=["approved", "serviced", "built"]),
    ),
    "unreadable_record": Example(
        _file(_CLOSED, _txt(_SECOND[:2], name="DK-2"), zh="DK-2 只有两点", en="DK-2 has two points"),
        _file(
            _CLOSED, _txt([*_SECOND, _SECOND[0]], name="DK-2"), zh="DK-2 有五点", en="DK-2 has five points"
        ),
    ),
}
