from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geokit.errors import InputError
from geokit.page.assets import Assets
from geokit.page.policy import inline_raw_tags, outside_addresses, refuse_outside

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ("<script src='https://a.example/b.js'></script>", "https://a.example/b.js"),
        ('<link rel="stylesheet" href="//a.example/b.css">', "//a.example/b.css"),
        ("<img src=b.png>", "b.png"),
        ("<div style=\"background: url('https://a.example/b.png')\"></div>", "https://a.example/b.png"),
        ("<style>@import 'b.css';</style>", "b.css"),
        ("<style>@font-face { src: url(https://a.example/f.woff) }</style>", "https://a.example/f.woff"),
        ("<iframe src='https://a.example'></iframe>", "https://a.example"),
        ("<svg><image href='b.png'/></svg>", "b.png"),
    ],
)
def test_what_a_browser_would_fetch_is_refused(markup: str, address: str) -> None:
    assert list(outside_addresses(markup)) == [address]
    with pytest.raises(InputError, match="will not fetch"):
        refuse_outside(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='https://a.example'>a</a>",
        "<img src='data:image/png;base64,AA=='>",
        "<script>fetch('https://a.example')</script>",
        "<style>path { fill: url(#hatch) }</style>",
        '<script type="application/json">"<img src=x>"</script>',
    ],
)
def test_what_a_browser_would_not_fetch_is_left(markup: str) -> None:
    refuse_outside(markup)


def test_written_out_tags_are_filled(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("a()", encoding="utf-8")
    (tmp_path / "b.css").write_text("b {}", encoding="utf-8")
    assets = Assets(
        {"https://x.example/a.js": tmp_path / "a.js", "https://x.example/b.css": tmp_path / "b.css"}
    )
    filled = inline_raw_tags(
        '<script async src="https://x.example/a.js"></script><link href=https://x.example/b.css>',
        assets,
    )
    assert filled == "<script>a()</script><style>b {}</style>"


def test_a_written_out_tag_that_nobody_carries_is_refused() -> None:
    with pytest.raises(InputError, match=r"d3\.v7"):
        inline_raw_tags("<script src='https://d3js.org/d3.v7.min.js'></script>", Assets())
