"""What all tests share: English unless a test says otherwise, reproducible examples, one real browser, a clean tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from geokit.i18n import usual
from geokit.languages import use_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

os.environ["GEOKIT_LANG"] = "en"

settings.register_profile(
    "geokit", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("geokit")


ROOT = Path(__file__).parents[1]
SLOW_TO_MAKE = {"chromium", "archives", "site"}
WRITTEN_BY_HAND = (".py", ".js", ".css", ".md")
# Each needs programs that few machines have; a make target names it.
ONLY_WHERE_NAMED = {"qgis", "databases"}
IS_WRITING_FACTS = os.environ.get("GEOKIT_FACTS") == "write"
TREE = pytest.StashKey[dict[str, tuple[int, int]]]()
CHANGED = pytest.StashKey[list[str]]()


def tree() -> dict[str, tuple[int, int]]:
    """Return when each file that git would look at was written, and its size; nothing where there is no git.

    Programs and pages are left out: no test writes them, and a developer may save one while the tests run.
    """
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return {}
    files = (
        (name, ROOT / name) for name in listed.split("\0") if name and not name.endswith(WRITTEN_BY_HAND)
    )
    stats = ((name, path.stat()) for name, path in files if path.is_file())
    return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in stats}


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        session.config.stash[TREE] = tree()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if TREE in session.config.stash and not IS_WRITING_FACTS:
        before, after = session.config.stash[TREE], tree()
        changed = sorted({name for name, _ in before.items() ^ after.items()})
        session.config.stash[CHANGED] = changed
        if changed and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if changed := config.stash.get(CHANGED, None):
        terminalreporter.section("files of the repository changed while the tests ran", red=True)
        terminalreporter.write_line("A test writes into its own tmp_path, and nowhere else.")
        terminalreporter.write_line("\n".join(changed))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    apart = collection_path.parent == ROOT / "tests" and collection_path.name in ONLY_WHERE_NAMED
    given = config.invocation_params
    places = [(given.dir / str(each).partition("::")[0]).resolve() for each in given.args]
    named = any(place.is_relative_to(collection_path) for place in places)
    return True if apart and not named else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a browser or a build is slow; what is slow comes first: no process waits for it at the end."""
    for item in items:
        if not SLOW_TO_MAKE.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def build_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Fill a folder once in a run, whichever process asks first; the others wait for it.

    It is called with the folder's name and a function that fills it.
    """
    # The folder of a process lies in that of the run.
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared

    def built(name: str, build: Callable[[Path], object]) -> Path:
        folder, outcome = shared / name, shared / f"{name}.outcome"
        try:
            folder.mkdir()
        except FileExistsError:
            _wait_for(outcome)
        else:
            outcome.with_suffix(".new").write_text(_fault_of(build, folder), encoding="utf-8")
            outcome.with_suffix(".new").rename(outcome)
        if fault := outcome.read_text(encoding="utf-8"):
            pytest.fail(fault)
        return folder

    return built


def _wait_for(outcome: Path) -> None:
    for _ in range(12_000):
        if outcome.exists():
            return
        time.sleep(0.05)
    pytest.fail(f"another process has not finished {outcome.stem}")


def _fault_of(build: Callable[[Path], object], folder: Path) -> str:
    """Return what went wrong; the others that wait for the folder are to hear of it too."""
    try:
        build(folder)
    except subprocess.CalledProcessError as error:
        return f"{error}\n{error.stderr or error.stdout or ''}"
    except Exception as error:  # noqa: BLE001 - told by every test that needs the folder
        return repr(error)
    return ""


@pytest.fixture(scope="session")
def archives(build_once: Callable[..., Path]) -> list[Path]:
    """The wheel and the source archive."""

    def build(folder: Path) -> None:
        # Without isolation: the build backend is a test dependency, so that nothing is fetched here.
        command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)

    return sorted(build_once("dist", build).iterdir())


@pytest.fixture(scope="session")
def wheel(archives: list[Path]) -> Path:
    return archives[0]


@pytest.fixture(scope="session")
def wheel_python(wheel: Path, build_once: Callable[..., Path]) -> Path:
    """An environment with the wheel installed; its dependencies are those of this environment."""
    inside = Path("Scripts" if os.name == "nt" else "bin", "python")

    def install(folder: Path) -> None:
        venv.create(folder, with_pip=False)
        pip = [sys.executable, "-m", "pip", "--python", folder / inside, "install"]
        subprocess.run(
            [*pip, "--quiet", "--no-index", "--no-deps", wheel], check=True, capture_output=True, text=True
        )
        packages = subprocess.run(
            [folder / inside, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
        Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")

    return build_once("空环境", install) / inside


@pytest.fixture(scope="session")
def run_installed(wheel_python: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run Python with the wheel, in a folder."""

    def run(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        return subprocess.run(
            [wheel_python, *arguments], cwd=folder, env=environment | {"PYTHONUTF8": "1"},
            check=False, capture_output=True, encoding="utf-8",
        )  # fmt: skip

    return run


class Facts:
    """What tests of one file hold against the text file of its name; ``make facts`` writes it anew, to be read before it is kept."""

    def __init__(self, file: Path) -> None:
        self.file = file
        if IS_WRITING_FACTS:
            file.write_text("", encoding="utf-8")
        blocks = file.read_text(encoding="utf-8").split("\n== ")
        self.known = dict(block.rstrip("\n").partition("\n")[::2] for block in blocks if block)

    def hold(self, name: str, lines: Iterable[str]) -> None:
        """Compare what was found under a name with what is written down."""
        text = "\n".join(lines).rstrip("\n")
        if IS_WRITING_FACTS:
            self.known[name] = text
            with self.file.open("a", encoding="utf-8") as file:
                file.write(f"\n== {name}\n{text}\n")
        assert text == self.known[name]


@pytest.fixture(scope="module")
def facts(request: pytest.FixtureRequest) -> Facts:
    return Facts(request.path.with_name(f"{request.path.stem.removeprefix('test_')}.txt"))


@pytest.fixture(autouse=True)
def usual_language() -> Iterator[None]:
    yield
    usual.language = None


@pytest.fixture
def chinese() -> Iterator[None]:
    with use_language("zh"):
        yield


FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    # The shell is the same engine without windows, and opens a page in less than half the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return os.environ.get("GEOKIT_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run([lister, ":lang=zh"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a process: playwright cannot be started twice in it."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine (name one with GEOKIT_CHROMIUM)")
    if not has_chinese_font():
        pytest.skip("no Chinese font on this machine (Debian: fonts-noto-cjk)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


DESKTOP = {"width": 1440, "height": 900}


@dataclass
class Opened:
    """A page in the browser, with everything it complained about and asked for."""

    page: Any
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def text(self, selector: str = "body") -> str:
        return str(self.page.inner_text(selector))

    def run(self, script: str) -> Any:
        return self.page.evaluate(script)

    def until(self, script: str) -> None:
        # The page's policy forbids the eval that the driver's own waiting uses.
        for _ in range(200):
            if self.run(script):
                return
            self.page.wait_for_timeout(50)
        pytest.fail(f"never came true: {script}")


@pytest.fixture
def open_page(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def opened(content: Any, *, size: dict[str, int] = DESKTOP, **options: Any) -> Opened:
        file = tmp_path / f"网页 {len(contexts)}.html"
        if isinstance(content, str | bytes):
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        else:
            content.save(file)
        context = chromium.new_context(viewport=size, offline=True, **options)
        contexts.append(context)
        result = Opened(context.new_page())
        page = result.page
        page.on("console", lambda said: said.type in {"error", "warning"} and result.faults.append(said.text))
        page.on("pageerror", lambda error: result.faults.append(str(error)))
        page.on(
            "dialog", lambda dialog: (result.faults.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )
        page.on(
            "request",
            lambda asked: asked.url.startswith(("data:", "blob:")) or result.requests.append(asked.url),
        )
        page.goto(file.as_uri())
        # The page itself is the one thing that may be asked for.
        assert result.requests.pop(0) == file.as_uri()
        # Shapes are unpacked after the page has loaded.
        result.run("window.geokit && geokit.settled")
        return result

    yield opened
    for context in contexts:
        context.close()
