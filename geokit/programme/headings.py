"""What stands above the columns of the catalogue's tables, with the code of each column."""

from __future__ import annotations

from typing import Final

from geokit.i18n import Words

Columns = tuple[tuple[str, Words], ...]

SUBJECT: Final = (
    ("subject", Words(zh="对象", en="of")),
    ("fact", Words(zh="类别", en="fact")),
    ("said", Words(zh="内容", en="says")),
)
DUE: Final = ("due", Words(zh="期限", en="due"))
WHERE: Final = ("where", Words(zh="所在文件", en="where"))
PARK: Final = ("park", Words(zh="园区", en="park"))
ENDS: Final = (
    ("supporter", Words(zh="支援区", en="helping district")),
    ("host", Words(zh="受援区县", en="helped district")),
)
PAIR: Final = ("partnership", Words(zh="结对", en="partnership"))
ID: Final = ("id", Words(zh="代号", en="id"))
NAME: Final = ("name", Words(zh="名称", en="name"))
GROUNDS: Final = (
    ("source", Words(zh="来源", en="source")),
    ("as_of", Words(zh="截至", en="as of")),
    ("quote", Words(zh="原文", en="words quoted")),
    ("inferred", Words(zh="推断", en="inferred")),
    ("reason", Words(zh="推断理由", en="why inferred")),
)
_DECLARED: Final = (
    ("declared_text", Words(zh="公布面积（原文）", en="declared area as written")),
    ("declared", Words(zh="公布面积", en="declared area")),
    ("declared_mu", Words(zh="公布面积（亩）", en="declared area (mu)")),
    ("declared_ha", Words(zh="公布面积（公顷）", en="declared area (ha)")),
    ("declared_m2", Words(zh="公布面积（平方米）", en="declared area (m²)")),
    ("lower_m2", Words(zh="下限（平方米）", en="lower bound (m²)")),
    ("upper_m2", Words(zh="上限（平方米）", en="upper bound (m²)")),
    ("kind", Words(zh="面积类别", en="kind of area")),
)
_STATUS: Final = ("status", Words(zh="状态", en="status"))
_SAYS: Final = ("progress", Words(zh="进展", en="progress"))
_OUTLINE: Final = (
    ("basis", Words(zh="边界依据", en="basis of the outline")),
    ("uncertainty_m", Words(zh="位置不确定度（米）", en="uncertainty of the place (m)")),
)

HEADINGS: Final[dict[str, tuple[Words, Columns]]] = {
    "parks": (
        Words(zh="园区", en="Parks"),
        (
            ID,
            NAME,
            *ENDS,
            ("district", Words(zh="所在区县", en="district")),
            *_DECLARED,
            _STATUS,
            ("base", Words(zh="基础", en="base")),
            ("platforms", Words(zh="上级平台", en="platforms")),
            ("sectors", Words(zh="产业", en="sectors")),
            ("zones", Words(zh="分区数", en="zones")),
            *_OUTLINE,
            *GROUNDS,
        ),
    ),
    "zones": (
        Words(zh="分区", en="Zones"),
        (
            ID,
            NAME,
            PARK,
            ("zone_kind", Words(zh="分区类型", en="kind of zone")),
            ("within", Words(zh="所在分区", en="within")),
            *_DECLARED,
            _STATUS,
            _SAYS,
            *_OUTLINE,
            *GROUNDS,
        ),
    ),
    "partnerships": (
        Words(zh="结对", en="Partnerships"),
        (
            ID,
            *ENDS,
            ("supporter_adcode", Words(zh="支援区代码", en="code of the helping district")),
            ("host_adcode", Words(zh="受援区县代码", en="code of the helped district")),
            ("parks", Words(zh="园区", en="parks")),
            ("unnamed_park", Words(zh="未公布名称的园区", en="park without a name")),
            ("published", Words(zh="已公布用地", en="land published")),
            ("published_m2", Words(zh="已公布用地（平方米）", en="land published (m²)")),
            ("enclaves", Words(zh="反向飞地", en="reverse enclaves")),
            *GROUNDS,
        ),
    ),
    "enclaves": (
        Words(zh="反向飞地", en="Reverse enclaves"),
        (
            ID,
            NAME,
            PAIR,
            ("district", Words(zh="所在区县", en="district")),
            ("address", Words(zh="地址", en="address")),
            ("floor", Words(zh="建筑面积（不是用地）", en="floor area (not land)")),
            ("floor_m2", Words(zh="建筑面积（平方米）", en="floor area (m²)")),
            ("holds", Words(zh="内有", en="holds")),
            _SAYS,
            ("place", Words(zh="位置", en="place")),
            *GROUNDS,
        ),
    ),
    "milestones": (
        Words(zh="时间线", en="Timeline"),
        (
            ("date", Words(zh="时间", en="date")),
            ("text", Words(zh="事项", en="what")),
            ("expected", Words(zh="预计", en="expected")),
            ("partnerships", Words(zh="结对", en="partnerships")),
            ("parks", Words(zh="园区", en="parks")),
            ("first_day", Words(zh="最早", en="first day")),
            ("last_day", Words(zh="最晚", en="last day")),
            *GROUNDS,
        ),
    ),
    "companies": (
        Words(zh="企业", en="Companies"),
        (
            NAME,
            ("count", Words(zh="数量", en="count")),
            ("relation", Words(zh="关系", en="relation")),
            PARK,
            ("zone", Words(zh="分区", en="zone")),
            PAIR,
            *GROUNDS,
        ),
    ),
    "sectors": (
        Words(zh="产业", en="Sectors"),
        (
            ("sector", Words(zh="产业", en="sector")),
            PARK,
            PAIR,
            ("serving", Words(zh="服务于", en="serving")),
            ("open_ended", Words(zh="原文有“等”", en="list goes on")),
            *GROUNDS,
        ),
    ),
    "facts": (
        Words(zh="来源", en="Sources"),
        (*SUBJECT, DUE, *GROUNDS, WHERE),
    ),
}
