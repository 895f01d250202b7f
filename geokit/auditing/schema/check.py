"""Holding a database against its schema."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.arguments import public
from geokit.auditing.audited import Audited
from geokit.auditing.findings import sort_findings
from geokit.auditing.options import AuditSettings
from geokit.auditing.registry import load_faults
from geokit.auditing.report import AuditReport
from geokit.auditing.reproject import reproject_or_none
from geokit.auditing.schema.checked import CheckedDatabase
from geokit.auditing.schema.fault import Abbreviated, Column, Fault, Layout, Pair, Records
from geokit.auditing.schema.layout import lay_out
from geokit.auditing.schema.model import Schema
from geokit.auditing.schema.reading import load_schema
from geokit.days import Day, current_day, read_day
from geokit.geometry.arrays import as_array
from geokit.parcels.formats.gdal.databases import Database, open_database
from geokit.parcels.table import parcel_frame

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    import pyarrow as pa
    from pyproj import CRS

    from geokit.auditing.findings import Finding
    from geokit.geometry.arrays import Bools, Ints, Shapes
    from geokit.parcels.diagnostics import Notice

_SHOWN: Final = 20
_MOST_ROWS: Final = 100_000


@public
def check_schema(
    database: str | os.PathLike[str],
    schema: Schema | str | os.PathLike[str],
    *,
    each_row: bool = False,
    today: Day | None = None,
) -> AuditReport:
    """Hold a database against its schema, as an acceptance does.

    Parameters
    ----------
    database : path
        A file geodatabase (``.gdb``, or zipped) or a GeoPackage.
    schema : Schema, path or str
        As :func:`load_schema` gives it, or what that takes: an .xlsx, a .toml, or the name of one that ships.
    each_row : bool
        Whether each record with a wrong value is a finding of its own, up to 100,000 a field and fault. Left out, those
        of one field and fault are one finding, with their number and the first of them.
    today : date or str, optional
        The date of the report; today if left out.

    Returns
    -------
    AuditReport
        Findings are called as ``geokit explain`` lists them: ``missing_layer``, ``value_outside_domain`` …

    Raises
    ------
    InputError
        There is no such file, it is no database, or the schema cannot be read.

    Examples
    --------
    >>> import geokit as gk
    >>> lines = gk.example_folder() / "bureau" / "control-lines.gpkg"
    >>> report = gk.check_schema(lines, "control-lines-2021", today="2026-06-01")
    >>> report.ok, report.database.layers
    (False, 4)
    """
    asked = schema if isinstance(schema, Schema) else load_schema(schema)
    day = read_day(today) or current_day()
    with open_database(database) as opened:
        tables = opened.tables()
        layout = lay_out(opened.file, asked, tables, opened.views)
        findings = list(_findings(opened, layout, each_row=each_row))
    checked = CheckedDatabase(opened.file, asked, len(tables), layout.records)
    parcels = parcel_frame({}, [], crs=layout.crs)
    audited = Audited(None, parcels, layout.crs, AuditSettings(), database=checked)
    return AuditReport(sort_findings(findings), (audited,), day)


def _findings(database: Database, layout: Layout, *, each_row: bool) -> Iterator[Finding]:
    faults = [fault() for fault in load_faults().values()]
    for fault in faults:
        yield from fault.of_database(layout)
        for pair in layout.pairs:
            yield from fault.of_layer(layout, pair)
    for pair in layout.pairs:
        if pair.found is not None:
            records = _read(database, pair, faults)
            for fault in faults:
                yield from _of_values(layout, records, fault, each_row=each_row)
                yield from _placed(fault.of_records(layout, records), pair, layout.crs)


def _placed(findings: Iterator[Finding], pair: Pair, crs: CRS | None) -> Iterator[Finding]:
    """Yield findings with their places in the one system of the report."""
    own = pair.found.crs if pair.found is not None else None
    for each in findings:
        if each.geometry is None or own == crs:
            yield each
        else:
            [moved] = reproject_or_none(as_array([each.geometry]), own, crs)
            yield replace(each, geometry=moved)


def _of_values(layout: Layout, records: Records, fault: Fault, *, each_row: bool) -> Iterator[Finding]:
    """Yield what is wrong with single values: one finding a field, or one a record."""
    layer = records.pair.asked.name
    for each in records.pair.fields:
        rows = records.wrong.get((fault.name(), each.asked.code))
        if rows is None or fault.counted is None:
            continue
        ordered = records.in_order(rows)
        code = each.asked.code
        parts = [ordered]
        if each_row:
            first = ordered[:_MOST_ROWS]
            parts = [*first[:, np.newaxis], *([ordered[_MOST_ROWS:]] if len(ordered) > _MOST_ROWS else [])]
        for part in parts:
            names = tuple(records.names(part[:_SHOWN]))
            said = tuple(records.said(names, part, (fault.name(), code)))
            shown = Abbreviated(said) if len(part) > 1 else said[0]
            subjects = (f"{layer}.{code}",) if not each_row else (f"{layer}.{code}", names[0])
            yield fault.found(
                layout,
                fault.counted,
                subjects,
                record=int(records.fids[part].min()),
                layer=layer,
                field=code,
                count=len(part),
                rows=shown,
                asked=fault.asks(each.asked),
            )


def _read(database: Database, pair: Pair, faults: list[Fault]) -> Records:
    """Read a layer once, batch by batch: what is judged value by value is let go, what is judged whole is kept."""
    import pyarrow as pa

    there = {each.asked.code: each.found.name for each in pair.fields if each.found is not None}
    whole = _kept(pair) & there.keys()
    wrong: dict[tuple[str, str], list[Ints]] = {}
    shown = {fault.name() for fault in faults if fault.shows_values}
    values: dict[tuple[str, str], list[pa.Array]] = {}
    fids: list[Ints] = [np.empty(0, dtype=np.int64)]
    kept: dict[str, list[pa.Array]] = {code: [] for code in whole}
    shapes: list[Shapes] = []
    notices: list[Notice] = []
    first = 0
    name = pair.found.name if pair.found is not None else ""
    for batch in database.batches(name, notices):
        columns = {code: Column(batch.column(own).combine_chunks()) for code, own in there.items()}
        fids.append(batch.column(0).to_numpy())
        for key, is_wrong in _judged(pair, faults, columns):
            wrong.setdefault(key, []).append(first + np.flatnonzero(is_wrong))
            if key[0] in shown:
                values.setdefault(key, []).append(columns[key[1]].texts.filter(pa.array(is_wrong)))
        for code in whole:
            kept[code].append(columns[code].array)
        if _needs_shapes(pair):
            shapes.append(_shapes(batch))
        first += len(batch)
    records = Records(
        pair,
        np.concatenate(fids),
        {code: Column(pa.concat_arrays(parts)) for code, parts in kept.items() if parts},
        np.concatenate(shapes) if shapes else None,
        wrong={key: np.concatenate(parts) for key, parts in wrong.items()},
        values={key: pa.concat_arrays(parts) for key, parts in values.items()},
    )
    return _surveyed(records)


def _judged(
    pair: Pair, faults: list[Fault], columns: Mapping[str, Column]
) -> Iterator[tuple[tuple[str, str], Bools]]:
    for each in pair.fields:
        if each.asked.code in columns:
            for fault in faults:
                is_wrong = fault.wrong_rows(each.asked, columns[each.asked.code], columns)
                if is_wrong is not None and is_wrong.any():
                    yield (fault.name(), each.asked.code), is_wrong


def _kept(pair: Pair) -> set[str]:
    """Return the fields whose columns are judged whole, or name the records."""
    return {each.code for each in pair.asked.fields if each.unique or each.sequence} | {pair.asked.area_field}


def _needs_shapes(pair: Pair) -> bool:
    asked = pair.asked
    if pair.found is None or pair.found.geometry is None:
        return False
    return bool(asked.topology or (asked.control_m2 and not asked.area_field))


def _shapes(batch: pa.Table) -> Shapes:
    from geokit.parcels.formats._batches import split_batches

    shapes, _, _ = split_batches(batch.to_batches())
    return shapes


def _surveyed(records: Records) -> Records:
    from geokit.coverage.survey import survey_coverage

    crs = records.pair.found.crs if records.pair.found is not None else None
    if not records.pair.asked.topology or records.shapes is None or crs is None or crs.is_geographic:
        return records
    return replace(records, coverage=survey_coverage(records.shapes))
