from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geokit.errors import InputError
from geokit.page.assets import Assets, default_icon_script, inline_links, safe_script, safe_style

if TYPE_CHECKING:
    from pathlib import Path

LEAFLET = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet."


def test_leaflet_comes_from_its_package() -> None:
    script, style = Assets().script(LEAFLET + "js"), Assets().style(LEAFLET + "css")
    assert 'version="1.9.3"' in script
    assert "sourceMappingURL" not in script
    assert ".leaflet-container" in style
    assert style.count("url(") == style.count('url("data:image/png;base64,') + style.count("url(#")


@pytest.mark.parametrize(
    "address",
    [
        "https://code.jquery.com/jquery-3.7.1.min.js",
        "https://cdn.jsdelivr.net/npm/leaflet@2.0.0/dist/leaflet.js",
    ],
)
def test_what_nobody_carries_is_an_error_that_says_what_to_do(address: str) -> None:
    with pytest.raises(InputError, match="assets=") as caught:
        Assets().script(address)
    assert address in caught.value.localize("zh")


def test_a_given_file_is_used(tmp_path: Path) -> None:
    file = tmp_path / "插件.js"
    file.write_text("plugin('</script>')", encoding="utf-8")
    assert (
        Assets({"https://a.example/p.js": file}).script("https://a.example/p.js") == "plugin('<\\/script>')"
    )


def test_a_given_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"p\.js"):
        Assets({"https://a.example/p.js": tmp_path / "p.js"}).script("https://a.example/p.js")


def test_style_takes_its_pictures_and_fonts_along(tmp_path: Path) -> None:
    (tmp_path / "f.woff2").write_bytes(b"font")
    css = inline_links("@font-face { src: url(f.woff2?v=1) } a { fill: url(#gradient) }", tmp_path)
    assert css == '@font-face { src: url("data:font/woff2;base64,Zm9udA==") } a { fill: url(#gradient) }'


@pytest.mark.parametrize(
    "css",
    [
        "@import 'https://a.example/b.css';",
        "@import url(b.css);",
        "a { background: url('//a.example/b.png') }",
    ],
)
def test_style_that_reaches_outside_is_refused(css: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="will not fetch"):
        inline_links(css, tmp_path)


def test_text_cannot_end_its_element() -> None:
    assert safe_script("'</SCRIPT>' + '<!--'") == "'<\\/SCRIPT>' + '<\\!--'"
    assert safe_style("</style>") == "<\\/style>"


def test_the_default_marker_has_its_pictures() -> None:
    assert default_icon_script().count("data:image/png;base64,") == 3
