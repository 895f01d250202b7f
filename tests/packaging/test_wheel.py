"""The wheel holds what the checkout holds, and works from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    # Without isolation: the build backend is a test dependency, so that nothing is fetched here.
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t", "wheel"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_data_and_nothing_of_the_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "geokit/py.typed",
        "geokit/_boundaries/programme.toml",
        "geokit/_boundaries/linghai/outline.geojson",
        "geokit/_examples/example-park/phase-1.txt",
        "geokit/page/web/page.css",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith("tests")]


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory) -> Path:
    """An environment with the wheel installed; its dependencies are those of this environment."""
    folder = tmp_path_factory.mktemp("空环境") / "venv"
    venv.create(folder, with_pip=True)
    inside = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    command = [inside, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(command, check=True, capture_output=True)
    packages = subprocess.run(
        [inside, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return inside


def run(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        [python, *arguments], cwd=folder, env=environment | {"PYTHONUTF8": "1"},
        check=False, capture_output=True, encoding="utf-8",
    )  # fmt: skip


def test_the_wheel_is_used_and_not_the_checkout(python, tmp_path):
    done = run(python, tmp_path, "-c", "import geokit; print(geokit.__file__)")
    assert str(ROOT) not in done.stdout


def test_the_catalogue_and_the_demo_work_from_the_wheel(python, tmp_path):
    done = run(python, tmp_path, "-m", "geokit", "demo", "--output", "结果")
    assert done.returncode == 0, done.stderr
    assert {path.suffix for path in (tmp_path / "结果").iterdir()} >= {".html", ".json", ".txt"}
    assert str(tmp_path) not in done.stdout


def test_the_notebooks_run_from_the_wheel(python, tmp_path):
    for path in (ROOT / "notebooks").iterdir():
        shutil.copy(path, tmp_path)
    committed = {path.name: path.read_bytes() for path in tmp_path.glob("*.ipynb")}
    done = run(python, tmp_path, "render.py")
    assert done.returncode == 0, done.stderr
    assert committed
    for name in committed:
        assert name in done.stdout
