"""What columns are called in Chinese land data and in English, the most telling names first.

Names are folded: lower case, half width, without blanks, hyphens and underscores.
"""

from __future__ import annotations

# A figure of area in a unit that is still to be found.
DECLARED = "declared"

# A name that says little stands last: programs add an ``Id`` of their own beside the office's DKBH.
# Shape_Area and its like are missing: a program measured them, nobody declared them.
_TABLE = """
id: dkbh 地块编号 地块号 地块编码 dkbm 地块代码 dkdm 宗地代码 宗地号 宗地编号 宗地编码 宗地统一编码 zddm zdbh zdbm zdh
id: 不动产单元号 不动产单元代码 不动产单元编号 不动产单元编码 bdcdyh bdcdydm 地籍号 djh 地籍编号 地块标识码 地块id 宗地id
id: 图斑编号 tbbh 图斑号 图斑编码 图斑代码 tbbm tbdm tbh 标识码 bsm
id: parcelid parcelno parcelnumber parcelcode plotid plotno plotnumber 编号 编码 bh bm id
name: dkmc 地块名称 宗地名称 地块名 parcelname plotname name 名称 mc
phase: phase 期次 期数 分期 期 qc fq 所属期次 所属分期 分期名称 建设分期 开发分期 期别 期号 qs phaseno phasename
batch: batch 批次 批次名称 pcmc 批次号 批次编号 pcbh pc 批文号 shengpwwh batchname
stage: stage 阶段 jd 所处阶段 业务阶段
status: status 状态 zt 地块状态 用地状态 dkzt state
village: village 村 村名 所属村 行政村 村居 镇村 镇 坐落单位名称 zldwmc 权属单位名称 qsdwmc 坐落 dkzl zl town
ownership: ownership 权属性质 qsxz 权属 土地权属 所有权 所有权性质 土地所有权
land_use: landuse 地块用途 dkyt 土地用途 tdyt 规划用途 ghyt 用途 yt 用地性质 ydxz use
land_class: landclass 地类编码 dlbm 用地代码 yddm 地类代码 dldm 地类 landclasscode landusecode
approved_on: approvedon 批准日期 批准时间 批复日期 批复时间 pzrq pzsj pfrq pfsj approvaldate
acquired_on: acquiredon 征收日期 征收时间 征地日期 征地时间 zsrq zssj acquisitiondate
stored_on: storedon 收储日期 收储时间 入库日期 入库时间 scrq scsj rkrq rksj
supplied_on: suppliedon 供地日期 供地时间 供应日期 供应时间 gdrq gdsj gyrq gysj supplydate
declared_half_unit_m2: declaredhalfunitm2
declared_text: declaredtext
declared_method: declaredmethod
declared: declared dkmj 地块面积 申报面积 宗地面积 zdmj 用地面积 ydmj 证载面积 zzmj 图斑面积 tbmj
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
