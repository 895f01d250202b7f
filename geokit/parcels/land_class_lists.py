"""The three schemes of land classes as data: a class a line, its code, its Chinese name, its English one.

The English is a translation, none is official. Codes and names were compared with the code tables of public programs
that offices use, a secondary source; the documents that :mod:`geokit.parcels.land_classes` names were not at hand.
"""

from __future__ import annotations

from typing import Final

SURVEY: Final = """
00 湿地 wetland
0303 红树林地 mangroves
0304 森林沼泽 wooded swamp
0306 灌丛沼泽 shrub swamp
0402 沼泽草地 marsh grassland
0603 盐田 salt pans
1105 沿海滩涂 coastal tidal flats
1106 内陆滩涂 inland flats
1108 沼泽地 marsh
01 耕地 arable land
0101 水田 paddy fields
0102 水浇地 irrigated land
0103 旱地 dry land
02 种植园用地 orchards and plantations
0201 果园 orchards
0201K 可调整果园 orchards that count as arable reserve
0202 茶园 tea plantations
0202K 可调整茶园 tea plantations that count as arable reserve
0203 橡胶园 rubber plantations
0203K 可调整橡胶园 rubber plantations that count as arable reserve
0204 其他园地 other plantations
0204K 可调整其他园地 other plantations that count as arable reserve
03 林地 woodland
0301 乔木林地 tree woodland
0301K 可调整乔木林地 tree woodland that counts as arable reserve
0302 竹林地 bamboo
0302K 可调整竹林地 bamboo that counts as arable reserve
0305 灌木林地 shrubland
0307 其他林地 other woodland
0307K 可调整其他林地 other woodland that counts as arable reserve
04 草地 grassland
0401 天然牧草地 natural pasture
0403 人工牧草地 sown pasture
0403K 可调整人工牧草地 sown pasture that counts as arable reserve
0404 其他草地 other grassland
05 商业服务业用地 commercial and service land
05H1 商业服务业设施用地 commercial and service facilities
0508 物流仓储用地 logistics and warehousing land
06 工矿用地 industrial and mining land
0601 工业用地 industrial land
0602 采矿用地 mining land
07 住宅用地 residential land
0701 城镇住宅用地 urban residential land
0702 农村宅基地 rural homesteads
08 公共管理与公共服务用地 public administration and services
08H1 机关团体新闻出版用地 government, associations, press
08H2 科教文卫用地 research, education, culture, health
08H2A 高教用地 higher education
0809 公用设施用地 utilities
0810 公园与绿地 parks and green space
0810A 广场用地 squares
09 特殊用地 special-purpose land
10 交通运输用地 transport land
1001 铁路用地 railways
1002 轨道交通用地 rail transit
1003 公路用地 highways
1004 城镇村道路用地 roads of towns and villages
1005 交通服务场站用地 transport stations
1006 农村道路 rural roads
1007 机场用地 airports
1008 港口码头用地 ports and docks
1009 管道运输用地 pipelines
11 水域及水利设施用地 waters and water works
1101 河流水面 rivers
1102 湖泊水面 lakes
1103 水库水面 reservoirs
1104 坑塘水面 ponds
1104A 养殖坑塘 fish ponds
1104K 可调整养殖坑塘 fish ponds that count as arable reserve
1107 沟渠 ditches
1107A 干渠 main canals
1109 水工建筑用地 hydraulic structures
1110 冰川及永久积雪 glaciers and permanent snow
12 其他土地 other land
1201 空闲地 vacant land
1202 设施农用地 agricultural facilities
1203 田坎 field ridges
1204 盐碱地 saline land
1205 沙地 sand
1206 裸土地 bare soil
1207 裸岩石砾地 bare rock and gravel
1208 后备耕地 arable reserve
"""

