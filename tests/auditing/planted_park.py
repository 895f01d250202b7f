"""The invented park of examples/, and the faults that were planted in it.

``python tests/auditing/planted_park.py`` writes its files anew; a test compares them with what stands there.
Coordinates are metres east and north of an origin in zone 39 (CGCS2000, central meridian 117).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

EAST, NORTH, ZONE = 470_600.0, 2_590_200.0, 39
FOLDER = Path(__file__).parents[2] / "examples" / "example-park"
PHASES = ("phase-1", "phase-2", "phase-3")
NAMES = ("一期", "二期", "三期")


@dataclass(frozen=True)
class Parcel:
    id: str
    name: str
    ring: np.ndarray
    declared_ha: str
    is_closed: bool = True


@dataclass(frozen=True)
class Fault:
    """A planted fault: the rule that must find it, its subjects, and its size in m² where it has one."""

    rule: str
    subjects: tuple[str, ...]
    area_m2: float | None = None


def node(column: float, row: float) -> tuple[float, float]:
    """A corner of the bent grid of plots: columns 100 m apart, rows 190 m, to the millimetre."""
    east = 100.0 * column + 4.0 * np.sin(1.7 * row)
    north = 190.0 * row + 6.0 * np.sin(0.9 * column)
    return round(float(east), 3), round(float(north), 3)


def band(phase: int) -> tuple[float, float]:
    """The columns between which the plots of a phase lie; a road of 20 m is left between phases."""
    return 3.2 * phase + 0.1, 3.2 * phase + 3.1


def zone_ring(phase: int) -> np.ndarray:
    west, east = 3.2 * phase, 3.2 * phase + 3.2
    rows = np.linspace(-0.06, 3.06, 7)
    columns = np.linspace(west, east, 4)
    edge = [node(column, rows[0]) for column in columns]
    edge += [node(east, row) for row in rows[1:]]
    edge += [node(column, rows[-1]) for column in columns[-2::-1]]
    edge += [node(west, row) for row in rows[-2:0:-1]]
    return np.array(edge)


def plots(phase: int) -> list[Parcel]:
    """Nine plots, three by three, that share their corners."""
    first, _ = band(phase)
    made = []
    for row in range(3):
        for column in range(3):
            west, east = first + column, first + column + 1
            ring = np.array([node(west, row), node(east, row), node(east, row + 1), node(west, row + 1)])
            number = 3 * row + column + 1
            made.append(parcel(f"P{phase + 1}-{number:02d}", f"{NAMES[phase]}{number}号地", ring))
    return made


def parcel(name: str, title: str, ring: np.ndarray, *, is_closed: bool = True) -> Parcel:
    area_m2 = shapely.area(shapely.Polygon(ring))
    return Parcel(name, title, ring, f"{area_m2 / 10_000:.4f}", is_closed)


def moved(each: Parcel, corner: int, east: float, north: float) -> Parcel:
    """Move one corner of a plot; its header then declares the area of the new ring."""
    ring = each.ring.copy()
    ring[corner] += (east, north)
    return parcel(each.id, each.name, ring)


def shared_m2(one: Parcel, other: Parcel) -> float:
    return float(shapely.area(shapely.intersection(shapely.Polygon(one.ring), shapely.Polygon(other.ring))))


def plant() -> tuple[list[list[Parcel]], list[Fault]]:
    """Return the plots of the three phases with their faults, and the list of the faults."""
    phases = [plots(phase) for phase in range(3)]
    faults = [
        *plant_phase_1(phases[0]),
        *plant_phase_2(phases[1]),
        *plant_phase_3(phases[2], phases[1]),
    ]
    return phases, faults


def plant_phase_1(plots_1: list[Parcel]) -> list[Fault]:
    plots_1[0] = moved(plots_1[0], 1, 1.5, 0.0)
    plots_1[8] = moved(plots_1[8], 0, 0.5, 1.0)
    wrong = plots_1[6]
    plots_1[6] = replace(wrong, declared_ha=f"{float(wrong.declared_ha) - 0.1:.4f}")
    hole = shapely.area(shapely.Polygon(plots(0)[8].ring)) - shapely.area(shapely.Polygon(plots_1[8].ring))
    return [
        Fault("overlap", ("P1-01", "P1-02"), shared_m2(plots_1[0], plots_1[1])),
        Fault("gap", ("P1-05", "P1-06", "P1-08", "P1-09"), float(hole)),
        Fault("area_mismatch", ("P1-07",), 1000.0),
    ]


def plant_phase_2(plots_2: list[Parcel]) -> list[Fault]:
    twin = plots_2[2]
    plots_2.append(parcel("P2-10", "重复提交的地块", np.roll(twin.ring[::-1], 2, axis=0)))
    corner = plots_2[4].ring.mean(axis=0).round(0)
    station = corner + np.array([(0, 0), (20, 0), (20, 15), (0, 15)])
    plots_2.append(parcel("P2-11", "泵站", station))
    return [
        Fault("duplicate", ("P2-03", "P2-10"), float(shapely.area(shapely.Polygon(twin.ring)))),
        Fault("contained", ("P2-11", "P2-05"), 300.0),
        Fault("total_mismatch", ("phase-2",)),
        Fault("stale_fact", ("phase-2",)),
    ]


def plant_phase_3(plots_3: list[Parcel], plots_2: list[Parcel]) -> list[Fault]:
    plots_3[1] = moved(plots_3[1], 0, -0.08, 0.0)
    bow_tie = plots_3[2]
    below = bow_tie.ring[:2].mean(axis=0).round(0) - (0.0, 8.0)
    plots_3[2] = replace(bow_tie, ring=np.vstack([bow_tie.ring[:3], below]))
    plots_3[5] = replace(plots_3[5], is_closed=False)
    plots_3[8] = moved(plots_3[8], 2, 14.0, 0.0)
    corner = np.add(plots_2[7].ring[1], (-30.0, 60.0))
    stray = corner.round(0) + np.array([(0, 0), (60, 0), (60, 40), (0, 40)])
    plots_3.append(parcel("P3-10", "放错期次的地块", stray))
    beyond = shapely.difference(shapely.Polygon(plots_3[8].ring), park_outline())
    return [
        Fault("sliver", ("P3-01", "P3-02"), shared_m2(plots_3[0], plots_3[1])),
        Fault("invalid_geometry", ("P3-03",)),
        Fault("total_mismatch", ("phase-3",)),
        Fault("irregular_file", ("phase-3.txt",)),
        Fault("outside_boundary", ("P3-09",), float(shapely.area(beyond))),
        Fault("wrong_phase", ("P3-10",), 2400.0),
    ]


def park_outline() -> shapely.Polygon:
    return shapely.union_all([shapely.Polygon(zone_ring(phase)) for phase in range(3)])


def txt(parcels: list[Parcel]) -> bytes:
    """A boundary-point file as survey offices write it: GBK, CRLF, north before east, zone in front of east."""
    keys = {
        "格式版本号": "1.01版本",
        "数据产生单位": "虚构示例",
        "数据产生日期": "2026-01-15",
        "坐标系": "2000国家大地坐标系",
        "几度分带": "3",
        "投影类型": "高斯克吕格",
        "计量单位": "米",
        "带号": str(ZONE),
        "精度": "0.001",
        "转换参数": "0,0,0,0,0,0,0",
    }
    lines = ["[属性描述]", *(f"{key}={value}" for key, value in keys.items()), "[地块坐标]"]
    for each in parcels:
        lines += parcel_lines(each)
    return "".join(f"{line}\r\n" for line in lines).encode("gbk")


def parcel_lines(each: Parcel) -> list[str]:
    numbers = [*range(1, len(each.ring) + 1), *([1] if each.is_closed else [])]
    rows = [f"J{number},1,{northing(each, number)},{easting(each, number)}" for number in numbers]
    return [f"{len(rows)},{each.declared_ha},{each.id},{each.name},面,,工业用地,0601,@", *rows]


def northing(each: Parcel, number: int) -> str:
    return f"{NORTH + each.ring[number - 1, 1]:.3f}"


def easting(each: Parcel, number: int) -> str:
    return f"{ZONE}{EAST + each.ring[number - 1, 0]:.3f}"


def geojson(ring: np.ndarray, name: str) -> bytes:
    placed = np.add(ring, (EAST, NORTH)).round(3)
    feature = {
        "type": "Feature",
        "properties": {"name": name, "basis": "planned", "note": "虚构 / invented"},
        "geometry": {"type": "Polygon", "coordinates": [[*placed.tolist(), placed[0].tolist()]]},
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}
    content = {"type": "FeatureCollection", "crs": crs, "features": [feature]}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def files() -> dict[str, bytes]:
    """Every generated file of the park, by its name."""
    phases, _ = plant()
    made = {f"{name}.txt": txt(parcels) for name, parcels in zip(PHASES, phases, strict=True)}
    made |= {f"{name}.geojson": geojson(zone_ring(at), name) for at, name in enumerate(PHASES)}
    outline = shapely.get_coordinates(park_outline().exterior)[:-1]
    return made | {"outline.geojson": geojson(outline, "outline")}


if __name__ == "__main__":
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)
    for at in range(3):
        net = sum(shapely.area(shapely.Polygon(each.ring)) for each in plots(at))
        print(PHASES[at], round(net * 0.0015, 2), "mu net")  # noqa: T201 - what park.toml declares
    print("park", round(shapely.area(park_outline()) * 0.0015, 2), "mu")  # noqa: T201
