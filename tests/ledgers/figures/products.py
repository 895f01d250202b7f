"""Every product that shows the figures of a park, and the figures parsed out of what was rendered.

Each returns mu by key: the terms of the equation, ``phase:NAME`` for the land of a phase, ``legend:KEY`` for a line of
a legend.
"""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import openpyxl

from geokit.maps.park import park_map
from geokit.reports._base import find_format
from geokit.reports._ledger import write_ledger
from geokit.sheets.heading import Heading
from geokit.sheets.pictures import picture_style
from geokit.sheets.slides import draw_fitting

if TYPE_CHECKING:
    from pathlib import Path

    from geokit.auditing.report import AuditReport
    from geokit.ledgers.acquisition.model import Ledger
    from geokit.maps.offline import OfflineMap

Found = dict[str, Decimal]

_WORDS = {
    "declared": "declared", "outline measured": "outline", "in parcels": "parcels", "supplied": "supplied",
    "approved, not supplied": "approved", "to acquire": "to_acquire", "still to acquire": "to_acquire",
    "to acquire, of the parcels shown": "to_acquire", "still to acquire, of the parcels shown": "to_acquire",
    "progress not stated": "not_stated", "withdrawn": "withdrawn", "in no parcel": "in_no_parcel",
    "the rest, not shown or in no parcel": "in_no_parcel",
    "in parcels outside the outline": "beyond", "difference: declared less outline measured": "difference",
    "difference: parcels beyond the declared area": "difference", "published area": "declared",
}  # fmt: skip
_NUMBER = r"(?:at least |at most )?([\d,]+\.?\d*) mu"
_TERM = re.compile(rf"([=+−]?) ?{_NUMBER} (.*?)(?= [=+−] (?:at |\d)|; \d|\.$|\.\n|\.<|$)")


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def of_equation(text: str) -> Found:
    """Parse an equation in English."""
    line = next((line for line in text.splitlines() if " mu " in line and " = " in line), "")
    return {_WORDS[label]: number(mu) * (-1 if sign == "−" else 1) for sign, mu, label in _TERM.findall(line)}


def of_headlines(items: list[tuple[str, str]]) -> Found:
    """Parse headlines: a value with its sign, and what it is called."""
    found = {}
    for value, label in items:
        # A declared area stands as written first, and then as it was read: 100亩 (100 mu; total land).
        term = re.match(rf"([=+−]?) ?(?:\S+亩 \()?{_NUMBER}", value)
        name = re.split(r";| on \d", label)[0]
        if term and name in _WORDS:
            found[_WORDS[name]] = number(term[2]) * (-1 if term[1] == "−" else 1)
    return found


def of_page(page: dict[str, Any]) -> Found:
    """Parse the payload of a map's page."""
    items = [
        (f"{item.get('sign', '')} {item['value']['en']}".strip(), item["label"]["en"])
        for item in page["headlines"]
    ]
    return of_headlines(items) | of_layer(page["parcels"][0] if page["parcels"] else None)


def of_layer(layer: dict[str, Any] | None) -> Found:
    if layer is None:
        return {}
    found = {f"legend:{line['key']}": number(line["mu"]) for line in layer["legend"]}
    for bar in layer["bars"]:
        found[f"phase:{bar['name']['en']}"] = number(bar["total"])
        parts = sum(Decimal(str(part["mu"])) for part in bar["parts"] if part["share"])
        assert parts == number(bar["total"])
    return found


def payload_of(html: str) -> Any:
    return json.loads(re.search(r'id="gk-data">(.*?)</script>', html, re.DOTALL)[1])  # type: ignore[index]


def map_page(m: OfflineMap) -> Found:
    return of_page(payload_of(m.get_root().render()))


def map_in_notebook(m: OfflineMap) -> Found:
    return of_page(payload_of(unescape(m._repr_html_())))