GBT21010: Final = """
01 耕地 arable land
0101 水田 paddy fields
0102 水浇地 irrigated land
0103 旱地 dry land
02 园地 orchards and plantations
0201 果园 orchards
0202 茶园 tea plantations
0203 橡胶园 rubber plantations
0204 其他园地 other plantations
03 林地 woodland
0301 乔木林地 tree woodland
0302 竹林地 bamboo
0303 红树林地 mangroves
0304 森林沼泽 wooded swamp
0305 灌木林地 shrubland
0306 灌丛沼泽 shrub swamp
0307 其他林地 other woodland
04 草地 grassland
0401 天然牧草地 natural pasture
0402 沼泽草地 marsh grassland
0403 人工牧草地 sown pasture
0404 其他草地 other grassland
05 商服用地 commercial and service land
0501 零售商业用地 retail
0502 批发市场用地 wholesale markets
0503 餐饮用地 catering
0504 旅馆用地 hotels
0505 商务金融用地 business and finance
0506 娱乐用地 entertainment
0507 其他商服用地 other commercial and service land
06 工矿仓储用地 industrial, mining and warehousing land
0601 工业用地 industrial land
0602 采矿用地 mining land
0603 盐田 salt pans
0604 仓储用地 warehousing land
07 住宅用地 residential land
0701 城镇住宅用地 urban residential land
0702 农村宅基地 rural homesteads
08 公共管理与公共服务用地 public administration and services
0801 机关团体用地 government and associations
0802 新闻出版用地 press and publishing
0803 教育用地 educational land
0804 科研用地 research land
0805 医疗卫生用地 medical land
0806 社会福利用地 social welfare land
0807 文化设施用地 cultural facilities
0808 体育用地 sports land
0809 公用设施用地 utilities
0810 公园与绿地 parks and green space
09 特殊用地 special-purpose land
0901 军事设施用地 military facilities
0902 使领馆用地 embassies and consulates
0903 监教场所用地 prisons and reformatories
0904 宗教用地 religious land
0905 殡葬用地 funerary land
0906 风景名胜设施用地 facilities of scenic areas
10 交通运输用地 transport land
1001 铁路用地 railways
1002 轨道交通用地 rail transit
1003 公路用地 highways
1004 城镇村道路用地 roads of towns and villages
1005 交通服务场站用地 transport stations
1006 农村道路 rural roads
1007 机场用地 airports
1008 港口码头用地 ports and docks
1009 管道运输用地 pipelines
11 水域及水利设施用地 waters and water works
1101 河流水面 rivers
1102 湖泊水面 lakes
1103 水库水面 reservoirs
1104 坑塘水面 ponds
1105 沿海滩涂 coastal tidal flats
1106 内陆滩涂 inland flats
1107 沟渠 ditches
1108 沼泽地 marsh
1109 水工建筑用地 hydraulic structures
1110 冰川及永久积雪 glaciers and permanent snow
12 其他土地 other land
1201 空闲地 vacant land
1202 设施农用地 agricultural facilities
1203 田坎 field ridges
1204 盐碱地 saline land
1205 沙地 sand
1206 裸土地 bare soil
1207 裸岩石砾地 bare rock and gravel
"""

