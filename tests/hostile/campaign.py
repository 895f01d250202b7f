"""A campaign of hostile files of one format, in a process of its own: it may crash or hang, and is watched from outside.

``python campaign.py SAMPLE FORMAT COUNT SEED PORT CANARY FOLDER`` makes so many files from one sample, gives each to
a door of geokit, and prints what fell as JSON. The file at hand lies in FOLDER when the process ends early.
"""

from __future__ import annotations

import contextlib
import faulthandler
import io
import json
import random
import shutil
import sys
import traceback
import warnings
import zipfile
from pathlib import Path

from geokit.cli._program import run
from geokit.errors import GeokitError
from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.read import read_parcels

# A file may keep the machine busy so long; after that the process ends, and the file counts as fallen.
SECONDS = 60
UNFORESEEN = 3
SIGNS = [
    b"\0",
    b"\xff",
    b"\x1b]52;c;x\x07",
    b"9" * 40,
    b"-1",
    b"nan",
    b"1e400",
    b"<",
    b"]]>",
    b"{",
    b'"',
    b"\n",
    b",",
    b"",
]


def payloads(port: int, canary: Path) -> list[bytes]:
    """Return texts that some driver takes for an order to open another file, or a connection."""
    web = f"http://127.0.0.1:{port}/land"
    vrt = (
        "<OGRVRTDataSource><OGRVRTLayer name='p'><SrcDataSource>{source}</SrcDataSource>"
        "<SrcSQL dialect='SQLITE'>select 'POLYGON((0 0,1 0,1 1,0 0))' as wkt, * from canary</SrcSQL>"
        "<GeometryField encoding='WKT' field='wkt'/></OGRVRTLayer></OGRVRTDataSource>"
    )
    texts = [
        vrt.format(source=f"CSV:{canary}"),
        vrt.format(source=f"/vsicurl/{web}.csv"),
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{canary}">]><a>&x;</a>',
        f'{{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {canary} ! write x"}}',
        f'"crs": {{"type": "link", "properties": {{"href": "{web}", "type": "proj4"}}}}, ',
        f'"crs": {{"type": "name", "properties": {{"name": "{web}"}}}}, ',
        f'xsi:schemaLocation="http://a {web}?SERVICE=WFS&amp;REQUEST=DescribeFeatureType" ',
        f"<NetworkLink><Link><href>{web}</href></Link></NetworkLink>",
        f"<?foo a='?><OGRVRTDataSource>{canary}</OGRVRTDataSource>'?>",
        f'<a xlink:href="{web}"/>',
        f"/vsicurl/{web}",
        f"CSV:{canary}",
        str(canary),
        f"ATTACH DATABASE '{canary}' AS x",
    ]
    return [text.encode() for text in texts]


def changed(data: bytes, orders: list[bytes], rng: random.Random) -> bytes:
    """Return data with pieces changed, cut, doubled, or replaced by an order."""
    made = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        at = rng.randrange(len(made) + 1)
        end = min(len(made), at + rng.choice([0, 1, 4, 40, 400]))
        kind = rng.random()
        if kind < 0.3:
            made[at:end] = rng.choice(SIGNS)
        elif kind < 0.4:
            made[at:end] = made[at:end] * 2
        elif kind < 0.5:
            del made[at:]
        elif kind < 0.6:
            made[at:end] = bytes(rng.randrange(256) for _ in range(end - at))
        else:
            order = rng.choice(orders)
            # In a text of the file, as a whole file, in front, or of the same length as what it replaces.
            where = rng.random()
            name = made.find(b"DK-0")
            if where < 0.5 and name >= 0:
                made[name : name + 5] = order
            elif where < 0.6:
                made[:] = order
            elif where < 0.8:
                made[:0] = order
            else:
                made[at : at + len(order)] = order
    return bytes(made)


def make(sample: Path, folder: Path, orders: list[bytes], rng: random.Random) -> Path:
    """Write a hostile file made from a sample, with its side files; return its path."""
    target = folder / sample.name
    if sample.is_dir():
        shutil.copytree(sample, target)
    else:
        stem = sample.name.split(".")[0]
        for beside in sample.parent.glob(f"{stem}.*"):
            if beside.is_file():
                shutil.copy(beside, folder / beside.name)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    victim = target if target.is_file() and rng.random() < 0.8 else rng.choice(files)
    if zipfile.is_zipfile(victim) and rng.random() < 0.7:
        _repack(victim, orders, rng)
    else:
        victim.write_bytes(changed(victim.read_bytes(), orders, rng))
    return target


def _repack(archive: Path, orders: list[bytes], rng: random.Random) -> None:
    with zipfile.ZipFile(archive) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    name = rng.choice(sorted(members))
    members[name] = changed(members[name], orders, rng)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for each, data in members.items():
            packed.writestr(each, data)


def read(path: Path, _folder: Path) -> str:
    """Read a file as a notebook does; return all that it says."""
    try:
        frame = read_parcels(path, zone=39)
    except GeokitError as error:
        return error.localize("en") + error.localize("zh")
    return frame.to_csv() + "".join(str(entry) for entry in unreadable_of(frame))


def command(arguments: list[str]) -> str:
    """Run a command; an exit status that means a fault of geokit's own is one here."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(arguments)
    if status not in (0, 1, 2):
        raise AssertionError(f"exit status {status}: {err.getvalue()[-2000:]}")
    return out.getvalue() + err.getvalue()


def inspect(path: Path, _folder: Path) -> str:
    """Inspect a file on the command line."""
    return command(["inspect", "--", str(path)])


def convert(path: Path, folder: Path) -> str:
    """Convert a file, and return what was written with what was said."""
    written = folder / "written.geojson"
    said = command(["convert", "--zone", "39", "--", str(path), str(written)])
    return said + (written.read_text(encoding="utf-8") if written.exists() else "")


DOORS = (read, read, read, inspect, convert)


def fault_of(door: object, path: Path, folder: Path, secret: str) -> str | None:
    """Give a file to a door; return what fell, if anything did."""
    try:
        said = door(path, folder)
    except Exception:  # noqa: BLE001 - what is raised here is what the campaign looks for
        return traceback.format_exc()
    if secret in said:
        return "the text of another file came out"
    if any(ord(letter) < 32 and letter not in "\n\t\r" for letter in said if door is not read):
        return f"a control character was printed: {said!r:.2000}"
    return None


def campaign(
    sample: Path, count: int, seed: int, orders: list[bytes], canary: Path, folder: Path
) -> list[dict[str, str]]:
    """Return what fell, each with the number of the file that made it fall."""
    fallen = []
    secret = canary.read_text(encoding="utf-8").splitlines()[1].partition(",")[0]
    for number in range(count):
        rng = random.Random(seed * 1_000_003 + number)  # noqa: S311 - it chooses mutations, not secrets
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        door = rng.choice(DOORS)
        path = make(sample, folder, orders, rng)
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        fault = fault_of(door, path, folder, secret)
        faulthandler.cancel_dump_traceback_later()
        if fault:
            fallen.append({"number": str(number), "door": door.__name__, "fault": fault})
    return fallen


def main() -> None:
    """Run the campaign that the arguments describe."""
    sample, count, seed, port, canary, folder = sys.argv[1:]
    warnings.simplefilter("ignore")
    orders = payloads(int(port), Path(canary))
    fallen = campaign(Path(sample), int(count), int(seed), orders, Path(canary), Path(folder))
    sys.stdout.write(json.dumps(fallen) + "\n")


if __name__ == "__main__":
    main()
