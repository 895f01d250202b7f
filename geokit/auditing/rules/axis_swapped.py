"""North and east the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.rule import Context, Finding, Options, Rule, Words
from geokit.land.crs.titles import crs_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="{count} 宗地块的纵、横坐标（X、Y）互换：对调后才可能属于 {crs}。这些地块未量算，也未参与比较",
    en="north and east of {count:parcel|parcels} are swapped: only the other way round can they be in {crs}. They were "
    "neither measured nor compared",
)


class AxisSwapped(Rule[Options]):
    """North and east of the coordinates are swapped.

    Law: none (advice); a boundary-point file gives north before east, CASS .dat east before north (files in use, verified).
    Why: the two orders look alike, and a figure in the wrong one lies elsewhere or nowhere.
    Fails: a table of boundary points was exported with x and y as its program calls them, not as surveyors do.
    Passes: the parcels lie in the zone of their system as they are.
    Options: none of its own. Such parcels are neither measured nor compared.
    """

    is_on_subjects_alone = True
    is_setting_aside = True
    title: ClassVar[Words] = Words(zh="纵、横坐标互换", en="swapped axes")
    manual_zh: ClassVar[str] = """纵、横坐标（X、Y）互换。

    依据：无依据（经验）；界址点文件先北后东，CASS .dat 先东后北（在用文件，已核实）。
    为何：两种顺序看起来一样，互换之后图形落在别处，甚至不存在的地方。
    不通过：界址点表按软件的 x、y 导出，而不是按测量的 x、y。
    通过：地块原样位于其坐标系的分带之内。
    选项：无。此类地块既不量算，也不参与比较。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield one finding for all parcels whose axes are swapped."""
        members = np.flatnonzero(context.is_swapped)
        if len(members):
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=context.names(members),
                words=_WORDS,
                fields={"count": len(members), "crs": crs_name(context.parcels.crs)},
                source=context.first_place(members),
            )
