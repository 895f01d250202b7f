"""Mutated files: only a sentence of geokit's or parcels come out, and no record goes missing in silence.

``GEOKIT_FUZZ=10`` runs ten times as many.
"""

import os
import random

import pytest

from geokit.errors import GeokitError
from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.formats._base import known_formats
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.read import read_parcels
from geokit.parcels.screening import set_unreadable_aside

pytestmark = pytest.mark.slow

SCALE = float(os.environ.get("GEOKIT_FUZZ", "1"))
# Building a table takes longer than reading a small file: one file in so many goes all the way.
WHOLE_EVERY = 50
SIGNS = """
, ， ; @ ＠ [ ] 【 】 = ＝ . - + e E nan inf " ' 面 线 点 9 0 1e400 1_0 ٣ 39 3 99999999999 ° { < | \ufeff \0 \t \r\n
"""
TOKENS = [sign.encode() for sign in SIGNS.split(" ")]
TOKENS += [b"\xff", b"\x80", b"\xff\xfe", b"\x81", b"\x1a", b" ", b"\n", b"\0", b""]


def mutate(data, rng):
    """Change, cut, double or exchange a few pieces of the data."""
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        at, end = sorted(rng.randrange(len(changed) + 1) for _ in range(2))
        end = min(end, at + rng.choice([0, 1, 2, 5, 40, 400]))
        choice = rng.random()
        if choice < 0.5:
            changed[at:end] = rng.choice(TOKENS)
        elif choice < 0.7:
            del changed[at:end]
        elif choice < 0.8:
            changed[at:at] = changed[at:end]
        else:
            other = rng.randrange(len(changed) + 1)
            changed[at:end] = changed[other : other + (end - at)]
        if not changed:
            break
    return bytes(changed)


def read_mutants(path, seeds, count, rng, **options):
    """Read mutants, and return how many were read and how many refused."""
    read = 0
    total = int(count * SCALE)
    for number in range(total):
        path.write_bytes(mutate(rng.choice(seeds), rng))
        try:
            if number % WHOLE_EVERY:
                records, unreadable = bare_records(path, ReadOptions(**options))
            else:
                frame = read_parcels(path, **options)
                records, unreadable = frame["record"], unreadable_of(frame)
        except GeokitError as error:
            spoken_in_both(error)
            continue
        read += 1
        numbers = {*records, *(entry.record for entry in unreadable)}
        assert numbers == set(range(len(numbers)))
    return read, total - read


def bare_records(path, options):
    reading = known_formats()[path.stem].read(path, options)
    set_unreadable_aside(reading)
    return reading.record, reading.unreadable


def spoken_in_both(error):
    assert error.localize("en") != error.localize("zh")


@pytest.fixture
def rng():
    return random.Random(20260115)  # noqa: S311 - it chooses mutations, not secrets


def test_txt(samples, tmp_path, rng):
    seeds = [path.read_bytes() for path in sorted(samples.glob("*.txt"))]
    seeds += [path.read_bytes() for path in sorted((samples / "txt").glob("0*.txt"))]
    read, refused = read_mutants(tmp_path / "txt.txt", seeds, 10_000, rng, zone=39)
    assert read > 1000
    assert refused > 1000


def test_csv(tmp_path, rng):
    rows = "\n".join(
        f"DK-{at // 5},J{at},{2_583_000 + at % 3 * 100},{467_000 + at % 2 * 100},1" for at in range(20)
    )
    table = f"宗地号:DK-01,面积:15亩\n地块编号,点号,X,Y,圈号\n{rows}\n"
    wkt = '编号,面积,WKT\n1,10000,"POLYGON((0 0,100 0,100 100,0 100,0 0))"\n2,1,"MULTIPOLYGON(((0 0,1 0,1 1,0 0)))"\n'
    seeds = [table.encode("gbk"), table.encode("utf-8-sig"), wkt.encode(), wkt.encode("utf-16")]
    read, refused = read_mutants(tmp_path / "csv.csv", seeds, 10_000, rng, zone=39)
    assert read > 1000
    assert refused > 1000


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_dxf(tmp_path, rng):
    ezdxf = pytest.importorskip("ezdxf")
    for version in ("R12", "R2010"):
        document = ezdxf.new(version)
        space = document.modelspace()
        space.add_polyline2d([(0, 0, 0.5), (90, 0, 0), (90, 90, 0)], format="xyb", close=True)
        space.add_line((0, 0), (100, 0))
        space.add_arc((50, 0), 50, 0, 180)
        space.add_text("DK-01", dxfattribs={"insert": (60, 20)})
        block = document.blocks.new("B")
        block.add_line((0, 0), (5, 5))
        space.add_blockref("B", (1, 1))
        document.saveas(tmp_path / f"{version}.dxf")
    seeds = [tail_of((tmp_path / f"{version}.dxf").read_bytes()) for version in ("R12", "R2010")]
    read, refused = read_mutants(tmp_path / "dxf.dxf", seeds, 1_000, rng)
    assert read > 50
    assert refused > 50


def tail_of(drawing):
    """Return a drawing without its tables and objects, which mutations would mostly hit."""
    head, _, rest = drawing.partition(b"  2\nBLOCKS")
    blocks, _, after = rest.partition(b"  2\nOBJECTS")
    header = head[: head.find(b"ENDSEC") + 7]
    body = b"  0\nSECTION\n  2\nBLOCKS" + blocks
    return header + body + (b"  0\nEOF\n" if not after else b"  2\nOBJECTS\n  0\nENDSEC\n  0\nEOF\n")
