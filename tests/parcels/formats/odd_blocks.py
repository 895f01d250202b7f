"""Tables of boundary points side by side, sorted by their numbers, and with odd figures."""

from __future__ import annotations

from point_tables import (
    INSIDE,
    NAMED,
    OCTAGON,
    XY,
    A,
    B,
    alternating,
    bad,
    bare,
    behind,
    beside,
    moved,
    numbered,
    rows,
)

# Columns side by side.
BLOCKS = {
    "two blocks": [f"{XY},{XY}", *beside(rows(OCTAGON[:4]), rows(OCTAGON[4:], start=5))],
    "two blocks of unlike length": [f"{XY},{XY}", *beside(rows(OCTAGON[:5]), rows(OCTAGON[5:], start=6))],
    "two blocks across": [
        f"{XY},{XY}",
        *beside(numbered(OCTAGON[::2], 1, 3, 5, 7), numbered(OCTAGON[1::2], 2, 4, 6, 8)),
    ],
    "two blocks of two parcels": [f"{XY},{XY}", *beside(rows(A), rows(B))],
    "two blocks of two pages": [
        f"{XY},{XY}",
        *beside(rows(OCTAGON[:2]), rows(OCTAGON[2:4], start=3)),
        *beside(rows(OCTAGON[4:6], start=5), rows(OCTAGON[6:], start=7)),
    ],
    "two blocks of two parcels one below the other": [
        f"{XY},{XY}",
        *beside(rows(A[:2]), rows(A[2:], start=3)),
        *beside(rows(B[:2]), rows(B[2:], start=3)),
    ],
    "two blocks and a blank row": [
        f"{XY},{XY}",
        *beside(rows(A[:2]), rows(A[2:], start=3)),
        "",
        *beside(rows(B[:2]), rows(B[2:], start=3)),
    ],
    "two blocks and the headings again": [
        f"{XY},{XY}",
        *beside(rows(OCTAGON[:2]), rows(OCTAGON[2:4], start=3)),
        f"{XY},{XY}",
        *beside(rows(OCTAGON[4:6], start=5), rows(OCTAGON[6:], start=7)),
    ],
    "two blocks with numbers never filled in": [
        f"{XY},{XY}",
        *beside(rows(OCTAGON[:5]), [*rows(OCTAGON[5:], start=6), "J9,,", "J10,,"]),
    ],
    "two blocks with a number not filled in within": [
        f"{XY},{XY}",
        *beside([*rows(A[:1]), "J2,,", *rows(A[2:], start=3)], rows(B, start=5)),
    ],
    "two blocks with names": [
        f"地块编号,{XY},{XY}",
        *(f"甲,{each}" for each in beside(rows(A[:2]), rows(A[2:], start=3))),
        *(f"乙,{each}" for each in beside(rows(B[:2]), rows(B[2:], start=3))),
    ],
    "two blocks with names once each": [
        f"地块编号,{XY},{XY}",
        *(
            f"{name},{each}"
            for name, each in zip(
                ["甲", "", "乙", ""],
                [*beside(rows(A[:2]), rows(A[2:], start=3)), *beside(rows(B[:2]), rows(B[2:], start=3))],
                strict=True,
            )
        ),
    ],
    "two blocks with names and numbers out of order": [
        f"地块编号,{XY},{XY}",
        *(f"甲,{each}" for each in beside(numbered(A[:2], 9, 4), numbered(A[2:], 2, 7))),
        *(f"乙,{each}" for each in beside(numbered(B[:2], 3, 6), numbered(B[2:], 8, 1))),
    ],
    "two blocks with names, the second shorter": [
        f"地块编号,{XY},{XY}",
        *(f"甲,{each}" for each in beside(rows(A[:2]), rows(A[2:3], start=3))),
        *(f"乙,{each}" for each in beside(rows(B[:2]), rows(B[2:], start=3))),
    ],
    "two blocks with a name each": [f"{NAMED},{NAMED}", *beside(rows(A, "甲"), rows(B, "乙"), width=4)],
    "two blocks with an edge each": [
        f"{XY},边长,{XY},边长",
        *beside(behind(rows(A), "100", "80"), behind(rows(B), "100", "80"), width=4),
    ],
    "two blocks with a remark for both": [
        f"{XY},备注,{XY}",
        *beside(behind(rows(A), "田"), rows(B, start=5), width=4),
    ],
    "two blocks with rings": [
        f"{XY},圈号,{XY},圈号",
        *beside(behind(rows(A), "1"), behind(rows(INSIDE, start=5), "2"), width=4),
    ],
    "two blocks with one column of rings": [
        f"{XY},{XY},圈号",
        *behind(beside(rows(A[:2]), rows(A[2:], start=3)), "1"),
    ],
    "two pairs of coordinates with one number": [
        "点号,X,Y,X,Y",
        *(f"{line},{line.partition(',')[2]}" for line in rows(A)),
    ],
    "three pairs of coordinates with two numbers": [
        "点号,X,Y,点号,X,Y,X,Y",
        *behind(beside(rows(A[:2]), rows(A[2:], start=3)), "1,2"),
    ],
    "two pairs of coordinates without numbers": ["X,Y,X,Y", *beside(bare(rows(A)), bare(rows(B)), width=2)],
    "degrees beside metres": ["点号,X,Y,经度,纬度", *behind(rows(A), "116.6,23.3")],
    "two blocks of words": [f"{XY},{XY}", *beside(rows(A), rows(B, start=5)), "备注,无,,,,", ",,,J9,,"],
}

