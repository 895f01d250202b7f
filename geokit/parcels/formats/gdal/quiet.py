"""GDAL kept quiet while it works: offline, heard by geokit alone, and what it raises made one sentence."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geokit.atomic import display_path
from geokit.errors import FormatError, InputError
from geokit.i18n import Words
from geokit.libraries import has_library
from geokit.parcels.diagnostics import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        # Not relied upon: with a proxy of no kind that curl knows every request of GDAL's fails before it connects.
        "GDAL_HTTP_PROXY": "none://none",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        # A GML without its schema says nothing of types: guessed ones make 702 of the land class 0702.
        "GML_FIELDTYPES": "ALWAYS_STRING",
        # Else one shape that GDAL cannot build ends the file for it: what it leaves out is found and named.
        "GML_SKIP_CORRUPTED_FEATURES": "YES",
    }
)
# What is set here, and who hears GDAL's remarks, is the process's: one thread after the other reads.
ONE_THREAD: Final = threading.RLock()
# Each record whose ring is not closed, or whose id another one has, is named on its own.
_SAID_ELSEWHERE = ("Non closed ring", "Altering it to be unique")
# A logger without a handler speaks to the user's screen through Python's last resort.
_LOGGERS = ("fiona", "pyogrio")

REFUSED = Words(
    zh="内容已损坏，或与文件类型不符，无法读取", en="the content is damaged, or not what the file's type says"
)
_GDAL_SAYS = Words(zh="GDAL 提示：{text}", en="GDAL remarks: {text}")


@contextmanager
def offline() -> Iterator[None]:
    """Keep both builds of GDAL from connecting to anything, and from talking past geokit."""
    with ONE_THREAD, _offline():
        yield


@contextmanager
def _offline() -> Iterator[None]:
    import pyogrio

    before = {name: pyogrio.get_gdal_config_option(name) for name in SETTINGS}
    pyogrio.set_gdal_config_options(dict(SETTINGS))
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    spoke = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.propagate = False
    try:
        with _fiona_offline(), _undecoded_unsaid():
            yield
    finally:
        for logger, propagates in zip(loggers, spoke, strict=True):
            logger.propagate = propagates
        pyogrio.set_gdal_config_options(before)


@contextmanager
def _fiona_offline() -> Iterator[None]:
    if not has_library("fiona"):
        yield
        return
    import fiona

    with fiona.Env(**SETTINGS):
        yield


@contextmanager
def _undecoded_unsaid() -> Iterator[None]:
    """Keep off the screen what fiona cannot decode of GDAL's messages: it prints a traceback and goes on."""
    before = sys.excepthook, sys.unraisablehook
    sys.excepthook = sys.unraisablehook = _say_nothing
    try:
        yield
    finally:
        sys.excepthook, sys.unraisablehook = before


def _say_nothing(*_: object) -> None:
    pass


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what GDAL raises into one sentence."""
    import pyarrow as pa
    from pyogrio.errors import DataSourceError, FieldError, GeometryError

    try:
        yield
    except InputError:
        raise
    except (
        DataSourceError,
        FieldError,
        GeometryError,
        IndexError,
        pa.ArrowException,
        OSError,
        RuntimeError,
        # fiona, where a message of GDAL's is no UTF-8.
        SystemError,
        ValueError,
        *_faults_of_fiona(),
    ) as error:
        raise FormatError(REFUSED, file=display_path(path)) from error


def _faults_of_fiona() -> tuple[type[Exception], ...]:
    if not has_library("fiona"):
        return ()
    from fiona.errors import FionaError

    return (FionaError,)


class _Heard(logging.Handler):
    """Keeps what GDAL says by way of a log."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.texts = texts

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


@contextmanager
def remarks_of(path: Path, original: Path) -> Iterator[list[Notice]]:
    """Collect what GDAL remarks while a file is read, without the folder's name."""
    with ONE_THREAD, _remarks_of(path, original) as remarks:
        yield remarks


@contextmanager
def _remarks_of(path: Path, original: Path) -> Iterator[list[Notice]]:
    remarks: list[Notice] = []
    texts: list[str] = []
    heard = _Heard(texts)
    for name in _LOGGERS:
        logging.getLogger(name).addHandler(heard)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield remarks
    finally:
        for name in _LOGGERS:
            logging.getLogger(name).removeHandler(heard)
    remarks += [
        Notice.of(
            "gdal_remark",
            _GDAL_SAYS,
            text=text.replace(str(path), original.name).replace(path.name, original.name),
        )
        for text in dict.fromkeys([*(str(warning.message) for warning in caught), *texts])
        if not any(said in text for said in _SAID_ELSEWHERE)
    ]
