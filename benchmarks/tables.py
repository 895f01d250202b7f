"""The tables of benchmarks/README.md, from the figures of one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from measured import markdown  # beside this file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Figures = dict[str, Any]
OWN = {"overlaps": "geokit find_overlaps", "gaps": "geokit survey_coverage"}
PROVINCES = ("tiny", "small", "usual")
AUDITED = ("small", "usual", "large", "largest")


def ran(figures: Figures, name: str) -> Any:
    """Return the figures of a benchmark, or none where it did not run."""
    return figures["figures"].get(name)


def machine(figures: Figures) -> list[str]:
    """Return what ran where and when, in a sentence each."""
    facts, steps = figures["machine"], figures["steps"].values()
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    begun = min(step["begun"] for step in steps)
    loads = [step["load_before"] for step in steps]
    minutes = sum(step["seconds"] for step in steps) / 60
    failed = [name for name, step in figures["steps"].items() if step["failed"]]
    of_few = ", a rehearsal with few parcels" if figures["is_small"] else ""
    when = f"begun {begun[:16].replace('T', ' ')} UTC, {minutes:.0f} minutes"
    busy = f"{min(loads):.1f} to {max(loads):.1f} (what ended just before counts in it)"
    return [
        f"One run{of_few}, {when}; the load before each benchmark was {busy}.",
        f"{facts['cores']} cores ({facts['processor']}), {facts['memory_gb']} GB, {facts['system']}, Python {facts['python']}; {versions}.",
        *(
            [f"Run again after the others: {', '.join(again)}."]
            if (again := _run_again(figures["steps"]))
            else []
        ),
        *([f"Not ended: {', '.join(failed)}."] if failed else []),
    ]


def _run_again(steps: Figures) -> list[str]:
    """Return the steps that began later than one which they precede."""
    begun = [step["begun"] for step in steps.values()]
    return [name for at, name in enumerate(steps) if any(later < begun[at] for later in begun[at + 1 :])]


def peers(figures: Figures, question: str) -> Iterator[str]:
    """Yield a table for each province: time, memory, and what was found of what is true."""
    for name in PROVINCES:
        if not (found := ran(figures, f"peers-{name}")):
            continue
        rows = {title: row for title, row in found["rows"].items() if row["kind"] == question}
        if not rows:
            continue
        yield f"{found['parcels']:,} parcels in {found['files']} files:"
        yield ""
        first = ["method", "wall", "ratio", "of it loading", "processor", "highest memory"]
        counts = ["true pairs", "one in the other", "untrue"] if question == "overlaps" else ["planted gaps"]
        own_s = rows[OWN[question]]["wall_s"]
        cells = (_peer(title, row, own_s, question) for title, row in rows.items())
        yield from markdown(first + counts, cells)
        yield ""


def _peer(title: str, row: Figures, own_s: float, question: str) -> list[str]:
    blank = 3 if question == "overlaps" else 1
    name = f"**{title}**" if title in OWN.values() else title
    if row["note"]:
        return [name, row["note"].removeprefix("can not run: "), *[""] * (4 + blank)]
    counts = row["counts"]
    found = [f"{counts['found']:,} of {counts['true']:,}" if counts.get("all", 1) else "names none"]
    if question == "overlaps":
        found += [f"{counts['inside_found']:,} of {counts['inside']:,}", f"{counts['untrue']:,}"]
    return [
        name,
        f"{row['wall_s']:.2f} s",
        f"{row['wall_s'] / own_s:.1f}",
        f"{row['loading_s']:.1f} s" if row["loading_s"] else "",
        f"{row['processor_s']:.2f} s",
        f"{row['memory_gb']:.1f} GB",
        *found,
    ]


def kernel(figures: Figures) -> Iterator[str]:
    """Yield the kernel and the sum of edges, on one core and on two."""
    if found := ran(figures, "kernel"):
        yield f"{found['parcels']:,} parcels:"
        yield ""
        cells = (
            [name, f"{row['wall_s']:.2f} s", f"{row['processor_s']:.2f} s"]
            for name, row in found["rows"].items()
        )
        yield from markdown(["what", "wall", "processor"], cells)


def audits(figures: Figures) -> Iterator[str]:
    """Yield the command's audits of all provinces."""
    columns = ["parcels, files", "command", "wall", "processor", "highest memory", "true overlaps named"]
    rows = []
    for name in AUDITED:
        found = ran(figures, f"audits-{name}") or {"rows": {}}
        for title, row in found["rows"].items():
            size = f"{found['parcels']:,}, {found['files']}"
            if row["note"]:
                rows.append([size, f"`{title}`", row["note"], "", "", ""])
                continue
            counts = row["counts"]
            taken = [f"{row['wall_s']:.1f} s", f"{row['processor_s']:.1f} s", f"{row['memory_gb']:.1f} GB"]
            rows.append([size, f"`{title}`", *taken, f"{counts['found']:,} of {counts['true']:,}"])
    yield from markdown(columns, rows)
    yield ""
    yield from _of_all_audits(figures)


