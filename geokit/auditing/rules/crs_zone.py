"""Coordinates that cannot be in their coordinate system."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.context import NO_AREA
from geokit.auditing.rule import Context, Finding, Options, Rule, Words
from geokit.land.crs.titles import crs_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="{count} 宗地块的坐标不可能属于 {crs}：{reason}。这些地块未量算，也未参与比较",
    en="the coordinates of {count:parcel|parcels} cannot be in {crs}: {reason}. They were neither measured nor compared",
)


class CrsZone(Rule[Options]):
    """Coordinates lie where their coordinate system cannot be.

    Law: none (advice); a zone is used for the land that lies in it.
    Why: the wrong zone inflates an area by 1,885 ppm, 33 mu on 17,600.
    Fails: parcels of Shantou in the zone of Shenzhen; degrees in a system of metres.
    Passes: the parcels lie in the zone of their system.
    Options: none of its own. Such parcels are neither measured nor compared; where swapping north and east puts them
    right, that is said instead (``axis_swapped``).
    """

    is_on_subjects_alone = True
    is_setting_aside = True
    title: ClassVar[Words] = Words(zh="坐标系或带号不符", en="wrong zone or coordinate system")
    manual_zh: ClassVar[str] = """坐标不可能属于所标的坐标系。

    依据：无依据（经验）；各分带只用于位于其中的土地。
    为何：带号错误使面积偏大百万分之 1885，在 1.76 万亩上为 33 亩。
    不通过：汕头的地块使用深圳的分带；以度为值而坐标系以米为单位。
    通过：地块位于其坐标系的分带之内。
    选项：无。此类地块既不量算，也不参与比较；对调纵、横坐标即可的，另报 axis_swapped。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield one finding for each reason."""
        for reason in dict.fromkeys(context.impossible[context.is_impossible & ~context.is_swapped]):
            if reason in NO_AREA:
                continue
            members = np.flatnonzero((context.impossible == reason) & ~context.is_swapped)
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=context.names(members),
                words=_WORDS,
                fields={"count": len(members), "crs": crs_name(context.parcels.crs), "reason": reason},
                source=context.first_place(members),
            )
