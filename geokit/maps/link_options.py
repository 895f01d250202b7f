"""What a link map may be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from geokit.parcels.redaction import MarkOptions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from geokit.auditing.report import AuditReport
    from geokit.i18n import Language
    from geokit.maps.basemaps import Behind
    from geokit.page.marks import Marks
    from geokit.parcels.given import ParcelsLike


class LinkOptions(MarkOptions, total=False):
    """How a link map is shown, for whom, and what its file holds besides.

    Attributes
    ----------
    language : {"zh", "en"}
        What the page opens in; the reader may switch. The reader's own if left out.
    marks : Marks
        Audience, review number, classification and further credits in one, in place of the three by themselves.
    height : str
        Height of the frame in a notebook, ``"680px"`` if left out.
    parks : {"outlines", "parcels"}, AuditReport or mapping
        Put maps of parks into the same file, each as :func:`park_map` draws it for the same audience; choosing a park
        opens its map. ``"outlines"``: every park, without parcels. ``"parcels"``: with those that its park.toml
        names. A report: the parks that it audited, with parcels and findings. A mapping: the parks that it names,
        each with its parcels or a report of its own. The link map alone if left out.
    basemap : str, path, Basemap or EmbeddedPicture
        As :func:`park_map` takes it, but none that is drawn in GCJ-02. The page then opens on the true geography; with
        the two cities side by side there is no basemap. None if left out: the page then reaches nothing.
    """

    language: Language | None
    marks: Marks | None
    height: str
    parks: Literal["outlines", "parcels"] | AuditReport | Mapping[str, ParcelsLike | AuditReport] | None
    basemap: Behind | str | PathLike[str] | None
