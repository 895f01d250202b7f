"""Why the system refused: no English inside a Chinese sentence, whatever the number."""

from __future__ import annotations

import errno
import os
import re
import socket
import tempfile

import pytest

from geokit.coverage.workers import connected
from geokit.errors import GeokitError
from geokit.folders import temporary_folder
from geokit.page import assets
from geokit.system_reasons import system_reason

ENGLISH = re.compile(r"[A-Za-z]*[a-z]{2}")


@pytest.mark.parametrize("number", sorted(errno.errorcode), ids=errno.errorcode.get)
def test_every_number_has_words_of_both_languages(number):
    reason = system_reason(OSError(number, os.strerror(number)))
    assert not ENGLISH.search(reason.localize("zh"))
    assert reason.localize("en") == os.strerror(number)


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        (TimeoutError(), "超时无应答", "no answer in time"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "找不到这台主机", "there is no such host"),
        (OSError("of {no} number\nand more"), "程序库原文：of {no} number", "of {no} number"),
        (RuntimeError(), "程序库原文：RuntimeError", "RuntimeError"),
    ],
)  # fmt: skip
def test_what_has_no_number(error, zh, en):
    assert (system_reason(error).localize("zh"), system_reason(error).localize("en")) == (zh, en)


def test_no_place_for_temporary_files(monkeypatch):
    def none():
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/a', '/b']")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    monkeypatch.setattr(tempfile, "_gettempdir", none, raising=False)
    with pytest.raises(GeokitError) as caught, temporary_folder():
        pass
    assert "（常用的几处临时文件夹都不能写）" in caught.value.localize("zh")
    assert "(none of the usual places can be written)" in caught.value.localize("en")


def test_a_file_of_a_page_that_may_not_be_opened(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "x.js"))

    monkeypatch.setattr("pathlib.Path.read_text", refuse)
    with pytest.raises(GeokitError) as caught:
        assets._read(tmp_path / "x.js", "leaflet.js")
    assert caught.value.localize("zh").endswith("无法读取为 leaflet.js 提供的本地文件：没有权限")


def test_a_scheduler_that_does_not_answer(monkeypatch):
    distributed = pytest.importorskip("distributed")

    def late(*_args, **_options):
        raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")

    monkeypatch.setattr(distributed, "Client", late)
    monkeypatch.setattr("geokit.coverage.workers._shake_hands", lambda _: _nothing())
    with (
        pytest.raises(GeokitError) as caught,
        connected(workers=None, scheduler="tcp://127.0.0.1:1", memory=1),
    ):
        pass
    assert "连接不上调度器 tcp://127.0.0.1:1（对方拒绝连接）" in caught.value.localize("zh")


async def _nothing():
    return None
