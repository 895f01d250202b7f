"""A PostgreSQL of its own, for benchmarks and tests: it listens on a socket in its folder and nowhere else, and ends with it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

USER = "geokit"
_NEW_CLUSTER = ("-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8")
_ALWAYS = {"listen_addresses": "", "fsync": "off"}
_STARTS_WITHIN_S = 30
_ENDS_WITHIN_S = 60


class ServerError(Exception):
    """A server that did not start, with what its log says."""


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, or that which GEOKIT_POSTGRES names; none where there is no initdb."""
    named = os.environ.get("GEOKIT_POSTGRES")
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    found = [Path(named)] if named else sorted(installed, key=lambda folder: float(folder.parent.name))
    return next((folder for folder in reversed(found) if (folder / "initdb").exists()), None)


@contextmanager
def running(programs: Path, settings: Mapping[str, str] = {}) -> Iterator[Path]:
    """Yield the folder that has the socket of a new cluster, whose user is USER and whose database is postgres.

    Raises
    ------
    ServerError
        If the server does not start.
    """
    # A socket's path may have a hundred letters: the folder stands where paths are short.
    folder = Path(tempfile.mkdtemp(prefix="geokit-pg-", dir="/tmp"))
    try:
        server = _start(programs, folder, {**_ALWAYS, **settings})
        try:
            _wait_for(server, folder)
            yield folder
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(_ENDS_WITHIN_S)
    finally:
        shutil.rmtree(folder)


def _start(programs: Path, folder: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # PostgreSQL refuses to run as root.
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    initdb = [programs / "initdb", "-D", folder / "data", *_NEW_CLUSTER]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **user)  # noqa: S603
    told = [text for name, value in settings.items() for text in ("-c", f"{name}={value}")]
    command = [programs / "postgres", "-D", folder / "data", "-k", folder, *told]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **user)  # noqa: S603


def _wait_for(server: subprocess.Popen[bytes], folder: Path) -> None:
    status, late = folder / "data" / "postmaster.pid", time.monotonic() + _STARTS_WITHIN_S
    while not (status.exists() and "ready" in status.read_text(encoding="utf-8")):
        if server.poll() is not None or time.monotonic() > late:
            raise ServerError((folder / "log").read_text(encoding="utf-8"))
        time.sleep(0.1)
