"""Which column of a file is which of the table: field names met in Chinese land data, and English ones.

The caller's own mapping wins. Of two columns that could be the same thing the one with the more specific name
is taken; the other is kept under its own name, with a notice. Names are compared folded: lower case, half width,
without blanks, hyphens and underscores.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geokit.errors import UnknownNameError
from geokit.i18n import Words
from geokit.parcels.codes import fold
from geokit.parcels.cut_names import own_names
from geokit.parcels.diagnostics import Notice
from geokit.parcels.heading_units import UNIT_WORDS, counted_in, with_unit
from geokit.parcels.table import COLUMN_NAMES, COLUMN_WORDS, PROVENANCE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from geokit.land.units import Unit


_WITH_NOTE = re.compile(r"^([^(\[]+)[(\[]([^)\]]+)[)\]][*:]*$")

_REPEATED = re.compile(r"(?P<name>.+)[._]\d+", re.DOTALL)

_OWN_NAMES = 3

_COLUMN = Words(zh="列", en="column")

_CANONICAL = Words(zh="规范列名", en="canonical column")

_COMPLETED = Words(
    zh="字段名已被格式截断，按其开头认作：{names}",
    en="the format has cut these names, which were recognised by how they begin: {names}",
)

_KEPT = Words(
    zh="列“{column}”也可作“{target}”，已采用“{taken}”；原列保留",
    en="the column “{column}” could be “{target}” too; “{taken}” was taken, and this one is kept as it is",
)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What each column of a file was found to be.

    Parameters
    ----------
    targets : dict of str to str
        Original name to canonical name, or to :data:`DECLARED`.
    unit : {"m2", "ha", "mu", "km2"}, optional
        The unit that the name of the declared area's column tells.
    counted_m2 : float, optional
        How many square metres the name counts in, where that is none of these units: 10,000 for 万平方米.
    notices : tuple of Notice
        Columns that lost to others.
    other_areas : dict of Notice to (str, str)
        Of those, which are about an area whose name tells its unit: the column and the unit.
    """

    targets: dict[str, str]
    unit: Unit | None = None
    counted_m2: float | None = None
    notices: tuple[Notice, ...] = field(default=())
    other_areas: dict[Notice, tuple[str, Unit]] = field(default_factory=dict)

    def with_unit(self, said: Unit | float | None) -> ColumnMap:
        """Return the map with a unit that the file says elsewhere, where the column's name tells none."""
        if said is None or self.unit or self.counted_m2:
            return self
        return replace(self, unit=said) if isinstance(said, str) else replace(self, counted_m2=said)


def map_columns(
    names: Iterable[str],
    chosen: Mapping[str, str] | None = None,
    *,
    clipped: Collection[str] = (),
) -> ColumnMap:
    """Return which of a file's columns are canonical ones.

    Parameters
    ----------
    names : iterable of str
        The file's columns.
    chosen : mapping of str to str, optional
        The caller's own: original name to canonical name. An area's target is ``declared_m2``,
        ``declared_mu``, ``declared_ha``, ``declared_km2``, or ``declared`` where the unit is to be found.
    clipped : collection of str
        Columns whose names a format may have cut: such a one is what every known name that begins so is.

    Raises
    ------
    UnknownNameError
        The caller names a column that the file does not have, or a target that the table does not have.

    Examples
    --------
    >>> map_columns(["DKBH", "面积（亩）", "Shape_Area", "bz"]).targets
    {'DKBH': 'id', '面积（亩）': 'declared'}
    >>> map_columns(["面积（亩）"]).unit, map_columns(["mj"], {"mj": "declared_ha"}).unit
    ('mu', 'ha')
    >>> map_columns(["宗地编", "用地面积（"], clipped=["宗地编", "用地面积（"]).targets
    {'宗地编': 'id', '用地面积（': 'declared'}
    """
    columns = list(names)
    targets, unit = _chosen(columns, chosen or {})
    notices: list[Notice] = []
    completed = []
    other_areas: dict[Notice, tuple[str, Unit]] = {}
    for target, candidates in _candidates(columns, targets, clipped).items():
        taken, found_unit = candidates[0]
        targets[taken] = target
        unit = found_unit or unit if target == DECLARED else unit
        if taken in clipped and _recognised(taken)[0] is None:
            completed.append(
                f"{taken} → {target}_{found_unit}" if isinstance(found_unit, str) else f"{taken} → {target}"
            )
        for column, other_unit in candidates[1:]:
            lost = Notice.of("column_kept", _KEPT, column=column, target=_WORDS_OF[target], taken=taken)
            notices.append(lost)
            if isinstance(other_unit, str):
                other_areas[lost] = (column, other_unit)
    if completed:
        notices.append(Notice.of("names_completed", _COMPLETED, names=completed))
    named, counted_m2 = (None, unit) if isinstance(unit, float) else (unit, None)
    return ColumnMap(targets, named, counted_m2, tuple(notices), other_areas)