SORTED = {
    "rows that alternate": [NAMED, *alternating(rows(A, "甲"), rows(B, "乙"))],
    "rows that alternate, closed": [
        NAMED,
        *alternating(rows(A, "甲", closed=True), rows(B, "乙", closed=True)),
    ],
    "rows that alternate in pairs": [
        NAMED,
        *rows(A[:2], "甲"),
        *rows(B[:2], "乙"),
        *rows(A[2:], "甲", start=3),
        *rows(B[2:], "乙", start=3),
    ],
    "rows that alternate in threes": [
        NAMED,
        *rows(OCTAGON[:3], "甲"),
        *rows(B[:3], "乙"),
        *rows(OCTAGON[3:], "甲", start=4),
    ],
    "rows that alternate in threes and no more": [
        NAMED,
        *rows(OCTAGON[:3], "甲"),
        *rows(B[:3], "乙"),
        *rows(OCTAGON[3:6], "甲", start=4),
    ],
    "rows of two points each": [NAMED, *alternating(rows(A[:2], "甲"), rows(B[:2], "乙"))],
    "rows of three points each": [NAMED, *alternating(rows(A[:3], "甲"), rows(B[:3], "乙"))],
    "rows that alternate without a number": [
        NAMED,
        *(line.replace("J2", "") for line in alternating(rows(A, "甲"), rows(B, "乙"))),
    ],
    "rows that alternate without a name": [NAMED, *alternating(rows(A, "甲"), rows(B, ""))],
    "rows that alternate and a note": [NAMED, *alternating(rows(A, "甲"), rows(B, "乙")), "备注,,无,"],
    "rows that alternate and a note within": [
        NAMED,
        *alternating(rows(A[:2], "甲"), rows(B[:2], "乙")),
        "备注,,无,",
        *alternating(rows(A[2:], "甲", start=3), rows(B[2:], "乙", start=3)),
    ],
    "rows of one name": [NAMED, *rows(A[:2], "甲")],
}

# How coordinates are written, and where they cannot lie.
FIGURES = {
    "swapped": [XY, *numbered([(east, north) for north, east in A], 1, 2, 3, 4)],
    "swapped under plain names": [
        "点号,纵坐标,横坐标",
        *numbered([(east, north) for north, east in A], 1, 2, 3, 4),
    ],
    "degrees": ["点号,经度,纬度", *numbered([(116.68, 23.35), (116.681, 23.35), (116.681, 23.351)], 1, 2, 3)],
    "degrees under X and Y": [XY, *numbered([(23.35, 116.68), (23.35, 116.681), (23.351, 116.681)], 1, 2, 3)],
    "degrees with minutes": ["点号,经度,纬度", "1,116°36′,23°18′", "2,116°37′,23°18′", "3,116°37′,23°19′30″"],
    "degrees with minutes under X and Y": [XY, "1,23°18′,116°36′", "2,23°18′,116°37′", "3,23°19′30″,116°37′"],
    "degrees with minutes and one without": [XY, "1,23°18′,116°36′", "2,23°18′,116.5", "3,23°19′30″,116°37′"],
    "packed degrees": [
        "点号,经度(dd.mmss),纬度(dd.mmss)",
        "1,116.36,23.18",
        "2,116.3604,23.18",
        "3,+116.360450,23.1805",
    ],
    "degrees packed in whole numbers": [
        "点号,经度,纬度",
        "1,1163600,231800",
        "2,1163604,231800.00",
        "3,1163604.5,231805",
    ],
    "packed degrees of which one is none": [
        "点号,经度(dd.mmss),纬度(dd.mmss)",
        "1,116.36,23.18",
        "2,1163604,23.18",
        "3,116.360450,23.1805",
    ],
    "degrees that may be packed": [
        "点号,经度,纬度",
        "1,116.3600,23.1800",
        "2,116.3604,23.1800",
        "3,116.3604,23.1805",
    ],
    "decimal degrees by their headings": [
        "点号,经度(十进制),纬度(十进制)",
        "1,116.3600,23.1800",
        "2,116.3604,23.1800",
        "3,116.3604,23.1805",
    ],
    "nothing but a northing": [NAMED, *bad(A, 2, "2580100", "", "甲"), *rows(B, "乙")],
    "nothing but an easting": [NAMED, *bad(A, 2, "", "39462080", "甲"), *rows(B, "乙")],
    "an exponent": [NAMED, *bad(A, 2, "2.58e6", "39462080", "甲"), *rows(B, "乙")],
    "a slip": [NAMED, *bad(A, 2, "258O1OO", "39462080", "甲"), *rows(B, "乙")],
    "degrees among metres": [NAMED, *bad(A, 2, "23°18′", "39462080", "甲"), *rows(B, "乙")],
    "another zone": [NAMED, *rows(A, "甲"), *rows(moved(A, -1_000_000), "乙")],
    "no zone": [NAMED, *rows(A, "甲"), *rows(moved(A, -39_000_000), "乙")],
    "a zone behind none": [NAMED, *rows(moved(A, -39_000_000), "甲"), *rows(A, "乙")],
    "nowhere": [NAMED, *rows(A, "甲"), *rows(moved(A, -38_000_000), "乙")],
    "decimals": [XY, *numbered([(f"{n}.25", f"{e}.1234") for n, e in A], 1, 2, 3, 4)],
    "a system and no zone": ["坐标系：2000国家大地坐标系", XY, *rows(moved(A, -39_000_000))],
    "a local system": ["坐标系：某市独立坐标系", XY, *rows(moved(A, -39_000_000))],
}
