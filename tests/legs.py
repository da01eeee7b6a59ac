"""Legs of the tests that need something a bare machine may lack: left out with one line that says so, never skipped.

A test marked with one of `LEGS` runs where its thing is present. Where CI=true, absence is an error: CI installs everything.
`--only-leg NAME` runs one leg, for example the PostgreSQL leg of .ci/run; `--part 2/4` a quarter of the largest folders.
"""

import os
import shutil
import zlib
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from urllib.parse import urlsplit

import pytest

VERIFIERS = {"pdfsig": "poppler-utils", "openssl": "openssl"}
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def chromium() -> str:
    """Where Debian's Chromium is; '' without it. CHROMIUM names another one."""
    named = os.environ.get("CHROMIUM", "")
    return named or next((path for path in CHROMIUM if os.access(path, os.X_OK)), "") or shutil.which("chromium") or ""


def _without_browser() -> str:
    return "" if chromium() else "no Chromium (apt-get install chromium, or set CHROMIUM)"


def _without_postgres() -> str:
    scheme = urlsplit(os.environ.get("DATABASE_URL", "")).scheme
    return "" if scheme in ("postgres", "postgresql") else "DATABASE_URL names no PostgreSQL server"


def _without_redis() -> str:
    return "" if os.environ.get("REDIS_URL") else "REDIS_URL names no Redis or Valkey server"


def _without_processes() -> str:
    from lms.config.broker import NoBroker, broker_binary

    if not os.path.isdir("/proc/self"):
        return "no /proc: the tests of real processes are written for Linux"
    try:
        broker_binary()
    except NoBroker as missing:
        return str(missing)
    return ""


def _without_verifiers() -> str:
    missing = [f"no {name} (apt-get install {package})" for name, package in VERIFIERS.items() if not shutil.which(name)]
    return ", ".join(missing)


def _without_pkcs11() -> str:
    if not os.path.exists(SOFTHSM):
        return "no SoftHSM (apt-get install softhsm2)"
    return "" if find_spec("pkcs11") else "no python-pkcs11"


PREFLIGHT_JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api")


def preflight_classpath() -> str:
    """The class path of PDFBox preflight as Debian ships it; '' where a part of it is missing."""
    jars = [f"/usr/share/java/{name}.jar" for name in PREFLIGHT_JARS]
    return ":".join(jars) if all(os.path.exists(jar) for jar in jars) else ""


def _without_pdfa() -> str:
    packages = "qpdf default-jre-headless libpdfbox2-java libactivation-java libjaxb-api-java"
    return "" if shutil.which("qpdf") and shutil.which("java") and preflight_classpath() else f"apt-get install {packages}"


def _without_office() -> str:
    return "" if shutil.which("soffice") else "no LibreOffice (apt-get install libreoffice-calc-nogui)"


LEGS: dict[str, Callable[[], str]] = {
    "browser": cache(_without_browser),
    "postgres": cache(_without_postgres),
    "redis": cache(_without_redis),
    "processes": cache(_without_processes),
    "verifiers": cache(_without_verifiers),
    "pkcs11": cache(_without_pkcs11),
    "pdfa": cache(_without_pdfa),
    "office": cache(_without_office),
}


LARGE = ("tests/assessments", "tests/certificates", "tests/courses", "tests/reporting")


def _part(asked: str) -> tuple[int, int]:
    """`2/4`: (1, 4). Raises ValueError, which argparse tells."""
    number, _slash, parts = asked.partition("/")
    if not 1 <= int(number) <= int(parts):
        raise ValueError(asked)
    return int(number) - 1, int(parts)


def _in_part(item: pytest.Item, part: tuple[int, int] | None) -> bool:
    """Whether a test belongs to a part: what has a leg of its own and the smaller folders belong to each."""
    path = item.path.relative_to(item.config.rootpath).as_posix()
    if part is None or not path.startswith(LARGE) or any(item.get_closest_marker(leg) for leg in LEGS):
        return True
    return zlib.crc32(path.encode()) % part[1] == part[0]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-leg", choices=[*LEGS, "plain"], help="run only the tests of one leg (plain: of none)")
    parser.addoption("--without-leg", action="append", default=[], choices=[*LEGS], help="leave a leg out on purpose")
    parser.addoption("--part", type=_part, help="2/4: of the plain tests of LARGE folders the second quarter of the files")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    only, without, part = config.getoption("only_leg"), set(config.getoption("without_leg")), config.getoption("part")
    kept, left_out, missing = [], [], {}
    for item in items:
        legs = {leg for leg in LEGS if item.get_closest_marker(leg)}
        reasons = {leg: reason for leg in legs - without if (reason := LEGS[leg]())}
        wanted = (only is None or (only in legs if only != "plain" else not legs)) and _in_part(item, part)
        if wanted and not legs & without and not reasons:
            kept.append(item)
            continue
        left_out.append(item)
        if wanted:
            for leg, reason in {**reasons, **dict.fromkeys(legs & without, "left out on purpose")}.items():
                missing.setdefault((leg, reason), []).append(item)
    config.stash[_LEFT_OUT] = {key: len(tests) for key, tests in missing.items()}
    if os.environ.get("CI") == "true" and (absent := [f"{leg}: {why}" for leg, why in missing if why != "left out on purpose"]):
        raise pytest.UsageError("CI must run every leg, but " + "; ".join(absent))
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    # What starts real processes takes longest and comes first, with a browser before without: what is left for the end is
    # short, when a worker that has none takes half of another's (--dist worksteal).
    items[:] = sorted(kept, key=lambda item: -sum(bool(item.get_closest_marker(leg)) for leg in LEGS) * _is_slow(item))


def _is_slow(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("processes"))


_LEFT_OUT = pytest.StashKey[dict[tuple[str, str], int]]()


def lines(config: pytest.Config) -> list[str]:
    """One line a leg that was left out."""
    return [f"left out: {count} {leg} test(s): {why}" for (leg, why), count in config.stash.get(_LEFT_OUT, {}).items()]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = lines(config)
    workers = getattr(config, "_lms_worker_lines", None)
    for line in found or sorted(workers or ()):
        terminalreporter.write_line(line)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """xdist: collection happens in the workers; the one that ends hands its lines to the terminal."""
    config = getattr(node, "config", None)
    output = getattr(node, "workeroutput", {})
    if config is not None:
        known: set[str] = getattr(config, "_lms_worker_lines", set())
        config._lms_worker_lines = known | set(output.get("lms_left_out", []))


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["lms_left_out"] = lines(session.config)