def map_on_paper(m: OfflineMap) -> Found:
    """What a slide writes is read back; a PDF has the same entries."""
    from matplotlib.text import Text

    heading = Heading.of(m.page, "en")
    with picture_style([*heading.texts(), *m._drawing.texts("en")], "en"):
        sheet = draw_fitting(heading, m._drawing, "en")
    texts = [text.get_text() for text in sheet.figure.findobj(Text)]
    written = [text for text in texts if text]
    found: Found = {}
    for value, label in pairwise(written):
        found |= of_headlines([(value, label.replace("\n", " "))])
    for label, value in pairwise(written):
        if total := re.fullmatch(rf"{_NUMBER}(?: in all| \(\d+ not counted\))", value):
            found[f"phase:{label}"] = number(total[1])
        if line := re.fullmatch(rf"[\d,]+ parcels? · {_NUMBER}(?: \(\d+ not counted\))?", value):
            found[f"legend:{label}"] = number(line[1])
    return found


def ledger_text(made: Ledger) -> Found:
    return of_equation(made.localize("en"))


def ledger_in_notebook(made: Ledger) -> Found:
    from geokit.languages import use_language

    with use_language("en"):
        return of_equation(unescape(made._repr_html_()).replace("</p>", "\n").replace("<p>", ""))


def ledger_table(made: Ledger) -> Found:
    return _of_rows([list(made.to_frame("en").columns), *made.to_frame("en").to_numpy(dtype=object).tolist()])


def ledger_csv(made: Ledger, folder: Path) -> Found:
    import csv

    write_ledger(made, folder / "a.csv", language="en")
    return _of_rows(list(csv.reader((folder / "a.csv").read_text(encoding="utf-8-sig").splitlines())))


def ledger_workbook(made: Ledger, folder: Path) -> Found:
    write_ledger(made, folder / "a.xlsx", language="en")
    sheet = openpyxl.load_workbook(folder / "a.xlsx")["Ledger"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    lines = [str(row[0]) for row in rows if row[0] and " = " in str(row[0])]
    return _of_rows(rows) | of_equation("\n".join(lines))


def _of_rows(rows: list[list[Any]], name: str = "phase") -> Found:
    """Parse a table: the land of each phase, and by progress that of the total."""
    head = [str(cell) for cell in rows[0]]
    found = {}
    for row in rows[1:]:
        if row[head.index(name)] in (None, "") and row[0] != "total":
            continue
        if row[head.index("land (mu)")] in (None, ""):
            continue
        if row[0] == "total":
            for words, key in _WORDS.items():
                if f"{words} (mu)" in head and words != "declared":
                    found[key] = Decimal(str(row[head.index(f"{words} (mu)")]))
        else:
            land = Decimal(str(row[head.index("land (mu)")]))
            found[f"phase:{row[head.index(name)]}"] = land
    return found


def plot(made: Ledger) -> Found:
    """What is written in bars, which leave out what is too short."""
    axes = made.plot("en").axes[0]
    rows = [label.get_text() for label in axes.get_yticklabels()]
    found: Found = {f"phase:{row}": Decimal(0) for row in rows}
    for bars in axes.containers:
        for row, patch in zip(rows, bars.patches, strict=True):
            found[f"phase:{row}"] += Decimal(repr(round(float(patch.get_width()), 3)))
    return found


def report_page(report: AuditReport, audience: str = "internal") -> Found:
    data = payload_of(find_format("html").render(report, "en", audience=audience).decode())
    lines = [line["en"] for line in data["report"]["figures"]]
    return of_equation("\n".join(line.partition(": ")[2] for line in lines))


def report_workbook(report: AuditReport, audience: str = "internal") -> Found:
    content = find_format("xlsx").render(report, "en", audience=audience)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Phases"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    lines = [str(row[0]).partition(": ")[2] for row in rows if row[0] and " = " in str(row[0])]
    return _of_rows(rows) | of_equation("\n".join(lines))


def make_map(park: Any, parcels: Any, report: AuditReport, day: Any) -> OfflineMap:
    return park_map(park, parcels, report, as_of=day, language="en")
