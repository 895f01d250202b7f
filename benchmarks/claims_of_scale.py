"""What the page on scale says in both languages, from the figures of one run: audits, the model, and what it says of more."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from measured import ON_ONE_CORE, markdown  # beside this file
from tables import AUDITED, Figures, ran

if TYPE_CHECKING:
    from collections.abc import Iterator

WHAT_ZH = {
    "bytes of files": "读取的字节",
    "edges left of all": "全部相加后剩下的边",
    "bytes of edges sent": "送出的字节",
    "processor, in memory": "全部在内存中的处理器时间",
    "memory, in memory": "全部在内存中的内存",
    "processor, in parts on the disk": "分块放在磁盘上的处理器时间",
    "processor of the first process, with workers": "有工作进程时，主进程的处理器时间",
    "processor of workers": "工作进程的处理器时间",
    "memory of the first process, with workers": "有工作进程时，主进程的内存",
    "memory of workers": "工作进程的内存",
}
UNIT_ZH = {"s": "秒"}
_MILLION = 1_000_000
_YI = 100_000_000


def count(number: float, language: str) -> str:
    """Return a rounded number of parcels in words: 0.1 million, 10 万."""
    if language == "zh":
        return f"{number / _YI:.3g} 亿" if number >= _YI else f"{float(f'{number / 1e4:.2g}'):g} 万"
    return f"{round(number / 1e6, 1 if number >= _MILLION / 20 else 3):g} million"


def _audited(figures: Figures) -> Iterator[tuple[Figures, dict[str, Figures]]]:
    for name in AUDITED:
        if found := ran(figures, f"audits-{name}"):
            yield (
                found,
                {title.removeprefix("geokit audit").strip(): row for title, row in found["rows"].items()},
            )


def _where(words: str, language: str) -> str:
    """Return the options of an audit, or where it was without any, and whether it had one core."""
    options = words.removesuffix(ON_ONE_CORE)
    where = f"`{options}`" if options else ("全部在内存中" if language == "zh" else "in memory")
    return (
        where if options == words else where + ("，全部进程共一核" if language == "zh" else ", all on 1 core")
    )


def audits(figures: Figures, language: str) -> Iterator[str]:
    """Yield what audits take: by the clock and of the processor, and memory."""
    second = "秒" if language == "zh" else "s"
    rows = []
    for found, audited in _audited(figures):
        for words, row in audited.items():
            where = _where(words, language)
            size = f"{count(found['parcels'], language)}{'，' if language == 'zh' else ', '}{found['files']}"
            taken = [
                f"{row['wall_s']:.1f} {second}",
                f"{row['processor_s']:.1f} {second}",
                f"{row['own_gb']:.1f} GB",
            ]
            rows.append([size, where, *([row["note"], "", ""] if row["note"] else taken)])
    head = (
        ["宗数、文件数", "选项", "钟表时间", "处理器时间", "内存"]
        if language == "zh"
        else ["parcels, files", "options", "by the clock", "processor", "memory"]
    )
    yield from markdown(head, rows)
    counts = [
        row["counts"] for found, audited in _audited(figures) for row in audited.values() if row["counts"]
    ]
    last, is_all = counts[-1]["true"], all(each["found"] == each["true"] for each in counts)
    if not is_all:
        message = "an audit missed a planted overlap: no page can say that it does not"
        raise SystemExit(message)
    yield ""
    yield (
        f"埋入的 0.01 平方米以上的重叠全部指出，宗数最多时共 {last:,} 处。"
        if language == "zh"
        else f"Every planted overlap above 0.01 m² is named, of the most parcels all {last:,}."
    )
    yield from _second_worker(figures, language)


def _second_worker(figures: Figures, language: str) -> Iterator[str]:
    """Yield how many times as fast a second worker makes an audit, with a core of its own or without."""
    one, two, one_core = "--workers 1", "--workers 2", f"--workers 1{ON_ONE_CORE}"
    for found, audited in _audited(figures):
        if not all(words in audited and not audited[words]["note"] for words in (one, two, one_core)):
            continue
        of_workers, of_cores = (
            audited[words]["wall_s"] / audited[two]["wall_s"] for words in (one, one_core)
        )
        many = count(found["parcels"], language)
        yield ""
        yield (
            f"{many}宗时，加上第二个工作进程，速度为原来的 {of_workers:.2f} 倍（原来也有两核可用）；"
            f"连同第二个核一起加上，为 {of_cores:.2f} 倍。"
            if language == "zh"
            else f"At {many} a second worker makes it {of_workers:.2f} times as fast where the first has both cores too, and with "
            f"the second core {of_cores:.2f} times."
        )


def constants(figures: Figures, language: str) -> Iterator[str]:
    """Yield the lines of time and memory."""
    found = ran(figures, "model") or {"lines": {}}
    rows = []
    for what, line in found["lines"].items():
        shared = " / *W*" if "workers" in what and "first" not in what else ""
        if what.startswith("memory"):
            formula = f"{line['start']:.2f} GB + {line['each'] * 1e6:.2f} kB · *n*{shared}"
        elif language == "zh":
            formula = f"{line['start']:.1f} 秒 + {line['each'] * 1e6:.1f} 微秒 · *n*{shared}"
        else:
            formula = f"{line['start']:.1f} s + {line['each'] * 1e6:.1f} µs · *n*{shared}"
        rows.append([WHAT_ZH[what] if language == "zh" else what, formula])
    yield from markdown(["项目", "公式"] if language == "zh" else ["what", "formula"], rows)


def _left_by(what: str) -> str:
    """Return in Chinese how many files leave edges."""
    return f"{what.removeprefix('edges left by ').removesuffix(' files')} 个文件剩下的边"


def model(figures: Figures, language: str) -> Iterator[str]:
    """Yield what the model says of what was measured, its constants left out."""
    found = ran(figures, "model") or {"rows": []}
    predicted = [row for row in found["rows"] if not isclose(row["model"], row["measured"])]
    rows = []
    for row in predicted:
        unit = UNIT_ZH.get(row["unit"], row["unit"]) if language == "zh" else row["unit"]
        figure = [
            f"{row[name]:.3g} {unit}" if unit else f"{row[name]:,.0f}" for name in ("model", "measured")
        ]
        what = row["what"]
        if language == "zh":
            what = WHAT_ZH.get(what) or _left_by(what)
        rows.append([count(row["parcels"], language), what, *figure, f"{row['model'] / row['measured']:.2f}"])
    head = (
        ["宗数", "项目", "模型", "实测", "比值"]
        if language == "zh"
        else ["parcels", "figure", "model", "measured", "ratio"]
    )
    yield from markdown(head, rows)
    worst = max((abs(row["model"] / row["measured"] - 1) for row in predicted), default=0.0)
    yield ""
    yield (
        f"推算与实测最多相差 {worst:.0%}。"
        if language == "zh"
        else f"The model and what was measured differ by {worst:.0%} at most."
    )


def edges_left(figures: Figures, language: str) -> Iterator[str]:
    """Yield of how many made parcels, about a million, how many edges are left."""
    found = ran(figures, "model") or {"rows": []}
    counted = [row for row in found["rows"] if row["what"] == "edges left of all"]
    if counted:
        row = min(counted, key=lambda each: abs(each["parcels"] - _MILLION))
        many, left = count(row["parcels"], language), f"{row['measured']:,.0f}"
        yield (
            f"生成的 {many}宗地里埋有错误，每宗约 18 条边，最后剩下 {left} 条。"
            if language == "zh"
            else f"Of {many} made parcels with planted faults, of some 18 edges each, {left} edges are left."
        )


def larger(figures: Figures, language: str) -> Iterator[str]:
    """Yield what the model says of more, and what its first process takes of the least of them."""
    zh = language == "zh"
    found = (ran(figures, "model") or {"larger": []})["larger"]
    minute = "分" if zh else "min"
    rows = [
        [
            count(row["parcels"], language),
            f"{row['cores']}",
            f"{row['files_gb']:.0f} GB",
            f"{row['sent_gb']:.1f} GB",
            f"{row['workers_min']:.1f} {minute}",
            f"{row['first_min']:.0f} {minute}",
            f"{row['workers_min'] + row['first_min']:.0f} {minute}",
            f"{row['memory_gb']:.0f} GB",
            f"{row['worker_gb']:.1f} GB",
        ]
        for row in found
    ]
    head = (
        [
            "宗数",
            "核数",
            "文件",
            "送出的边",
            "各工作进程",
            "主进程",
            "合计",
            "主进程的内存",
            "一个工作进程的内存",
        ]
        if zh
        else [
            "parcels",
            "cores",
            "files",
            "edges sent",
            "workers",
            "first process",
            "both",
            "its memory",
            "a worker's",
        ]
    )
    yield from markdown(head, rows)
    if found:
        least, most = found[0], found[-1]
        yield ""
        yield (
            f"{count(least['parcels'], 'zh')}宗时，仅主进程就要 {least['first_min']:.0f} 分钟、{least['memory_gb']:.0f} GB 内存；"
            f"{count(most['parcels'], 'zh')}宗时要 {most['memory_gb']:.0f} GB，或者一个省一个省地核查。"
            if zh
            else f"At {count(least['parcels'], 'en')} the first process alone takes {least['first_min']:.0f} minutes and "
            f"{least['memory_gb']:.0f} GB; at {count(most['parcels'], 'en')} {most['memory_gb']:.0f} GB, or one audit for each province."
        )