def _of_all_audits(figures: Figures) -> Iterator[str]:
    """Yield that all reports of a province are the same, and what processes of Dask take of the processor.

    Raises
    ------
    SystemExit
        If they are not the same.
    """
    ratios, compared = [], []
    for name in AUDITED:
        found = ran(figures, f"audits-{name}") or {"rows": {}}
        if reports := found.get("reports"):
            if reports["different"] != 1:
                message = f"of {name} there are {reports['different']} different reports: no page can say that all are one"
                raise SystemExit(message)
            compared += [f"{reports['compared']} of {found['parcels']:,} parcels"] * (reports["compared"] > 1)
        whole = found["rows"].get("geokit audit")
        ratios += [
            row["processor_s"] / whole["processor_s"]
            for title, row in found["rows"].items()
            if "--workers" in title and whole and not row["note"]
        ]
    if compared:
        yield f"All reports of one province are the same, byte for byte: {', '.join(compared)}."
    if ratios:
        yield (
            f"Processes of Dask take {min(ratios):.1f} to {max(ratios):.1f} times the processor's seconds of one that has all "
            "in memory: they are for layers that no machine holds."
        )


def audit(figures: Figures) -> Iterator[str]:
    """Yield the steps of an audit, and few parcels laid over a file geodatabase."""
    if found := ran(figures, "audit"):
        yield f"{found['parcels']:,} parcels, {found['rows']['audit: all rules']['findings']:,.0f} findings:"
        yield ""
        cells = (
            [name, f"{row['wall_s']:.2f} s", f"{row['processor_s']:.2f} s", f"{row['memory_gb']:.1f} GB"]
            for name, row in found["rows"].items()
        )
        yield from markdown(["what", "wall", "processor", "highest memory so far"], cells)


def measure(figures: Figures) -> Iterator[str]:
    """Yield measured areas beside the loop."""
    if not (found := ran(figures, "measure")):
        return
    yield f"{found['polygons']:,} polygons of 18 corners:"
    yield ""
    loop = found["loop_s"]
    rows = [
        ["loop over pyproj's Geod", f"{loop['lon/lat']:.2f} s", "1", f"{loop['metres']:.2f} s", "1", "", ""]
    ]
    for method in ("ellipsoidal", "statutory", "planar"):
        cells = [method]
        for start in ("lon/lat", "metres"):
            seconds = found["rows"][f"{method} {start}"]["seconds"]
            cells += [f"{seconds:.2f} s", f"{loop[start] / seconds:.1f}×"]
        off = "" if method == "planar" else f"{found['rows'][f'{method} metres']['off_m2']:.4f} m²"
        rows.append([*cells, f"{found['memory_mb'][method]:.0f} MB", off])
    columns = [
        "method",
        "from lon/lat",
        "against the loop",
        "from metres",
        "against the loop",
        "memory",
        "largest difference",
    ]
    yield from markdown(columns, rows)


def offset(figures: Figures) -> Iterator[str]:
    """Yield points a second of the shifted systems."""
    if found := ran(figures, "offset"):
        yield f"{found['points']:,} points:"
        yield ""
        cells = (
            [name, f"{row['forward']:,.0f}", f"{row['inverse']:,.0f}", f"{row['error_m']:.0e} m"]
            for name, row in found["rows"].items()
        )
        yield from markdown(["system", "points a second, forward", "inverse", "there and back within"], cells)


