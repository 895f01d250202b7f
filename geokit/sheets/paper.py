"""Sizes of paper, usual scales, and what may be asked of a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypedDict

from geokit.argument_types import read_scale
from geokit.errors import OptionError, UnknownNameError
from geokit.i18n import OptionName, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geokit.days import Day

Scale: TypeAlias = int | str
PaperName = Literal["A4", "A3", "A2", "A1", "A0"]
Orientation = Literal["landscape", "portrait"]

MM_PER_INCH: Final = 25.4
MM_PER_PT: Final = MM_PER_INCH / 72
# ISO 216, longer side first.
PAPERS_MM: Final[dict[PaperName, tuple[float, float]]] = {
    "A4": (297.0, 210.0),
    "A3": (420.0, 297.0),
    "A2": (594.0, 420.0),
    "A1": (841.0, 594.0),
    "A0": (1189.0, 841.0),
}
PICTURES: Final = (".png", ".svg")
ORIENTATIONS: Final[tuple[Orientation, ...]] = ("landscape", "portrait")
# The scales of Chinese cadastral and topographic maps (GB/T 20257, GB/T 13989), and smaller ones for a whole city.
SCALES: Final = (
    500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
)  # fmt: skip
_USUAL: Final = SCALES[:6]
_LARGEST, _SMALLEST = 10, 50_000_000
# A reader holds a larger sheet further away.
_SIZES: Final[dict[PaperName, float]] = {"A4": 1.0, "A3": 1.15, "A2": 1.3, "A1": 1.5, "A0": 1.7}

# What a slide has along its longer side, and what paper has to an inch.
_LONG_PX: Final = 1920
_PRINT_DPI: Final = 300
# A strip has no room for the land.
_LEAST_PX, _MOST_PX, _WIDEST = 320, 16_000, 3
_FORM: Final = re.compile(r"\s*(\d{1,6})\s*([:：xX×*])\s*(\d{1,6})\s*")
_NO_SIZE = Words(
    zh="“{size}”不是可用的图幅；可写 16:9、9:16、1920x1080（像素，每边 {least} 至 {most}；长边不超过短边的 {widest} 倍）或 {papers}",
    en="“{size}” is no size of a picture; write 16:9, 9:16, 1920x1080 (pixels, {least} to {most} a side, the longer "
    "no more than {widest} times the shorter) or {papers}",
)
_ONLY_PICTURE = Words(
    zh="图幅{option:size}只用于 .png、.svg；.pdf 请给出纸张{option:paper}",
    en="a size{option:size} is for a .png or .svg; for a .pdf give the paper{option:paper}",
)
_NO_SCALE = Words(
    zh="1:{scale} 不是可用的比例尺；常用比例尺：{usual}",
    en="1:{scale} is no scale of a map; usual ones are {usual}",
)
_ONLY_PDF = Words(zh="{names} 只用于 .pdf 文件", en="{names}: for a .pdf only")
_PAPER = Words(zh="纸张", en="paper")
_ORIENTATION = Words(zh="方向", en="orientation")


class SheetOptions(TypedDict, total=False):
    """What a PDF is drawn on, and what its title block says; a box that nothing is given for stays blank.

    Attributes
    ----------
    scale : int or str
        ``2000`` or ``"1:2000"``; usual ones are 500, 1000, 2000, 5000, 10000 and 25000, and another whole
        number is taken. The largest usual one that fits one sheet if left out. Land that does not fit one sheet at
        this scale is drawn on several, with an index of them.
    paper : {"A4", "A3", "A2", "A1", "A0"}
        A3 if left out; with a scale the smallest that takes all land.
    orientation : {"landscape", "portrait"}
        The one that holds the land on fewer sheets, or at a larger scale, if left out.
    drawn_by, checked_by : str
        Who drew the sheet, who checked it.
    date, checked_date : date or str
        The day that it was drawn, and the day that it was checked.
    sheet : str
        The number that the drawing has in an archive.
    height_datum : str
        The datum of heights, where the land's file says one.
    size : str
        The size of a ``.png`` or ``.svg``, which have nothing of the above: a form such as ``"16:9"``, pixels such as
        ``"1920x1080"``, or a paper such as ``"A4"`` (lying, 300 dots to an inch). 16:9 if left out.
    """

    scale: Scale | None
    paper: Literal["A4", "A3", "A2", "A1", "A0"] | None
    orientation: Literal["landscape", "portrait"] | None
    drawn_by: str | None
    checked_by: str | None
    date: Day | None
    checked_date: Day | None
    sheet: str | None
    height_datum: str | None
    size: str | None


def refuse_sheet_options(suffix: str, options: SheetOptions) -> None:
    """Refuse what only a sheet of paper has, where another file is written; before any work is done.

    Raises
    ------
    OptionError
        Something was asked for that a file with this suffix does not have, or a scale that no map has.
    """
    given = [name for name, value in options.items() if value is not None and name != "size"]
    if given and suffix.lower() != ".pdf":
        raise OptionError(_ONLY_PDF, names=[OptionName(name) for name in given])
    checked_scale(options.get("scale"))
    size = options.get("size")
    if size is not None:
        if suffix.lower() not in PICTURES:
            raise OptionError(_ONLY_PICTURE)
        PictureSize.parse(size)


@dataclass(frozen=True, slots=True)
class PictureSize:
    """The size of a picture: so many pixels, and how large it is on paper where it is one for paper.

    Examples
    --------
    >>> PictureSize.parse("16:9"), PictureSize.parse("A4").pixels
    (PictureSize(pixels=(1920, 1080), paper_mm=None), (3508, 2480))
    """

    pixels: tuple[int, int]
    paper_mm: tuple[float, float] | None = None

    @classmethod
    def parse(cls, text: str) -> PictureSize:
        """Return the size that is written.

        Raises
        ------
        OptionError
            It is none that a picture can have.
        """
        known: dict[str, tuple[float, float]] = {str(name): size for name, size in PAPERS_MM.items()}
        if paper := known.get(text.strip().upper()):
            width, height = (round(side / MM_PER_INCH * _PRINT_DPI) for side in paper)
            return cls((width, height), paper)
        found = _FORM.fullmatch(text)
        wide, high = (int(found[1]), int(found[3])) if found else (0, 0)
        if found and min(wide, high) and found[2] in ":：":
            share = _LONG_PX / max(wide, high)
            wide, high = round(wide * share), round(high * share)
        shorter, longer = sorted((wide, high))
        if not (_LEAST_PX <= shorter <= longer <= min(_MOST_PX, _WIDEST * shorter)):
            limits: dict[str, Any] = {"least": _LEAST_PX, "most": _MOST_PX, "widest": _WIDEST}
            raise OptionError(_NO_SIZE, size=text, papers=list(PAPERS_MM), **limits)
        return cls((wide, high))


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper, one way or the other.

    Examples
    --------
    >>> Paper("A1", "portrait").size_mm
    (594.0, 841.0)
    """

    name: PaperName
    orientation: Orientation = "landscape"

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height."""
        longer, shorter = PAPERS_MM[self.name]
        return (longer, shorter) if self.orientation == "landscape" else (shorter, longer)

    @property
    def growth(self) -> float:
        """How much larger its letters and boxes are than those of A4."""
        return _SIZES[self.name]


def scale_text(scale: float) -> str:
    """Return a scale as maps write it: no separators.

    Examples
    --------
    >>> scale_text(10_000)
    '1:10000'
    """
    return f"1:{scale:.0f}"


def checked_scale(scale: Scale | None) -> int | None:
    """Return a scale that a map can have.

    Raises
    ------
    OptionError
        It is below 1:50000000, or above 1:10; the sentence names the usual ones.
    """
    number = read_scale(scale)
    if scale is not None and (number is None or not _LARGEST <= number <= _SMALLEST):
        shown = scale if number is None else number
        raise OptionError(_NO_SCALE, scale=shown, usual=[scale_text(each) for each in _USUAL])
    return number


def usual_scale(needed: float) -> int:
    """Return the largest usual scale that is no larger than the one needed.

    Examples
    --------
    >>> usual_scale(1_200), usual_scale(3_000_000.5)
    (2000, 3000001)
    """
    return next((scale for scale in SCALES if scale >= needed), -int(-needed // 1))


def papers(name: str | None, orientation: str | None, *, default: Iterable[PaperName]) -> list[Paper]:
    """Return the papers to choose among, the smaller and the landscape ones first.

    Raises
    ------
    UnknownNameError
        There is no paper of that name, or it lies neither way.
    """
    if name is not None and name not in PAPERS_MM:
        raise UnknownNameError(name, kind=_PAPER, known=PAPERS_MM)
    if orientation is not None and orientation not in ORIENTATIONS:
        raise UnknownNameError(orientation, kind=_ORIENTATION, known=ORIENTATIONS)
    names = [each for each in PAPERS_MM if name == each] if name else list(default)
    ways = [each for each in ORIENTATIONS if orientation in (None, each)]
    return [Paper(each, way) for each in names for way in ways]
