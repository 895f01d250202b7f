"""``geokit parks``: what the catalogue holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geokit.cli._console import print_line, print_lines
from geokit.cli._options import read_catalog, with_boundaries, with_language
from geokit.i18n import Language, Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geokit as gk
    from geokit.programme.model import Placed

_ABOUT = Words(
    zh="列出园区：公布面积、量算面积、分区、依据。",
    en="List the parks: declared and measured areas, zones, basis.",
)
_PAIR = Words(zh="{supporter} — {host}", en="{supporter} – {host}")
_DECLARED = Words(zh="公布 {declared}（截至 {as_of}）", en="declared {declared} (as of {as_of})")
_NOT_PUBLISHED = Words(zh="未公布面积", en="area not published")
_MEASURED = Words(
    zh="图形 {area}，椭球面积，{crs}；{basis}", en="outline {area}, ellipsoidal, {crs}; {basis}"
)
_NO_OUTLINE = Words(
    zh="无边界，仅有参考点（±{uncertainty} 公里）", en="no outline, an anchor only (±{uncertainty} km)"
)
_ZONE = Words(zh="{name}：{facts}", en="{name}: {facts}")
_SEPARATOR = Words(zh="；", en="; ")
_SUM = Words(zh="{count} 个园区，已公布 {area}", en="{count:park|parks}, published land: {area}")


@click.command(help=_ABOUT.render())
@with_boundaries
@with_language
def command(boundaries: Path | None) -> int:
    """Print every park of the catalogue."""
    catalog, language = read_catalog(boundaries), current_language()
    for park in catalog.parks:
        print_lines(_park_lines(catalog, park, language))
    area = catalog.published_area()
    print_line(_SUM.render(count=len(catalog.parks), area=area or _NOT_PUBLISHED))
    return 0


def _park_lines(catalog: gk.Catalog, park: gk.Park, language: Language) -> Iterator[str]:
    pair = catalog.partnership(park.partnership)
    names = {
        key: catalog.district(code).name for key, code in (("supporter", pair.supporter), ("host", pair.host))
    }
    yield f"{park.id}  {park.name.localize(language)}  [{_PAIR.render(language, **names)}]"
    yield from (f"    {line}" for line in _facts(park, language))
    for zone in park.zones:
        facts = _SEPARATOR.localize(language).join(_facts(zone, language))
        yield "    · " + _ZONE.render(language, name=zone.name, facts=facts)
    yield ""


def _facts(placed: Placed, language: Language) -> Iterator[str]:
    from geokit.programme.terms import BASIS_WORDS

    declared = placed.declared_area
    if declared is None:
        yield _NOT_PUBLISHED.localize(language)
    else:
        yield _DECLARED.render(language, declared=declared, as_of=declared.as_of)
    if placed.area is not None and placed.crs is not None and placed.basis is not None:
        basis = BASIS_WORDS[placed.basis]
        yield _MEASURED.render(language, area=placed.area, crs=placed.crs.to_string(), basis=basis)
    elif placed.anchor is not None:
        yield _NO_OUTLINE.render(language, uncertainty=f"{placed.anchor.uncertainty_m / 1000:g}")