def unique_names(names: Iterable[str]) -> list[str]:
    """Return names of which none is there twice, in either case: the later ones get a number.

    Examples
    --------
    >>> unique_names(["bz", "BZ", "bz", ""])
    ['bz', 'BZ_2', 'bz_3', 'column4']
    """
    found: list[str] = []
    taken: set[str] = set()
    # Where to go on for each name: of a thousand equal ones none begins at 1 again.
    following: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        plain = name or f"column{place}"
        number = following.get(plain.casefold(), 1)
        while (wanted := plain if number == 1 else f"{plain}_{number}").casefold() in taken:
            number += 1
        following[plain.casefold()] = number + 1
        taken.add(wanted.casefold())
        found.append(wanted)
    return found


def _chosen(columns: list[str], chosen: Mapping[str, str]) -> tuple[dict[str, str], Unit | float | None]:
    area_targets: dict[str, Unit | None] = {DECLARED: None}
    area_targets.update({f"declared_{unit}": unit for unit in ("m2", "mu", "ha", "km2")})
    allowed = {*COLUMN_NAMES, *area_targets} - set(PROVENANCE_COLUMNS)
    targets: dict[str, str] = {}
    unit: Unit | float | None = None
    for column, target in chosen.items():
        if column not in columns:
            raise UnknownNameError(column, kind=_COLUMN, known=columns)
        if target not in allowed:
            raise UnknownNameError(target, kind=_CANONICAL, known=allowed, near=_meant_by(target))
        if target in area_targets:
            unit = area_targets[target] or _unit_of(column)
        targets[column] = DECLARED if target in area_targets else target
    return targets, unit


def _meant_by(target: str) -> list[str]:
    """Return the canonical column that a caller means by a unit or by a heading: 亩, 面积（亩）, 地块编号."""
    name = fold(target)
    if name in UNIT_WORDS:
        unit, size = UNIT_WORDS[name]
        return [f"{DECLARED}_{unit}"] if size == 1 else [DECLARED]
    known, _, named = _recognised(target)
    return [] if known is None else [f"{known}_{named}" if isinstance(named, str) else known]


def _candidates(
    columns: list[str], taken: Mapping[str, str], clipped: Collection[str]
) -> dict[str, list[tuple[str, Unit | float | None]]]:
    """Return, by canonical name, the columns that could be it, the best first, each with its unit."""
    found: dict[str, list[tuple[float, str, Unit | float | None]]] = {}
    # A table that geokit wrote: there id is the parcel's, and not a program's own count of its records.
    is_own = sum(column in COLUMN_NAMES for column in columns) >= _OWN_NAMES
    names, own = {column.casefold(): column for column in columns}, own_names(columns)
    for column in columns:
        target, rank, unit = _recognised(column)
        if target is None and (first := _first_of(column, names)) is not None and first not in taken:
            # Behind all that are named so: a number at the end may be a year, and another figure.
            (target, _, unit), rank = _recognised(first), math.inf
        if target is None and is_own and column in clipped and column in own:
            target, rank, unit = _recognised(own[column])
        if column in clipped and not (is_own and column in own) and _may_say_more(column):
            target = None
        if is_own and column == "id":
            rank = RANKS["标识码"][1] - 0.5
        if target is None and column in clipped:
            target, rank = _completed(column)
        if target is not None and column not in taken and target not in taken.values():
            found.setdefault(target, []).append((rank, column, unit))
    return {
        target: [(column, unit) for _, column, unit in sorted(entries, key=lambda entry: entry[0])]
        for target, entries in found.items()
    }


