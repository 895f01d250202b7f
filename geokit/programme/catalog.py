"""A boundaries folder as a :class:`Catalog`: programme.toml, and one folder a park with park.toml."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from geokit.arguments import public, public_result
from geokit.errors import CatalogError
from geokit.i18n import Language, Words, current_language
from geokit.inputs import is_there, refuse_special
from geokit.programme.checks import check_names, check_park, check_park_names, check_programme
from geokit.programme.contents import Contents
from geokit.programme.file_places import check_file_places, check_is_inside
from geokit.programme.gathering import companies_of, milestones_of, sectors_of
from geokit.programme.listing import Fact, facts_of, stale_facts
from geokit.programme.loading import build, read_toml
from geokit.programme.model import Park, Programme
from geokit.programme.overview import catalog_html, catalog_text
from geokit.programme.tables import catalog_table
from geokit.terminal import repr_pretty, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from geokit.programme.facts import Company, Milestone
    from geokit.programme.record import Name
    from geokit.programme.toml_file import TomlFile


_NO_FOLDER = Words(
    zh="找不到文件夹；请给出含有 programme.toml 的文件夹",
    en="there is no such folder; give one that holds programme.toml",
)
_A_FILE = Words(
    zh="这是文件，不是边界文件夹；地块文件可直接核查、绘图，不需要边界文件夹",
    en="this is a file, not a folder of boundaries; a file of parcels is audited or drawn by itself",
)
_NO_PROGRAMME = Words(
    zh="文件夹内没有 programme.toml；请给出含有它的文件夹，或用 geokit init 新建一个",
    en="the folder holds no programme.toml; give one that does, or let geokit init make one",
)
_FOLDER_ID = Words(
    zh="id“{name}”与文件夹名“{folder}”不同", en="id “{name}” differs from its folder's name “{folder}”"
)
# Letters of a list of ids in a representation.
_SHOWN_IDS: Final = 40


@public_result
@dataclass(frozen=True)
class Catalog(Contents):
    """The programme and its parks.

    It is iterated over park by park; ``catalog["longhu"]`` is the park of any of its names, as :meth:`park` gives it.

    Attributes
    ----------
    programme : Programme
        programme.toml.
    parks : tuple of Park
        In the order of their ids.
    folder : Path
        The boundaries folder.

    Examples
    --------
    >>> catalog = load_catalog()
    >>> len(catalog), catalog["岭海"].id, "longhu" in catalog
    (5, 'linghai', True)
    >>> [park.id for park in catalog][:3]
    ['baoan-chaonan', 'guangming-jinping-yuepu', 'linghai']
    """

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """What happened and what was to happen, in the order of time; a date that something is due by is expected."""
        return milestones_of(self)

    @property
    def companies(self) -> tuple[Company, ...]:
        """The companies of the programme and of its parks, each with its park and pair where these are known."""
        return companies_of(self)

    @property
    def sectors(self) -> dict[Name, tuple[Park, ...]]:
        """The sectors, and the parks that name them, in the order of the parks."""
        return sectors_of(self)

    def facts(self) -> tuple[Fact, ...]:
        """Return every fact with its source, date and words, in the order of the files."""
        return facts_of(self)

    def stale_facts(self, today: date, *, months: int = 12) -> list[Fact]:
        """Return the facts to ask about again: those whose date has passed, and those that are `months` old or more.

        Examples
        --------
        >>> from datetime import date
        >>> stale = load_catalog().stale_facts(date(2026, 6, 1))
        >>> stale[0].said.en, stale[0].due, stale[0].age(date(2026, 6, 1))
        ('to be completed in 2024', '2024', 30)
        """
        return stale_facts(self.facts(), today, months=months)

    def to_frame(
        self,
        table: Literal[
            "parks", "zones", "partnerships", "enclaves", "milestones", "companies", "sectors", "facts"
        ] = "parks",
        *,
        language: Language | None = None,
    ) -> pd.DataFrame:
        """Return a table of the catalogue.

        Parameters
        ----------
        table : {"parks", "zones", "partnerships", "enclaves", "milestones", "companies", "sectors", "facts"}
            Which; ``facts`` is every fact with its source, date and words.
        language : {"zh", "en"}, optional
            Headings and texts in it; codes and English, the same to every reader, if left out.

        Returns
        -------
        pandas.DataFrame
            A row each; a figure stands as written, as read, and in m², ha and mu; the last columns are source, date,
            words, and whether it was inferred, and why.

        Examples
        --------
        >>> frame = load_catalog().to_frame("parks")
        >>> frame.set_index("id").loc["longhu", "declared_text"]
        '1.76万亩'
        """
        return catalog_table(self, table).to_frame(language)

    def outline_frame(self, *, schematic: bool = False) -> gpd.GeoDataFrame:
        """Return the outlines of the parks and their zones, CGCS2000 degrees (EPSG:4490), with what each rests on.

        Parameters
        ----------
        schematic : bool
            Whether those are there too whose place and shape nobody knows: as circles of equal area.

        Returns
        -------
        GeoDataFrame
            A row a park or zone with an outline: ``id``, ``park``, ``zone``, ``name_zh``, ``name_en``, ``basis``,
            ``uncertainty_m`` (of a circle's place), ``declared_text`` as printed, ``declared_m2`` with its
            ``declared_bound`` (such as ``at_least``), ``published_in``, ``as_of``. :func:`geokit.notices_of` tells what was left out.

        Warns
        -----
        DataLossWarning
            Schematic outlines were left out, or circles that have no room.

        Examples
        --------
        >>> frame = load_catalog().outline_frame(schematic=True)
        >>> frame.loc[frame["zone"].isna(), ["park", "declared_text", "uncertainty_m"]].values.tolist()
        [['baoan-chaonan', '不小于3808亩', 32000.0], ['linghai', '330亩', 5000.0], ['longhu', '1.76万亩', 12500.0]]
        """
        from geokit.programme.outline_frame import outline_frame

        return outline_frame(self, schematic=schematic)

    def __str__(self) -> str:
        return catalog_text(self, current_language())

    def __repr__(self) -> str:
        ids = shortened(", ".join(park.id for park in self), _SHOWN_IDS)
        return f"<Catalog {self.name}: {len(self)} ({ids})>"

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        return catalog_html(self, current_language())


def shipped_folder() -> Path:
    """Return the boundaries that ship with geokit."""
    return _shipped("boundaries")


@public
def example_folder() -> Path:
    """Return the invented park with planted faults that ships with geokit, a boundaries folder of its own.

    Its folder ``files`` holds files as a surveyor and an acquisition office send them, invented as well.

    Examples
    --------
    >>> load_catalog(example_folder()).park("示例").id
    'example-park'
    """
    return _shipped("examples")


def _shipped(name: str) -> Path:
    # Inside the package where it was built into a wheel; beside it in a checkout or an editable install.
    package = Path(__file__).resolve().parent.parent
    inside = package / f"_{name}"
    return inside if inside.is_dir() else package.parent / name


@public
def load_catalog(
    folder: str | Path | None = None, *, drawn: bool = True, allow: Iterable[str | Path] = ()
) -> Catalog:
    """Load a boundaries folder.

    Parameters
    ----------
    folder : path, optional
        A folder with programme.toml and one folder a park; the boundaries that ship with geokit if left out.
    drawn : bool
        Whether the outlines that park.toml has drawn (``drawn = true``) must be there already.
    allow : iterable of path
        Folders besides `folder` that its parks may name files in. No file of the folder itself can widen this: it may
        come from somebody else.

    Returns
    -------
    Catalog
        Boundary files are read when a park's boundary is first asked for.

    Raises
    ------
    CatalogError
        A file is missing or broken, a key is unknown, a figure cannot be parsed, an id or alias is taken
        twice, a reference leads nowhere, or a file lies outside the folders allowed; names file, line and key.

    Examples
    --------
    >>> catalog = load_catalog()
    >>> catalog.park("lingrui").id
    'linghai'
    """
    root = Path(folder) if folder is not None else shipped_folder()
    refuse_special(root, str(root), CatalogError)
    if not is_there(root) or not root.is_dir():
        raise CatalogError(_A_FILE if is_there(root) else _NO_FOLDER, file=str(root))
    refuse_special(root / "programme.toml", "programme.toml", CatalogError)
    if not (root / "programme.toml").exists():
        raise CatalogError(_NO_PROGRAMME, file=str(root))
    allowed = [Path(each).resolve() for each in (root, *allow)]
    check_is_inside(root / "programme.toml", allowed, "programme.toml")
    toml = read_toml(root / "programme.toml")
    programme = build(Programme, toml, root)
    check_programme(programme, toml)
    # A link that leads nowhere is a park that can not be read, and none that is not there.
    folders = [each for each in sorted(root.iterdir()) if os.path.lexists(each / "park.toml")]
    loaded = [_load_park(each, allowed) for each in folders]
    for park, park_toml in loaded:
        check_park(park, park_toml, programme, drawn=drawn)
        park.settle(next(district for district in programme.districts if district.adcode == park.district))
    check_names(loaded)
    check_park_names(programme, toml, [park for park, _ in loaded])
    return Catalog(programme, tuple(park for park, _ in loaded), root)


def _load_park(folder: Path, allowed: Sequence[Path]) -> tuple[Park, TomlFile]:
    name = f"{folder.name}/park.toml"
    check_is_inside(folder / "park.toml", allowed, name)
    toml = read_toml(folder / "park.toml", name=name)
    park = build(Park, toml, folder)
    check_file_places(park, toml, allowed)
    if park.id != folder.name:
        line = toml.line_of(("id",))
        raise CatalogError(_FOLDER_ID, file=toml.name, line=line, name=park.id, folder=folder.name)
    return park, toml
