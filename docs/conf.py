"""Sphinx settings of both languages; ``docs/build.py`` names the language.

The pages open from a folder without a network: no script, font or picture comes from elsewhere, and the search
needs no server.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from making.chinese_search import ChineseSearch
from sphinx.locale import get_translation

from geokit import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "geokit"
author = "geokit contributors"
project_copyright = f"{author}, Apache-2.0"
release = __version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
templates_path = ["templates"]
suppress_warnings = ["config.cache"]

# Notebooks are shown as they were committed; the tests run them.
nb_execution_mode = "off"
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3

autodoc_member_order = "groupwise"
autodoc_typehints = "none"
autodoc_default_options = {"members": True}
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"geokit {release}"
html_static_path = ["static"]
html_css_files = ["geokit.css"]
html_show_sphinx = False
html_copy_source = False
# A page's summary would be fetched, which a page opened from a folder may not do.
html_show_search_summary = False


# What the theme says itself has no Chinese.
OF_THE_THEME = {"Next": "下一页", "Previous": "上一页", "On this page": "本页内容", "Home": "首页"}


def add_the_other_language(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Put a link to the same page in the other language above every page, and let the theme speak Chinese."""
    del templatename, doctree
    if app.config.language == "zh_CN":
        context["_"] = lambda text: OF_THE_THEME.get(text) or get_translation("sphinx")(text)
    if "body" in context:
        folder, name, code = (
            ("en", "English", "en") if app.config.language == "zh_CN" else ("zh", "中文", "zh-CN")
        )
        up = "../" * (pagename.count("/") + 1)
        link = f'<a href="{up}{folder}/{pagename}.html" lang="{code}" hreflang="{code}">{name}</a>'
        context["body"] = f'<p class="other-language">{link}</p>{context["body"]}'


def setup(app: Sphinx) -> None:
    """Let pages link to their translation, and let Chinese be searched."""
    from sphinx.search import languages

    languages["zh"] = ChineseSearch
    app.config.html_search_language = "zh"
    app.connect("html-page-context", add_the_other_language)