TERRITORIAL: Final = """
01 耕地 arable land
0101 水田 paddy fields
0102 水浇地 irrigated land
0103 旱地 dry land
02 园地 orchards and plantations
0201 果园 orchards
0202 茶园 tea plantations
0203 橡胶园地 rubber plantations
0204 油料园地 oil plantations
0205 其他园地 other plantations
03 林地 woodland
0301 乔木林地 tree woodland
0302 竹林地 bamboo
0303 灌木林地 shrubland
0304 其他林地 other woodland
04 草地 grassland
0401 天然牧草地 natural pasture
0402 人工牧草地 sown pasture
0403 其他草地 other grassland
05 湿地 wetland
0501 森林沼泽 wooded swamp
0502 灌丛沼泽 shrub swamp
0503 沼泽草地 marsh grassland
0504 其他沼泽地 other marsh
0505 沿海滩涂 coastal tidal flats
0506 内陆滩涂 inland flats
0507 红树林地 mangroves
06 农业设施建设用地 construction land of agriculture
0601 农村道路 rural roads
060101 村道用地 village roads
060102 田间道 field roads
0602 设施农用地 agricultural facilities
060201 种植设施建设用地 facilities of crop growing
060202 畜禽养殖设施建设用地 facilities of livestock breeding
060203 水产养殖设施建设用地 facilities of aquaculture
07 居住用地 residential land
0701 城镇住宅用地 urban residential land
070101 一类城镇住宅用地 urban residential land, class 1
070102 二类城镇住宅用地 urban residential land, class 2
070103 三类城镇住宅用地 urban residential land, class 3
0702 城镇社区服务设施用地 urban community services
0703 农村宅基地 rural homesteads
070301 一类农村宅基地 rural homesteads, class 1
070302 二类农村宅基地 rural homesteads, class 2
0704 农村社区服务设施用地 rural community services
08 公共管理与公共服务用地 public administration and services
0801 机关团体用地 government and associations
0802 科研用地 research land
0803 文化用地 cultural land
080301 图书与展览用地 libraries and exhibitions
080302 文化活动用地 cultural activities
0804 教育用地 educational land
080401 高等教育用地 higher education
080402 中等职业教育用地 secondary vocational education
080403 中小学用地 schools
080404 幼儿园用地 kindergartens
080405 其他教育用地 other education
0805 体育用地 sports land
080501 体育场馆用地 stadiums and gyms
080502 体育训练用地 sports training
0806 医疗卫生用地 medical land
080601 医院用地 hospitals
080602 基层医疗卫生设施用地 local health services
080603 公共卫生用地 public health
0807 社会福利用地 social welfare land
080701 老年人社会福利用地 welfare of the aged
080702 儿童社会福利用地 welfare of children
080703 残疾人社会福利用地 welfare of the disabled
080704 其他社会福利用地 other social welfare
09 商业服务业用地 commercial and service land
0901 商业用地 commercial land
090101 零售商业用地 retail
090102 批发市场用地 wholesale markets
090103 餐饮用地 catering
090104 旅馆用地 hotels
090105 公用设施营业网点用地 utility sales outlets
0902 商务金融用地 business and finance land
0903 娱乐用地 entertainment
0904 其他商业服务业用地 other commercial and service land
10 工矿用地 industrial and mining land
1001 工业用地 industrial land
100101 一类工业用地 industrial land, class 1
100102 二类工业用地 industrial land, class 2
100103 三类工业用地 industrial land, class 3
1002 采矿用地 mining land
1003 盐田 salt pans
11 仓储用地 warehousing land
1101 物流仓储用地 logistics and warehousing land
110101 一类物流仓储用地 logistics and warehousing land, class 1
110102 二类物流仓储用地 logistics and warehousing land, class 2
110103 三类物流仓储用地 logistics and warehousing land, class 3
1102 储备库用地 reserve storage
12 交通运输用地 transport land
1201 铁路用地 railways
1202 公路用地 highways
1203 机场用地 airports
1204 港口码头用地 ports and docks
1205 管道运输用地 pipelines
1206 城市轨道交通用地 urban rail transit
1207 城镇村道路用地 roads of towns and villages
1208 交通场站用地 transport stations
120801 对外交通场站用地 external transport stations
120802 公共交通场站用地 public transport stations
120803 社会停车场用地 public car parks
1209 其他交通设施用地 other transport facilities
13 公用设施用地 utilities
1301 供水用地 water supply
1302 排水用地 drainage
1303 供电用地 power supply
1304 供燃气用地 gas supply
1305 供热用地 heat supply
1306 通信用地 telecommunications
1307 邮政用地 postal services
1308 广播电视设施用地 broadcasting
1309 环卫用地 sanitation
1310 消防用地 fire services
1311 水工设施用地 hydraulic facilities
1312 其他公用设施用地 other utilities
14 绿地与开敞空间用地 green and open space
1401 公园绿地 parks
1402 防护绿地 protective green space
1403 广场用地 squares
15 特殊用地 special-purpose land
1501 军事设施用地 military facilities
1502 使领馆用地 embassies and consulates
1503 宗教用地 religious land
1504 文物古迹用地 cultural relics
1505 监教场所用地 prisons and reformatories
1506 殡葬用地 funerary land
1507 其他特殊用地 other special-purpose land
16 留白用地 reserved, use not yet set
17 陆地水域 inland waters
1701 河流水面 rivers
1702 湖泊水面 lakes
1703 水库水面 reservoirs
1704 坑塘水面 ponds
1705 沟渠 ditches
1706 冰川及常年积雪 glaciers and permanent snow
18 渔业用海 fisheries at sea
1801 渔业基础设施用海 fishing infrastructure
1802 增养殖用海 sea farming
1803 捕捞海域 fishing grounds
1804 农林牧业用岛 islands for farming, forestry and grazing
19 工矿通信用海 industry, mining and cables at sea
1901 工业用海 industry at sea
1902 盐田用海 salt pans at sea
1903 固体矿产用海 solid minerals at sea
1904 油气用海 oil and gas at sea
1905 可再生能源用海 renewable energy at sea
1906 海底电缆管道用海 submarine cables and pipelines
20 交通运输用海 transport at sea
2001 港口用海 ports
2002 航运用海 shipping
2003 路桥隧道用海 roads, bridges and tunnels at sea
2004 机场用海 airports at sea
2005 其他交通运输用海 other transport at sea
21 游憩用海 recreation at sea
2101 风景旅游用海 scenic tourism at sea
2102 文体休闲娱乐用海 sports and leisure at sea
22 特殊用海 special-purpose sea
2201 军事用海 military sea
2202 科研教育用海 research and education at sea
2203 海洋保护修复及海岸防护工程用海 marine restoration and coastal defence
2204 排污倾倒用海 discharge and dumping at sea
2205 水下文物保护用海 protection of underwater relics
2206 其他特殊用海 other special-purpose sea
23 其他土地 other land
2301 空闲地 vacant land
2302 后备耕地 arable reserve
2303 田坎 field ridges
2304 盐碱地 saline land
2305 沙地 sand
2306 裸土地 bare soil
2307 裸岩石砾地 bare rock and gravel
24 其他海域 other sea
"""

# 农用地, 建设用地, 未利用地 of the third survey and of GB/T 21010 (its appendix): the longest code that a class begins
# with decides.
MAJORS: Final = """
farm 01 02 03 0303 0304 0306 0401 0402 0403 1006 1103 1104 1107 1202 1203 1208
construction 05 06 0603 07 08 09 10 1109 1201
unused 0404 1101 1102 1105 1106 1108 1110 12
"""
