"""Nearly the same parcel twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.pairs import NEARLY_THE_SAME, NearDuplicateOptions, Pair, PairClass
from geokit.auditing.rule import AuditSettings, Context, Finding, Limit, Rule, Words
from geokit.auditing.shared_land import find_shared_land

if TYPE_CHECKING:
    from collections.abc import Iterator


_WORDS = Words(
    zh="地块 {left} 与 {right} 几乎是同一块地：共有 {area}，各占 {left_share} 和 {right_share}",
    en="parcels {left} and {right} are nearly the same land: they share {area}, {left_share} of the one and "
    "{right_share} of the other",
)


class NearDuplicate(Rule[NearDuplicateOptions]):
    """Two parcels cover each other almost wholly, and yet they are not the same.

    Law: none (advice); one piece of land is one parcel.
    Why: a parcel was surveyed again and both versions were kept. As an overlap it would look like a line to move; it is
    a parcel to delete.
    Fails: parcel 12 of 2024 and parcel 12 of 2025 differ by a strip of half a metre.
    Passes: the versions are of different stages (approved, supplied); identical parcels are ``duplicate``, whole plans on
    each other ``stacked_plan``.
    Options: ``share``: 0.95, the part of both parcels that the other covers at least. Switched off, such pairs are what
    they would be without it: ``contained``, ``overlap``.
    """

    is_on_subjects_alone = True
    is_on_land = True
    title: ClassVar[Words] = Words(zh="近似重复地块", en="nearly duplicate parcels")
    manual_zh: ClassVar[str] = """两宗地块几乎完全相互覆盖，却不完全相同。

    依据：无依据（经验）；一块地即一宗地。
    为何：地块重测后新旧两版都保留了。按重叠看像是要移动界线，其实应当删去一宗。
    不通过：2024 年与 2025 年的地块 12 只差半米宽的一条。
    通过：两版属于不同阶段（批准、供应）；完全相同的为 duplicate，整套重叠的为 stacked_plan。
    选项：share：0.95，双方至少被对方覆盖的比例。关闭后，此类地块对按 contained、overlap 等报告。
    """
    options = NearDuplicateOptions

    def limits(self, settings: AuditSettings, options: NearDuplicateOptions) -> tuple[Limit, ...]:
        """Return the share, and what is ignored."""
        return (NEARLY_THE_SAME.chosen(options.share), settings.ignored)

    def check(self, context: Context, options: NearDuplicateOptions) -> Iterator[Finding]:
        """Yield every pair of parcels that are nearly the same land."""

        def shares(pair: Pair) -> dict[str, object]:
            left_m2, right_m2 = context.shape_m2[[pair.left, pair.right]]
            return {
                "left_share": f"{pair.area_m2 / left_m2:.1%}",
                "right_share": f"{pair.area_m2 / right_m2:.1%}",
            }

        yield from find_shared_land(self, context, PairClass.NEAR_DUPLICATE, _WORDS, shares)
