"""A caller's own table with what an audit made and found beside it: canonical values, measured areas, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.auditing.planar_areas import planar_areas_m2
from geokit.auditing.registry import load_documented
from geokit.errors import CrsError
from geokit.i18n import Language, Words
from geokit.land.crs.frames import reproject_frame
from geokit.land.declared.figure import METHOD_WORDS, Method
from geokit.land.measure.polygons import measure_area, possible_method
from geokit.land.units import MU_PER_M2
from geokit.parcels.codes import TERMS
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.labels import is_canonical
from geokit.parcels.table import COLUMNS, PROVENANCE_COLUMNS, parcel_frame, parcel_ids
from geokit.parcels.values import repeated, to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.auditing.audited import Audited
    from geokit.auditing.findings import Finding, Severity
    from geokit.auditing.own_tables import OwnTables

_PREFIX: Final = "geokit_"
_SOURCE: Final = "source"
_FILLED: Final = tuple(each.name for each in COLUMNS if each.name not in PROVENANCE_COLUMNS)
RESULT_WORDS: Final = {
    "measured_m2": Words(zh="量算面积（平方米）", en="measured (m²)"),
    "measured_mu": Words(zh="量算面积（亩）", en="measured (mu)"),
    "measured_method": Words(zh="量算方法", en="method of measuring"),
    "findings": Words(zh="问题数", en="findings"),
    "severity": Words(zh="最高级别", en="worst severity"),
    "rules": Words(zh="类别", en="kinds"),
}


def rows_of_findings(audited: Audited, findings: Sequence[Finding]) -> list[list[int]]:
    """Return for each finding of a park the caller's rows that it is of, in the order of its subjects.

    A remark on a record of the caller's only table is of that row, though no parcel was made of it.
    """
    if not findings:
        return []
    own = audited.own_tables
    names = pd.Index(parcel_ids(audited.parcels), dtype=object)
    subjects = [list(dict.fromkeys(finding.subjects)) for finding in findings]
    found = names.get_indexer(pd.Index([name for each in subjects for name in each], dtype=object))
    ends = np.cumsum([len(each) for each in subjects], dtype=np.intp)
    rows = []
    for finding, at in zip(findings, np.split(found, ends[:-1]), strict=True):
        of_parcels: list[int] = own.rows[at[at >= 0]].tolist()
        record = None if of_parcels or finding.source.file else own.row_of_record(finding.source.record)
        rows.append(of_parcels if record is None else [record])
    return rows


def labels_of_findings(parks: Iterable[Audited], findings: Sequence[Finding]) -> list[tuple[Any, ...]]:
    """Return for each finding of several parks the labels of the caller's rows that it is of."""
    labels: list[tuple[Any, ...]] = [()] * len(findings)
    for each in parks:
        at = [number for number, finding in enumerate(findings) if finding.park == each.name]
        rows = rows_of_findings(each, [findings[number] for number in at])
        for number, of_finding in zip(at, rows, strict=True):
            labels[number] = each.own_tables.labels_of_rows(of_finding)
    return labels


def as_one_table(own: OwnTables) -> gpd.GeoDataFrame:
    """Return a caller's tables as one, a copy: the only one as it is, several one after the other.

    Of several the index is :attr:`OwnTables.index`, the geometry column is called as in the first, and ``source`` names
    the file of each row, or else the number of its table. What cannot be brought to the first one's coordinate system
    without parameters has no geometry there.
    """
    if not own.tables:
        return parcel_frame({}, [])
    if len(own.tables) == 1:
        return own.tables[0].copy()
    name = next((each.active_geometry_name for each in own.tables), None) or "geometry"
    crs = next((each.crs for each in own.tables if each.crs is not None), None)
    whole: gpd.GeoDataFrame = pd.concat(
        [_aligned(each, name, crs) for each in own.tables], ignore_index=True
    ).set_geometry(name)
    whole.index = own.index
    names = [
        repeated(each.attrs.get(ATTRIBUTE, {}).get("source") or str(number), len(each))
        for number, each in enumerate(own.tables, start=1)
    ]
    is_told = all(
        is_canonical(each) and _SOURCE in each and each[_SOURCE].notna().all() for each in own.tables
    )
    if not is_told:
        put_beside(whole, _SOURCE, np.concatenate(names))
    return whole


def _aligned(table: gpd.GeoDataFrame, name: str, crs: Any) -> gpd.GeoDataFrame:
    """Return a table in a coordinate system, its geometry under a name."""
    import geopandas as gpd

    own = str(table.active_geometry_name)
    frame = table.copy()
    frame.attrs = {}
    if own != name:
        # What is called so and is no geometry of this table makes room.
        frame = frame.rename(columns={name: f"{name}_in_file"}).rename_geometry(name)
    if frame.crs == crs:
        return frame
    try:
        return reproject_frame(frame, crs)
    except CrsError:
        nothing = gpd.GeoSeries([None] * len(frame), index=frame.index, crs=crs)
        return frame.drop(columns=name).assign(**{name: nothing}).set_geometry(name)


def with_results(
    audited: Audited, findings: Sequence[Finding], language: Language | None
) -> gpd.GeoDataFrame:
    """Return a caller's table with canonical columns that hold values beside its own, and the results after them.

    Parameters
    ----------
    audited : Audited
        The park.
    findings : sequence of Finding
        Those of the park.
    language : {"zh", "en"} or None
        Of headings and words; None for names and codes that are the same to every reader.
    """
    own = audited.own_tables
    table = as_one_table(own)
    if all(map(is_canonical, own.tables)):
        _fill(table, audited)
    else:
        for name, values in _canonical(audited, language):
            put_beside(table, name, over_rows(own, values), own.rows)
    for name, values in _measured(audited, language):
        put_beside(table, name, over_rows(own, values), own.rows)
    for name, values in _found(audited, findings, len(table), language):
        put_beside(table, name, values)
    return table


