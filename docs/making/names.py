"""The pages of the public names, from their docstrings."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import geokit
from geokit.i18n import Words
from making.markdown import contents, page

if TYPE_CHECKING:
    from geokit.i18n import Language

_ROOMS = {
    "programme": Words(zh="目录与园区", en="Catalogue and parks"),
    "parcels": Words(zh="地块", en="Parcels"),
    "auditing": Words(zh="核查", en="Audit"),
    "ledgers": Words(zh="台账与平差", en="Ledgers and adjustment"),
    "maps": Words(zh="地图", en="Maps"),
    "land": Words(zh="面积与坐标系", en="Areas and coordinate systems"),
    "coverage": Words(zh="重叠与缝隙", en="Overlaps and gaps"),
    "errors": Words(zh="错误", en="Errors"),
    "words": Words(zh="语言", en="Languages"),
    "besides": Words(zh="其他", en="Besides"),
    "testing": Words(zh="测试工具 geokit.testing", en="The test kit, geokit.testing"),
}
_INDEX = Words(
    zh="""# Python 接口

`import geokit as gk` 之后，下列名称都是 `gk.名称`。说明写在代码里，为英文；其中的例子都经过测试。

{lists}
""",
    en="""# Python

After `import geokit as gk` every name below is `gk.NAME`. Their examples are run by the tests.

{lists}
""",
)


def pages(language: Language) -> dict[str, str]:
    """Return the list of names and a page for each room of the house."""
    rooms = _by_room()
    made = {f"api/{room}.md": _page(room, names, language) for room, names in rooms.items()}
    lists = "\n\n".join(
        f"**[{_ROOMS[room].localize(language)}]({room}.md)**\n" + " · ".join(f"`{name}`" for name in names)
        for room, names in rooms.items()
    )
    made["api/index.md"] = page(_INDEX, lists=lists) + "\n" + contents(rooms) + "\n"
    return made


def _by_room() -> dict[str, list[str]]:
    import geokit.testing

    rooms: dict[str, list[str]] = {room: [] for room in _ROOMS}
    for name in geokit.__all__:
        if name != "__version__":
            room = getattr(geokit, name).__module__.split(".")[1]
            rooms[room if room in _ROOMS else "besides"].append(name)
    rooms["testing"] = [name for name in geokit.testing.__all__ if callable(getattr(geokit.testing, name))]
    return {room: names for room, names in rooms.items() if names}


def _page(room: str, names: list[str], language: Language) -> str:
    home = "geokit.testing" if room == "testing" else "geokit"
    module = geokit.testing if room == "testing" else geokit
    lines = []
    for name in names:
        value = getattr(module, name)
        kind = "class" if inspect.isclass(value) else "function"
        kind = "exception" if kind == "class" and issubclass(value, BaseException) else kind
        lines += [f"## {name}", "", "```{eval-rst}", f".. auto{kind}:: {home}.{name}", "```", ""]
    return f"# {_ROOMS[room].localize(language)}\n\n" + "\n".join(lines)