def _first_of(column: str, names: Mapping[str, str]) -> str | None:
    """Return the column that this one repeats: of equal names a reader, geokit's or pandas', numbers the later ones."""
    repeated = _REPEATED.fullmatch(column)
    return names.get(repeated["name"].casefold()) if repeated else None


def _recognised(column: str) -> tuple[str | None, float, Unit | float | None]:
    """Return a column's canonical name, how far down the list its spelling stands, and its unit, or how many m² that is."""
    name = _plain(column).strip("*:.")
    if name in RANKS:
        target, rank = RANKS[name]
        return target, rank, None
    match = with_unit(name)
    if match and RANKS.get(match["base"], ("", 0))[0] == DECLARED:
        return DECLARED, RANKS[match["base"]][1], counted_in(match)
    noted = _WITH_NOTE.match(name)
    # 宗地编码（必填）and 地块编号(DKBH), but not 面积（净）, which is another area.
    # Of 地类编码（用地用海） the remark says by which scheme.
    for part in sorted(noted.groups(), key=_names_a_scheme, reverse=True) if noted else ():
        if part in RANKS and RANKS[part][0] != DECLARED:
            return *RANKS[part], None
    return None, 0, None


def _unit_of(column: str) -> Unit | float | None:
    match = with_unit(_plain(column).strip("*:."))
    return None if match is None else counted_in(match)


def _plain(column: str) -> str:
    """Return a heading folded, and in the letters of the mainland: a list kept in Hong Kong says 地塊編號."""
    return fold(column).translate(_SIMPLIFIED)


def _names_a_scheme(part: str) -> bool:
    return part in RANKS and RANKS[part][0] in ("land_class_gbt21010", "land_class_territorial")


def _completed(column: str) -> tuple[str | None, int]:
    """Return what every known name that begins as this one is; none where they are several things."""
    beginning = _plain(column).rstrip("([,/:")
    ranks = [RANKS[name] for name in RANKS if name.startswith(beginning) or _begins_a_unit(beginning, name)]
    targets = {target for target, _ in ranks}
    # Behind a whole name comes a unit or a remark, as in 面积（, which the format has no room for.
    return min(ranks, key=lambda rank: rank[1]) if len(targets) == 1 else (None, 0)


def _may_say_more(column: str) -> bool:
    """Return whether a known name is the beginning of others that are another thing: ``land_class``."""
    plain = _plain(column)
    targets = {target for name, (target, _) in RANKS.items() if name.startswith(plain)}
    return plain in RANKS and len(targets) > 1


def _begins_a_unit(beginning: str, name: str) -> bool:
    """Return whether a beginning is a known name of an area, and the first letters of a unit behind it."""
    behind = beginning.removeprefix(name).lstrip("([,/:")
    is_area = RANKS[name][0] == DECLARED and beginning.startswith(name)
    return is_area and bool(behind) and any(unit.startswith(behind) for unit in UNIT_WORDS)


# A figure of area in a unit that is still to be found.
DECLARED = "declared"

_WORDS_OF = {**COLUMN_WORDS, DECLARED: COLUMN_WORDS["declared_m2"]}

# Of the headings below, and of their units.
_SIMPLIFIED = str.maketrans(
    "塊編號碼統單動產圖識標稱數設發開屬別階狀態務業鎮權質規劃類調國證載積儲庫擬應時間準復畝頃徵",
    "块编号码统单动产图识标称数设发开属别阶状态务业镇权质规划类调国证载积储库拟应时间准复亩顷征",
)

