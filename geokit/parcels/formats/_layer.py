"""One of the layers, sheets or folders of a file."""

from __future__ import annotations

from dataclasses import dataclass

from geokit.i18n import Language, Words

_LAYER = Words(zh="{name}：{count} 条（{kind}）", en="{name}: {count} ({kind})")


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the layers, sheets or folders of a file.

    Parameters
    ----------
    name : str
        What ``layer`` of :func:`geokit.read_parcels` takes.
    count : int
        Its records, before any of them was judged.
    kind : Words or str
        What they are, as the format has it.
    has_areas : bool
        Whether any of them may be an area.
    """

    name: str
    count: int
    kind: Words | str
    has_areas: bool

    def localize(self, language: Language) -> str:
        """Return name, count and kind in a language."""
        return _LAYER.render(language, name=self.name, count=self.count, kind=self.kind)
