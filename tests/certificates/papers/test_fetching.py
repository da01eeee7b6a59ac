"""Nothing is fetched: 26 ways to name a file or an address are refused with a sentence, and reach nothing even past the check.

An audit hook (PEP 578) sees every connection, look-up and opened file of the process, whoever makes it.
"""

import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from certificates.papers import CannotDraw, Design, DesignProblems, Picture, draw, problems
from certificates.papers.page import printed
from lms.kernel.pdf import FONTS
from tests.certificates.papers.ground import values

OUTSIDE = "http://127.0.0.1:9/x"
VECTORS: dict[str, tuple[str, str]] = {
    "picture over http": (f'<img src="{OUTSIDE}.png">', ""),
    "picture over https": ('<img src="https://127.0.0.1:9/x.png">', ""),
    "picture over ftp": ('<img src="ftp://127.0.0.1:9/x.png">', ""),
    "picture over gopher": ('<img src="gopher://127.0.0.1:9/x">', ""),
    "picture without a scheme": ('<img src="//127.0.0.1:9/x.png">', ""),
    "picture by an absolute path": ('<img src="/etc/passwd">', ""),
    "picture by a file address": ('<img src="file:///etc/passwd">', ""),
    "picture by a path upwards": ('<img src="../../../../../../../etc/passwd">', ""),
    "picture as data": ('<img src="data:image/svg+xml;base64,PHN2Zy8+">', ""),
    "picture of the cloud's own address": ('<img src="http://169.254.169.254/latest/meta-data/">', ""),
    "style sheet by a link": (f'<link rel="stylesheet" href="{OUTSIDE}.css">', ""),
    "style sheet in the text": (f"<style>p {{ background: url({OUTSIDE}.png) }}</style><p>x</p>", ""),
    "@import": ("<p>x</p>", f"@import url('{OUTSIDE}.css');"),
    "@import of a file": ("<p>x</p>", "@import 'file:///etc/passwd';"),
    "@font-face": ("<p>x</p>", f"@font-face {{ font-family: x; src: url('{OUTSIDE}.ttf') }} p {{ font-family: x }}"),
    "@font-face of a file": ("<p>x</p>", "@font-face { font-family: x; src: url('/etc/passwd') } p { font-family: x }"),
    "background picture": ("<p>x</p>", f"p {{ background-image: url({OUTSIDE}.png) }}"),
    "background of the page": ("<p>x</p>", f"@page {{ background-image: url('{OUTSIDE}.pdf') }}"),
    "style attribute": (f'<p style="background: url({OUTSIDE}.png)">x</p>', ""),
    "marks of a list": ("<ul><li>x</li></ul>", f"li {{ list-style-image: url({OUTSIDE}.png) }}"),
    "pdf:font": (f'<pdf:font name="x" src="{OUTSIDE}.ttf" /><p>x</p>', ""),
    "pdf:insertpdf": ('<pdf:insertpdf src="/etc/passwd" /><p>x</p>', ""),
    "link elsewhere": (f'<a href="{OUTSIDE}">x</a>', ""),
    "iframe, object and embed": (
        f'<iframe src="{OUTSIDE}"></iframe><object data="{OUTSIDE}"></object><embed src="{OUTSIDE}">',
        "",
    ),
    "base and input": (f'<base href="{OUTSIDE}"><input type="image" src="{OUTSIDE}.png">', ""),
    "drawing inside": (f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{OUTSIDE}.png"/></svg>', ""),
}
_seen: list[str] | None = None
_HOMES = tuple(
    str(Path(home).resolve())
    for home in (
        FONTS,
        sysconfig.get_paths()["stdlib"],
        sysconfig.get_paths()["purelib"],
        sys.prefix,
        sys.base_prefix,
        tempfile.gettempdir(),
        "/dev",
    )
)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen is None:
        return
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request", "subprocess.Popen"):
        _seen.append(f"{event} {arguments[-1]}")
    elif event == "open" and isinstance(arguments[0], str | bytes):
        path = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        if not str(Path(path).resolve()).startswith(_HOMES):
            _seen.append(f"open {path}")


sys.addaudithook(_hook)


@contextmanager
def watched() -> Iterator[list[str]]:
    """What is reached outside while this lasts."""
    global _seen  # noqa: PLW0603 - a hook can't be taken away, only told to rest
    _seen = []
    try:
        yield _seen
    finally:
        _seen = None


@pytest.fixture(autouse=True, scope="module")
def _imported() -> None:
    draw(Design("<p>x</p>", ""), values())
    assert problems(Design("<i>x</i>", ""))  # the translations are read


def test_there_are_twenty_six() -> None:
    assert len(VECTORS) == 26


def test_the_hook_sees() -> None:
    with watched() as seen, open("/etc/hostname", encoding="utf-8"):
        pass
    assert seen == ["open /etc/hostname"]


@pytest.mark.parametrize("name", VECTORS)
def test_it_is_refused_with_a_sentence_and_never_drawn(name: str) -> None:
    html, css = VECTORS[name]
    design = Design(html, css)
    with watched() as seen:
        assert problems(design)
        with pytest.raises(DesignProblems):
            draw(design, values())
    assert seen == []


@pytest.mark.parametrize("name", VECTORS)
def test_it_reaches_nothing_even_past_the_check(name: str) -> None:
    html, css = VECTORS[name]
    with watched() as seen, suppress(CannotDraw):
        printed(html, css, language="es")
    assert seen == []


def test_no_value_of_a_field_reaches_anything() -> None:
    design = Design('<p>{{ name }} <a href="{{ link }}">{{ address }}</a></p>', "")
    with watched() as seen:
        for html, _css in VECTORS.values():
            draw(design, values(name=html[:100], address="x", link=OUTSIDE))
        with pytest.raises(CannotDraw):
            draw(
                Design('<p><img src="{{ logo }}" alt=""></p>', ""),
                values(logo=Picture(b'<svg xmlns="x"><image href="/etc/passwd"/></svg>')),
            )
    assert seen == []
