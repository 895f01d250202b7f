"""What the theme says itself, in Chinese: its templates have these words fast, and no translation reaches them."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = {
    "Toggle site navigation sidebar": "展开或收起导航",
    "Toggle table of contents sidebar": "展开或收起本页内容",
    "Toggle Light / Dark / Auto color theme": "切换浅色、深色或随系统",
    "Toggle navigation of ": "展开或收起：",
    "Contents": "目录",
    "Menu": "菜单",
    "Expand": "展开",
    "Light mode": "浅色",
    "Dark mode": "深色",
    "Auto light/dark, in light mode": "随系统，现为浅色",
    "Auto light/dark, in dark mode": "随系统，现为深色",
    "Skip to content": "跳到正文",
    "Back to top": "回到页首",
    "Copyright &#169; ": "版权所有 &#169; ",
    "Made with ": "页面主题：",
}
# Where the templates have them: as a label, or first in an element. A page may say the same within its text.
_SAID: Final = re.compile(
    r'(?P<before>aria-label="|<title>|<a class="skip-to-content[^>]*>|<span>|<div class="copyright">\s*|</div>\s*)'
    rf"(?P<words>{'|'.join(map(re.escape, sorted(_WORDS, key=len, reverse=True)))})"
)


def in_chinese(page: str) -> str:
    """Return a built page on which the theme speaks Chinese.

    Examples
    --------
    >>> in_chinese(
    ...     '<a class="skip-to-content muted-link" href="#a">Skip to content</a> <p>Skip to content</p>'
    ... )
    '<a class="skip-to-content muted-link" href="#a">跳到正文</a> <p>Skip to content</p>'
    >>> in_chinese('<input aria-label="Toggle navigation of 规则">')
    '<input aria-label="展开或收起：规则">'
    """
    return _SAID.sub(lambda found: found["before"] + _WORDS[found["words"]], page)
