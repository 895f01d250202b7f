"""Sheets of a table of control lines: the matrix of parcels and layers, and the list of the layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from geokit.i18n import LANGUAGES, Words
from geokit.land.units import M2_PER, UNIT_WORDS, Area
from geokit.ledgers.forms import FormColumn, FormSheet
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    import pandas as pd
    from numpy.typing import NDArray

    from geokit.ledgers.adjustment import Printing
    from geokit.ledgers.forms import FormKind, Sentence

Role = Literal["forbid", "must_cover", "tabulate"]
ROLE_WORDS: Final[Mapping[str, Words]] = {
    "forbid": Words(zh="应避让", en="to keep clear of"),
    "must_cover": Words(zh="应在其内", en="to lie within"),
    "tabulate": Words(zh="只作统计", en="for information"),
}
TITLE = Words(zh="三区三线占用表", en="Control lines")
_LAYERS = Words(zh="控制线图层", en="Layers of control lines")
_TOTAL = Words(zh="合计", en="total")
_SUBTOTAL = Words(zh="小计", en="subtotal")
_NOT_STATED = Words(zh="未注明", en="not stated")
_NOT_COMPARED = Words(zh="未比较", en="not compared")
_IN_UNIT = Words(zh="{heading}（{unit}）", en="{heading} ({unit})")
_OF_VERSION = Words(zh="{name}（{version}）", en="{name} ({version})")
_INSIDE, _OUTSIDE = Words(zh="在内", en="inside"), Words(zh="在外", en="outside")
_POLYGONS = Words(zh="图斑编号", en="polygons")
_NUMBERS = Words(zh="{named}", en="{named}")
_MANY_NUMBERS = Words(zh="{named} 等 {count} 个", en="{named} … ({count})")
_BATCH = Words(zh="批次", en="batch")
_ID, _NAME = Words(zh="地块编号", en="parcel"), Words(zh="地块名称", en="name")
_AREA = Words(zh="地块面积", en="area")
# More numbers than that are counted, not listed.
_MOST_NUMBERS: Final = 40
_MU_DECIMALS: Final = 3


@dataclass(frozen=True)
class Occupation:
    """What parcels have of one layer, as it is printed.

    Attributes
    ----------
    name : str or Words
    version, source : str
        The dates of its version (empty where it has none), and its file.
    role : str or None
        What the layer is for, as the caller or park.toml says.
    count : int
        Its polygons, as far as they were read.
    touched : int
        How many of them parcels lie on.
    inside : ndarray of int, shape (n,), or None
        The area of each parcel within it, in units of the last digit; None where the layer was not compared.
    polygons : mapping of int to tuple of str
        The numbers of the polygons that each parcel touches.
    id : str
        What its columns are called; as `name` if empty.
    """

    name: str | Words
    version: str
    source: str
    role: Role | None
    count: int
    touched: int
    inside: NDArray[np.object_] | None
    polygons: Mapping[int, tuple[str, ...]]
    id: str = ""

    @property
    def code(self) -> str:
        """What it is called by: the same to every reader."""
        return self.id or str(self.name)


def matrix_sheet(
    parcels: pd.DataFrame,
    layers: Sequence[Occupation],
    printing: Printing,
    lines: tuple[Sentence | Words, ...],
) -> FormSheet:
    """Return the matrix: a row a parcel, batches with their subtotals, and the whole.

    Parameters
    ----------
    parcels : DataFrame
        ``id``, ``name``, ``batch``, ``count`` (the printed area in units of the last digit).
    layers : sequence of Occupation
    printing : Printing
    lines : tuple
        The sentences below.
    """
    body = _Rows(parcels, layers, printing)
    body.fill()
    return FormSheet(
        TITLE, tuple(_columns(layers, printing)), tuple(body.rows), frozenset(body.totals), lines
    )


def _columns(layers: Sequence[Occupation], printing: Printing) -> Iterator[FormColumn]:
    kind: Any = _kind(printing)
    yield FormColumn("id", _ID)
    yield FormColumn("name", _NAME)
    yield FormColumn("batch", _BATCH)
    yield FormColumn("area", _in_unit(_AREA, printing), kind)
    for layer in layers:
        group = _title(layer)
        yield FormColumn(f"{layer.code}_inside", _in_unit(_INSIDE, printing), kind, group)
        yield FormColumn(f"{layer.code}_outside", _in_unit(_OUTSIDE, printing), kind, group)
        yield FormColumn(f"{layer.code}_polygons", _POLYGONS, "text", group)


def layers_sheet(layers: Sequence[Occupation], whole: int, printing: Printing) -> FormSheet:
    """Return the list of the layers: version, polygons, and what of all parcels lies within and without."""
    kind: FormKind = _kind(printing)
    columns = (
        FormColumn("layer", Words(zh="图层", en="layer")),
        FormColumn("version", Words(zh="版本日期", en="version")),
        FormColumn("source", Words(zh="文件", en="file")),
        FormColumn("role", Words(zh="用途（设置）", en="role (a setting)")),
        FormColumn("count", Words(zh="读入图斑数", en="polygons read"), "count"),
        FormColumn("touched", Words(zh="涉及图斑数", en="polygons touched"), "count"),
        FormColumn("parcels", Words(zh="涉及地块数", en="parcels touched"), "count"),
        FormColumn("inside", _in_unit(_INSIDE, printing), kind),
        FormColumn("outside", _in_unit(_OUTSIDE, printing), kind),
        FormColumn("inside_mu", Words(zh="在内（亩）", en="inside (mu)"), "mu"),
    )
    return FormSheet(_LAYERS, columns, tuple(_layer_row(each, whole, printing) for each in layers))


def _layer_row(layer: Occupation, whole: int, printing: Printing) -> tuple[object, ...]:
    head = (
        layer.name,
        layer.version or _NOT_STATED,
        layer.source or None,
        ROLE_WORDS[layer.role] if layer.role else None,
    )
    if layer.inside is None:
        return (*head, layer.count, _NOT_COMPARED, None, None, None, None)
    inside = int(layer.inside.sum())
    figures = (printed(inside, printing), printed(whole - inside, printing))
    mu = area_of(inside, printing).rounded("mu", _MU_DECIMALS)
    return (*head, layer.count, layer.touched, len(layer.polygons), *figures, mu)


def printed(count: int, printing: Printing) -> Decimal:
    """Return a number of units of the last digit as it is printed."""
    return printing.printed(np.array([count], dtype=object))[0]


def area_of(count: int, printing: Printing) -> Area:
    """Return a number of units of the last digit as an area."""
    return Area(M2_PER[printing.unit] * int(count) / 10**printing.decimals)


def _title(layer: Occupation) -> Words:
    version: object = layer.version or _NOT_STATED
    return _filled(_OF_VERSION, name=layer.name, version=version)


def _in_unit(heading: Words, printing: Printing) -> Words:
    return _filled(_IN_UNIT, heading=heading, unit=UNIT_WORDS[printing.unit])


def _filled(words: Words, **fields: object) -> Words:
    said: Any = {lang: words.render(lang, **fields) for lang in LANGUAGES}
    return Words(**said)


def _kind(printing: Printing) -> Any:
    return "m2" if printing.unit == "km2" else printing.unit


class _Rows:
    """The rows of the matrix as they are made."""

    def __init__(self, parcels: pd.DataFrame, layers: Sequence[Occupation], printing: Printing) -> None:
        self.rows: list[tuple[object, ...]] = []
        self.totals: list[int] = []
        self._layers, self._printing = layers, printing
        self._ids, self._names, self._areas = (parcels[each].tolist() for each in ("id", "name", "count"))
        self._batches = parcels["batch"].fillna("").astype(str).tolist()

    def fill(self) -> None:
        """Add the parcels by batch, a subtotal below each where there are several, and the whole."""
        batches = sorted(set(self._batches), key=lambda batch: (batch == "", natural_key(batch)))
        for batch in batches:
            at = [row for row, of in enumerate(self._batches) if of == batch]
            for row in sorted(at, key=lambda row: natural_key(str(self._ids[row]))):
                self.rows.append(
                    (self._ids[row], self._names[row], batch or None, *self._cells([row], self._numbers(row)))
                )
            if len(batches) > 1:
                self._sum(_SUBTOTAL, batch or _NOT_STATED, at)
        self._sum(_TOTAL, None, list(range(len(self._ids))))

    def _sum(self, head: Words, batch: object, at: list[int]) -> None:
        self.totals.append(len(self.rows))
        self.rows.append((head, None, batch, *self._cells(at, [None] * len(self._layers))))

    def _cells(self, at: list[int], numbers: Sequence[object]) -> Iterator[object]:
        whole = sum(self._areas[row] for row in at)
        yield printed(whole, self._printing)
        for layer, polygons in zip(self._layers, numbers, strict=True):
            if layer.inside is None:
                yield from (None, None, polygons)
                continue
            inside = sum(int(layer.inside[row]) for row in at)
            yield printed(inside, self._printing)
            yield printed(whole - inside, self._printing)
            yield polygons

    def _numbers(self, row: int) -> list[object]:
        return [
            _NOT_COMPARED if layer.inside is None else _listed(layer.polygons.get(row, ()))
            for layer in self._layers
        ]


def _listed(numbers: tuple[str, ...]) -> Words | None:
    if not numbers:
        return None
    named: list[object] = list(numbers[:_MOST_NUMBERS])
    if len(numbers) <= _MOST_NUMBERS:
        return _filled(_NUMBERS, named=named)
    return _filled(_MANY_NUMBERS, named=named, count=len(numbers))
