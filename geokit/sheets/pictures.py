"""Maps as pictures that stand still: PNG for a slide, SVG, and PDF.

They are drawn from the same data as the page, with the same marks, and need matplotlib and a font that has the
letters. Data is text here too: nothing in it is read as a formula.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from geokit.atomic import atomic_file
from geokit.errors import InputError, OptionError
from geokit.i18n import Language, OptionName, Words
from geokit.libraries import require
from geokit.progress import advance, task
from geokit.sheets.further import further_sheets
from geokit.sheets.heading import Heading
from geokit.sheets.letters import drawable
from geokit.sheets.paper import PictureSize, SheetOptions, papers, refuse_sheet_options
from geokit.sheets.sheet_set import TEXTS, ScaledDrawing, SheetSet
from geokit.sheets.slides import LEAST_WIDE_MM, SLIDE_MM, ArrangedDrawing, draw_fitting, draw_on_paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Unpack

    from matplotlib.figure import Figure

    from geokit.page.document import Page
    from geokit.sheets.sheet import Drawing


_UNKNOWN_SUFFIX = Words(
    zh="图片格式“{suffix}”不支持；可用 .png、.svg、.pdf",
    en="no picture is written as “{suffix}”; use .png, .svg or .pdf",
)
_FITS = Words(
    zh="结对地图按纸张大小绘制，没有 {names}；可给出纸张{option:paper}与方向{option:orientation}",
    en="a link map is as large as its sheet and has no {names}; it takes the paper{option:paper} and its orientation{option:orientation}",
)
_DRAWING = Words(zh="绘制图纸", en="drawing sheets")
_METADATA: dict[str, dict[str, None]] = {
    ".png": {"Software": None, "Creation Time": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def save_picture(
    page: Page,
    drawing: Drawing,
    path: str | Path,
    *,
    language: Language | None = None,
    **options: Unpack[SheetOptions],
) -> Path:
    """Write a map as a picture.

    Parameters
    ----------
    page : Page
        Title, marks and headlines.
    drawing : Drawing
        What is drawn.
    path : path
        ``.png`` and ``.svg`` are pictures of the size asked for; ``.pdf`` is a sheet, or several.
    language : {"zh", "en"}, optional
        The language that the page opens in if left out.
    **options : SheetOptions
        Scale, paper and title block of a PDF, size of a picture.

    Raises
    ------
    InputError
        The suffix is unknown, a font is missing, or it would take more sheets than anyone prints.
    OptionError
        A slide has no scale and no paper, a link map no scale, and no map the scale that was asked for.
    OutputError
        The file cannot be written; what stood there before stands.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in _METADATA:
        raise InputError(_UNKNOWN_SUFFIX, suffix=target.suffix)
    given = cast("SheetOptions", {name: value for name, value in options.items() if value is not None})
    refuse_sheet_options(suffix, given)
    chosen = language or page.opening_language
    heading = Heading.of(page, chosen)
    with picture_style([*heading.texts(), *own_texts(chosen, given), *drawing.texts(chosen)], chosen):
        if suffix == ".pdf":
            figures, count = _pdf_figures(heading, drawing, chosen, given)
            write_pdf(target, figures, count)
        else:
            figure, dpi = _picture(heading, drawing, chosen, PictureSize.parse(given.get("size") or "16:9"))
            with atomic_file(target) as part:
                figure.savefig(part, format=suffix[1:], dpi=dpi, metadata=_METADATA[suffix])
    return target


def _picture(
    heading: Heading, drawing: Drawing, language: Language, size: PictureSize
) -> tuple[Figure, float]:
    """Return a picture, and how many dots of it to an inch make its pixels."""
    width, height = size.pixels
    if size.paper_mm is not None:
        figure = draw_on_paper(heading, drawing, language, size.paper_mm)
    else:
        # What is upright is narrow: its words are not as large as those of a slide, so that they have room.
        share = max(max(SLIDE_MM) / max(size.pixels), LEAST_WIDE_MM / width)
        figure = draw_fitting(heading, drawing, language, (width * share, height * share)).figure
    # Pixels are cut off, not rounded.
    return figure, max((width + 1e-6) / figure.get_figwidth(), (height + 1e-6) / figure.get_figheight())


def _pdf_figures(
    heading: Heading, drawing: Drawing, language: Language, options: SheetOptions
) -> tuple[Iterable[Figure], int]:
    if isinstance(drawing, ScaledDrawing):
        sheets = SheetSet.of(heading, drawing, language, options)
        return sheets.figures(), sheets.count
    others = [name for name in options if name not in ("paper", "orientation")]
    if others:
        raise OptionError(_FITS, names=[OptionName(name) for name in others])
    paper = papers(options.get("paper"), options.get("orientation"), default=["A3"])[0]
    first = draw_on_paper(heading, drawing, language, paper.size_mm)
    after = drawing.entries_after(language) if isinstance(drawing, ArrangedDrawing) else []
    return chain([first], further_sheets(heading, after, language, paper.size_mm)), 1


def write_pdf(target: Path, figures: Iterable[Figure], count: int) -> None:
    """Write sheets into one file as they are drawn: no more than one is kept.

    Parameters
    ----------
    target : path
    figures : iterable of Figure
    count : int
        How many there are about, for whoever waits.
    """
    from matplotlib.backends.backend_pdf import PdfPages

    with task(_DRAWING, count), atomic_file(target) as part, part.open("wb") as stream:
        # As a context it would finish a file that an error or Ctrl-C ended, and raise another error over the first.
        pages: Any = PdfPages(stream, metadata=_METADATA[".pdf"])
        for figure in figures:
            pages.savefig(figure)
            figure.clear()
            advance()
        pages.close()


@contextmanager
def picture_style(texts: Iterable[str], language: Language) -> Iterator[None]:
    """Draw in fonts that have the letters of all texts, and take none of them for a formula.

    Warns
    -----
    DataLossWarning
        A letter is in no font here, and is drawn as a box.

    Raises
    ------
    InputError
        No font here has Chinese letters, and the texts have some.
    MissingLibraryError
        matplotlib is not installed.
    """
    require("matplotlib", "PIL")
    import matplotlib as mpl

    from geokit.ledgers.plot import lettered

    # The salt and the outlines of letters make an SVG the same in every run and on every machine; a dollar sign
    # in a name begins no formula.
    style: dict[Any, Any] = {"svg.hashsalt": "geokit", "svg.fonttype": "path", "text.parse_math": False}
    with lettered([*map(drawable, texts), "0123456789"], language), mpl.rc_context(style):
        yield


def own_texts(language: Language, options: SheetOptions) -> list[str]:
    """Return the texts of frame and title block, to look for a font."""
    given = [value for value in options.values() if isinstance(value, str)]
    return [*(words.localize(language) for words in TEXTS), *given]
