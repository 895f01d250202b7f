"""Land uses as Chinese documents name them, with their English words.

The names are those of the classification of land use for territorial planning (《国土空间调查、规划、用途管制用地用海分类指南》,
2023) and of GB/T 21010-2017; the English is a translation, none is official. What is not here stays as it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENGLISH: Final = {
    "工业用地": "industrial land",
    "一类工业用地": "industrial land, class 1",
    "二类工业用地": "industrial land, class 2",
    "三类工业用地": "industrial land, class 3",
    "采矿用地": "mining land",
    "盐田": "salt pans",
    "工矿用地": "industrial and mining land",
    "仓储用地": "warehousing land",
    "物流仓储用地": "logistics and warehousing land",
    "一类物流仓储用地": "logistics and warehousing land, class 1",
    "居住用地": "residential land",
    "住宅用地": "residential land",
    "城镇住宅用地": "urban residential land",
    "农村宅基地": "rural homesteads",
    "公共管理与公共服务用地": "public administration and services",
    "机关团体用地": "government and associations",
    "科研用地": "research land",
    "文化用地": "cultural land",
    "教育用地": "educational land",
    "体育用地": "sports land",
    "医疗卫生用地": "medical land",
    "社会福利用地": "social welfare land",
    "商业服务业用地": "commercial and service land",
    "商服用地": "commercial and service land",
    "商业用地": "commercial land",
    "商务金融用地": "business and finance land",
    "交通运输用地": "transport land",
    "城镇道路用地": "urban roads",
    "城镇村道路用地": "roads of towns and villages",
    "公路用地": "highways",
    "铁路用地": "railways",
    "港口码头用地": "ports and docks",
    "交通场站用地": "transport stations",
    "公用设施用地": "utilities",
    "供水用地": "water supply",
    "排水用地": "drainage",
    "供电用地": "power supply",
    "供燃气用地": "gas supply",
    "环卫用地": "sanitation",
    "消防用地": "fire services",
    "绿地与开敞空间用地": "green and open space",
    "公园绿地": "parks",
    "公园与绿地": "parks and green space",
    "防护绿地": "protective green space",
    "广场用地": "squares",
    "特殊用地": "special-purpose land",
    "留白用地": "reserved, use not yet set",
    "耕地": "arable land",
    "水田": "paddy fields",
    "旱地": "dry land",
    "园地": "orchards and plantations",
    "林地": "woodland",
    "草地": "grassland",
    "湿地": "wetland",
    "陆地水域": "inland waters",
    "坑塘水面": "ponds",
    "设施农用地": "agricultural facilities",
    "其他土地": "other land",
}
LAND_USES: Final[Mapping[str, Words]] = {zh: Words(zh=zh, en=en) for zh, en in _ENGLISH.items()}
