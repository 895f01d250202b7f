"""The audit has one name in Chinese: 核查, not 审查, 审核 or 检查 in turn, in whatever a reader sees."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
READ = ("geokit/**/*.py", "docs/zh/**/*.md", "docs/making/*.py", "README.zh-CN.md", "notebooks/*.ipynb")

# What means something else: a step that the reader is asked to take, what the law or a surveyor's form calls by its
# name (a drawing is 审核 in its title block), how a file of settings is validated, another program's own word, and
# what others' workbooks call a column.
ANOTHER_THING = (
    "请检查",
    "请先检查",
    "，检查文件夹是否只读",
    "地图须经审核",
    "报批审核清单",
    "复核|检查|检核",
    "编制|审核|审定",
    "制图、审核",
    "设置只检查一次",
    "与调用时的设置，只检查一次",
    "文件从严检查",
    "由检查它们的模型生成",
    "在处理工具箱中的重叠检查",
    "新版 QGIS 的重叠检查",
    "几何检查器",
    '"拓扑检查", "topology"',
    "图签：审核",
    "图签各栏：制图、审核",
    '_CHECKED_BY = Words(zh="审核"',
    '_CHECKED_ON = Words(zh="审核日期"',
    "公开发布的地图须经审核",
    "地图审核与审图号",
)
OTHER_NAMES = re.compile("审查|审核|检查")


def test_the_audit_has_one_name() -> None:
    found = []
    for pattern in READ:
        for path in sorted(ROOT.glob(pattern)):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                told = line
                for words in ANOTHER_THING:
                    told = told.replace(words, "")
                if OTHER_NAMES.search(told):
                    found.append(f"{path.relative_to(ROOT)}:{number}: {told.strip()[:80]}")
    assert found == []