def _fill(table: gpd.GeoDataFrame, audited: Audited) -> None:
    """Put what a ledger says where a table that geokit read leaves its own canonical column empty."""
    own = audited.own_tables
    for column in (name for name in _FILLED if name in table):
        values = over_rows(own, audited.parcels[column].to_numpy())
        is_filled = table[column].isna().to_numpy() & pd.notna(values)
        if is_filled.any():
            filled = table[column].to_numpy(dtype=values.dtype, copy=True)
            filled[is_filled] = values[is_filled]
            table[column] = pd.Series(filled, index=table.index, dtype=values.dtype)


def _canonical(audited: Audited, language: Language | None) -> Iterable[tuple[str, Any]]:
    """Yield the canonical columns that hold values."""
    for column in (each for each in COLUMNS if each.name not in PROVENANCE_COLUMNS):
        values = audited.parcels[column.name]
        if values.notna().any():
            heading = column.words.localize(language) if language else column.name
            yield heading, _worded(column.name, values.to_numpy(), language)


def _worded(column: str, values: NDArray[Any], language: Language | None) -> NDArray[Any]:
    terms = TERMS.get(column)
    if not language or not terms:
        return values
    words = [terms[code].localize(language) if code in terms else code for code in values]
    return np.array(words, dtype=object)


def _measured(audited: Audited, language: Language | None) -> Iterable[tuple[str, Any]]:
    """Yield the measured areas: in the plane, or on the ellipsoid where the plane of the system is of no use."""
    parcels = audited.parcels
    method: Method = "planar"
    area_m2, shapes = planar_areas_m2(parcels), parcels.geometry.to_numpy()
    if parcels.crs is not None and possible_method(shapes[:1], parcels.crs) != method:
        method = "ellipsoidal"
        area_m2 = measure_area(shapes, parcels.crs, method, on_problem="nan")
    said = METHOD_WORDS[method].localize(language) if language else method
    methods = np.full(len(area_m2), None, dtype=object)
    methods[np.isfinite(area_m2)] = said
    columns = {"measured_m2": area_m2, "measured_mu": area_m2 * MU_PER_M2, "measured_method": methods}
    for name, values in columns.items():
        yield _heading(name, language), values


def _found(
    audited: Audited, findings: Sequence[Finding], count: int, language: Language | None
) -> Iterable[tuple[str, Any]]:
    """Yield of each row how many findings it has, the worst severity, and of which rules they are."""
    rows = rows_of_findings(audited, findings)
    counts = np.bincount([row for each in rows for row in each], minlength=count)
    worst: dict[int, Severity] = {}
    rules: dict[int, dict[str, None]] = {}
    # Findings stand by severity, the worst first.
    for finding, each in zip(findings, rows, strict=True):
        for row in each:
            worst[row] = max(finding.severity, worst.get(row, finding.severity))
            rules.setdefault(row, {})[finding.rule] = None
    titles = (
        {name: rule.title.localize(language) for name, rule in load_documented().items()} if language else {}
    )
    mark = "、" if language == "zh" else ", "
    severity, named = np.full(count, None, dtype=object), np.full(count, None, dtype=object)
    for row, found in worst.items():
        severity[row] = found.localize(language) if language else found.value
        named[row] = mark.join(titles.get(rule, rule) for rule in rules[row])
    yield _heading("findings", language), counts
    yield _heading("severity", language), severity
    yield _heading("rules", language), named


def _heading(name: str, language: Language | None) -> str:
    return RESULT_WORDS[name].localize(language) if language else name


def over_rows(own: OwnTables, values: NDArray[Any]) -> NDArray[Any]:
    """Return values of parcels over all rows; a row that no parcel was made of has none."""
    count = sum(map(len, own.tables))
    if values.dtype == np.float64:
        spread: NDArray[Any] = np.full(count, np.nan)
    else:
        spread = np.full(count, None, dtype=object)
    spread[own.rows] = values
    return spread


def put_beside(
    table: gpd.GeoDataFrame, name: str, values: NDArray[Any], rows: NDArray[np.intp] | None = None
) -> None:
    """Add a column after all others; one of its name that says the same serves, one that does not stays as it is.

    Parameters
    ----------
    table : GeoDataFrame
        Changed in place.
    name : str
        How the column is called where that is free.
    values : ndarray, shape (len(table),)
        Its values.
    rows : ndarray of int, optional
        The rows that it says anything of; all if left out.
    """
    said = np.arange(len(table)) if rows is None else rows
    free = name
    number = 1
    while free in table.columns or free in table.index.names:
        own = table[free] if free in table.columns else table.index.get_level_values(free).to_series()
        if _says_the_same(own, values, said):
            return
        free = f"{_PREFIX}{name}" if number == 1 else f"{_PREFIX}{name}_{number}"
        number += 1
    key: Any = free if table.columns.nlevels == 1 else (free, *[""] * (table.columns.nlevels - 1))
    table[key] = pd.Series(values, index=table.index, dtype=values.dtype)


def _says_the_same(own: Any, values: NDArray[Any], rows: NDArray[np.intp]) -> bool:
    # Of two columns of one name pandas gives a table.
    if isinstance(own, pd.DataFrame):
        return False
    own, values = own.iloc[rows], values[rows]
    if values.dtype.kind in "fi":
        numbers = pd.to_numeric(own, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        return bool(np.isclose(numbers, values, rtol=1e-9, atol=1e-9, equal_nan=True).all())
    texts = to_text(own)
    none = pd.isna(texts) & pd.isna(values)
    return bool((none | (texts == values)).all())