# A name that says little stands last: programs add an ``Id`` of their own beside the office's DKBH.
# Shape_Area and its like are missing: a program measured them, nobody declared them.
_TABLE = """
id: dkbh 地块编号 地块号 地块编码 dkbm 地块代码 dkdm 宗地代码 宗地号 宗地编号 宗地编码 宗地统一编码 zddm zdbh zdbm zdh
id: 不动产单元号 不动产单元代码 不动产单元编号 不动产单元编码 bdcdyh bdcdydm 地籍号 djh 地籍编号 地块标识码 地块id 宗地id
id: 图斑编号 tbbh 图斑号 图斑编码 图斑代码 tbbm tbdm tbh
id: 用地编号 ydbh 地号
id: parcelid parcelno parcelnumber parcelcode plotid plotno plotnumber lotno lotnumber 编号 编码 bh bm
id: 标识码 bsm id
name: dkmc 地块名称 宗地名称 地块名 parcelname plotname name 名称 mc
phase: phase 期次 期数 分期 期 qc fq 所属期次 所属期 所属分期 分期名称 建设分期 开发分期 期别 期号 qs phaseno phasename
batch: batch 批次 批次名称 pcmc 批次号 批次编号 pcbh 征地批次 报批批次 pc 批文号 shengpwwh batchname
stage: stage 阶段 jd 所处阶段 业务阶段
status: status 状态 zt 地块状态 用地状态 dkzt state
village: village 村 村名 所属村 行政村 村委会 村居 镇村 镇 坐落单位名称 zldwmc 权属单位名称 qsdwmc 权属单位 坐落 土地坐落 tdzl dkzl zl town
ownership: ownership 权属性质 qsxz 权属 土地权属 所有权 所有权性质 土地所有权
land_use: landuse 地块用途 dkyt 土地用途 tdyt 规划用途 ghyt 规划用地性质 ghydxz 用途 yt 用地性质 ydxz use
land_class: landclass 三调地类编码 三调地类代码 三调地类 三调 三调工作分类 地类编码 dlbm 现状地类编码 xzdlbm
land_class: 地类编码(三调) landclass(thirdsurvey)
land_class_gbt21010: landclassgbt21010 地类编码(gb/t21010) 地类编码(gb/t210102017) 地类编码(gbt21010) landclass(gb/t21010)
land_class_gbt21010: gb/t21010地类编码 gbt21010地类编码 国标地类编码 国标地类代码 gb/t21010 gb/t210102017 gbt21010 gbdlbm dlbmgbt
land_class_gbt21010: 土地利用现状分类代码 土地利用现状分类编码
land_class_territorial: landclassterritorial 用地用海分类代码 用地用海分类编码 用地用海代码 用地用海编码 ydyhfldm ydyhdm ydyhbm
land_class_territorial: 用地用海分类 用地用海 ydyhfl ydyh
land_class_territorial: landandseause landandseausecode
approved_on: approvedon 批准日期 批准时间 批复日期 批复时间 pzrq pzsj pfrq pfsj approvaldate
acquired_on: acquiredon 征收日期 征收时间 征地日期 征地时间 zsrq zssj acquisitiondate
stored_on: storedon 收储日期 收储时间 入库日期 入库时间 scrq scsj rkrq rksj
supplied_on: suppliedon 供地日期 供地时间 供应日期 供应时间 gdrq gdsj gyrq gysj supplydate
declared_half_unit_m2: declaredhalfunitm2
declared_text: declaredtext
declared_method: declaredmethod
declared: declared dkmj 地块面积 申报面积 宗地面积 zdmj 土地面积 tdmj 用地面积 ydmj 证载面积 zzmj 图斑面积 tbmj
declared: 拟收储面积 nscmj 在库面积 zjmj declaredarea parcelarea plotarea 面积 mj area areavalue
"""


def _ranks() -> dict[str, tuple[str, int]]:
    ranks: dict[str, tuple[str, int]] = {}
    for line in _TABLE.strip().splitlines():
        target, _, names = line.partition(": ")
        ranks.update({name: (target, len(ranks) + at) for at, name in enumerate(names.split())})
    return ranks


# Each name with the canonical column it means; of two names for one column the lower number wins.
RANKS: dict[str, tuple[str, int]] = _ranks()