def reading(figures: Figures) -> Iterator[str]:
    """Yield files read beside the libraries alone."""
    if not (found := ran(figures, "reading")):
        return
    many, few, txt = found["parcels"], found["broken_among"], found["txt"]
    peers = {
        "GeoParquet": (f"GeoParquet, {many:,}", "`geopandas.read_parquet`"),
        "GeoPackage": (f"GeoPackage, {many:,}", "`geopandas.read_file(use_arrow=True)`"),
        "broken": (
            f"GeoPackage, {few:,}, one ring not closed",
            "geokit on the clean file; pyogrio reads nothing of it",
        ),
    }
    rows = [
        [
            *peers[name],
            f"{row['peer_s']:.2f} s",
            f"{row['geokit_s']:.2f} s",
            f"{row['geokit_s'] / row['peer_s']:.2f}×",
        ]
        for name, row in found["rows"].items()
    ]
    rate = f"{txt['points'] / txt['seconds']:,.0f} points a second"
    rows.append([f"boundary-point TXT in GBK, {txt['parcels']:,}", "", "", f"{txt['seconds']:.2f} s", rate])
    yield from markdown(["file", "peer", "peer's time", "geokit", "ratio"], rows)


def reports(figures: Figures) -> Iterator[str]:
    """Yield what reports cost, and their page."""
    for name in ("few", "many"):
        if not (found := ran(figures, f"reports-{name}")):
            continue
        yield f"{found['findings']:,} findings of {found['parcels']:,} parcels:"
        yield ""
        cells = (
            [
                title,
                f"{row['wall']:.2f} s",
                f"{row['cpu']:.2f} s",
                f"{row['size'] / 1e6:.2f} MB",
                f"{row['grown'] / 1e6:.0f} MB",
            ]
            for title, row in found["rows"].items()
            if not title.startswith("(")
        )
        yield from markdown(["format", "wall", "processor", "size", "memory"], cells)
        yield ""
        later = dict(found["page"])
        wall_s, main_s = later.pop("wall_s"), later.pop("main_s")
        yield (
            f"The page answers after {wall_s:.2f} s, of which its main thread works {main_s:.2f} s; then "
            + (", ".join(f"{what} {seconds:.2f} s" for what, seconds in later.items()) + ".")
        )
        yield ""


def maps(figures: Figures) -> Iterator[str]:
    """Yield pages of maps."""
    if found := ran(figures, "maps"):
        cells = (
            [
                name,
                f"{row['size_mb']:.2f} MB",
                f"{row['made_s']:.2f} s",
                f"{row['opened_s']:.2f} s",
                f"{row['moved_ms']:,.0f} ms",
                f"{row['closer_ms']:.0f} ms" if row["closer_ms"] else "",
                f"{row['requests']}",
                f"{row['errors']}",
            ]
            for name, row in found["rows"].items()
        )
        yield from markdown(
            ["page", "size", "made", "opened", "moved", "closer", "requests", "errors"], cells
        )


def classes(figures: Figures) -> Iterator[str]:
    """Yield tables of land classes."""
    if found := ran(figures, "classes"):
        yield f"{found['parcels']:,} parcels, a survey of {found['polygons']:,} polygons:"
        yield ""
        names = {"county": "over the county", "town": "in one town"}
        cells = (
            [
                names[title],
                f"{row['polygons']:,}",
                f"{row['reading_s']:.1f} s",
                f"{row['table_s']:.1f} s, {row['cells']:,} cells",
                f"{row['peak_gb']:.2f} GB",
            ]
            for title, row in found["rows"].items()
        )
        yield from markdown(["parcels", "polygons near them", "reading", "table", "highest memory"], cells)


def schema(figures: Figures) -> Iterator[str]:
    """Yield databases against their schema."""
    if found := ran(figures, "schema"):
        yield f"{found['records']:,} records:"
        yield ""
        names = {".gpkg": "GeoPackage", ".gdb": "file geodatabase"}
        cells = (
            [names[suffix], f"{row['seconds']:.1f} s", f"{row['peak_gb']:.2f} GB"]
            for suffix, row in found["rows"].items()
        )
        yield from markdown(["database", "time", "highest memory"], cells)


TABLES: dict[str, Callable[[Figures], Any]] = {
    "machine": machine,
    "overlaps": lambda figures: peers(figures, "overlaps"),
    "gaps": lambda figures: peers(figures, "gaps"),
    "kernel": kernel,
    "audits": audits,
    "audit": audit,
    "measure": measure,
    "offset": offset,
    "reading": reading,
    "reports": reports,
    "maps": maps,
    "classes": classes,
    "schema": schema,
}
