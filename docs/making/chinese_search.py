"""A search that finds Chinese: words of Latin letters, and pairs of neighbouring Chinese letters.

Pairs need no dictionary, and a query is split in the browser as the pages were split here.
"""

from __future__ import annotations

import re

from sphinx.search.en import SearchEnglish

_RUN = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")
_PAIR = 2
_SPLIT_IN_THE_BROWSER = r"""
function splitQuery(query) {
  const runs = query.match(/[\u3400-\u9fff]+|(?:(?![\u3400-\u9fff])[\p{L}\p{N}_])+/gu) || [];
  return runs.flatMap((run) =>
    /[\u3400-\u9fff]{2,}/.test(run)
      ? Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2))
      : [run],
  );
}
"""


class ChineseSearch(SearchEnglish):
    """English words as they are, Chinese runs as pairs of letters."""

    lang = "zh"
    js_splitter_code = _SPLIT_IN_THE_BROWSER

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx names it so
        """Return the terms of a text.

        Examples
        --------
        >>> ChineseSearch({}).split("面积不符 area_mismatch")
        ['面积', '积不', '不符', 'area_mismatch']
        """
        return [term for run in _RUN.findall(input) for term in _terms(run)]

    def word_filter(self, word: str) -> bool:
        """Tell whether a term is worth finding."""
        return len(word) >= _PAIR


def _terms(run: str) -> list[str]:
    if run[0] < "\u3400" or len(run) <= _PAIR:
        return [run]
    return [run[at : at + _PAIR] for at in range(len(run) - 1)]
