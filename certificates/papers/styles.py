"""The style sheet of a design: what may stand in it, said by line. Pure.

Nothing in it may name a file or an address. What is allowed is listed; the rest is refused, so that a new feature of the
drawing library never opens a door.
"""

import re
from functools import lru_cache
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certificates.papers.problems import CSS, Problem

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_AT: Final = re.compile(r"@\s*([A-Za-z-]*)")
_FUNCTION: Final = re.compile(r"([A-Za-z_-][A-Za-z0-9_-]*)\s*\(")
_FUNCTIONS: Final = frozenset({"rgb", "nth-child", "not"})
_OWN: Final = frozenset(
    {"-pdf-frame-content", "-pdf-keep-with-next", "-pdf-keep-in-frame-mode", "-pdf-keep-in-frame-max-height"}
)
_LIBRARY: Final = re.compile(r"-pdf-[a-z-]*")
_PROPERTY: Final = re.compile(r"(?:^|[{;])\s*([A-Za-z-]+)\s*:")
_REFUSED: Final = frozenset(
    {"opacity", "background-image", "list-style-image", "border-image", "content", "filter", "box-shadow", "src"}
)
_CMYK: Final = re.compile(r"cmyk", re.IGNORECASE)


def declaration_problem(text: str) -> str:
    """Why declarations can't stand in a design, in a sentence; '' when they can."""
    if "\\" in text or "<" in text or "\x00" in text:
        return _("Style rules may not contain \\ or <.")
    for name in _FUNCTION.findall(text):
        if name.lower() == "url":
            return _("Style rules may not name files or addresses: pictures are placed with <img>, faces are given.")
        if name.lower() not in _FUNCTIONS:
            return _("“%(name)s()” is not known in style rules here.") % {"name": name}
    for name in _LIBRARY.findall(text.lower()):
        if name not in _OWN:
            return _("“%(name)s” is not known in style rules here.") % {"name": name}
    for name in _PROPERTY.findall(text):
        if name.lower() in _REFUSED:
            return _("“%(name)s” is not known in style rules here.") % {"name": name}
    return _("Colours are written in red, green and blue: #0d5c75.") if _CMYK.search(text) else ""


def problems(css: str) -> tuple[Problem, ...]:
    """Everything to mend in a style sheet, in the active language."""
    return _problems(css, get_language() or "")


@lru_cache(maxsize=64)
def _problems(css: str, _language: str) -> tuple[Problem, ...]:
    bare = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), css)
    found = []
    for number, line in enumerate(bare.split("\n"), 1):
        for name in _AT.findall(line):
            if name.lower() not in ("page", "frame"):
                sentence = _("“@%(name)s” is not known in style rules here: only @page and, in it, @frame.") % {"name": name}
                found.append(Problem(number, sentence, CSS))
        if sentence := declaration_problem(line):
            found.append(Problem(number, sentence, CSS))
    if "/*" in bare or "*/" in bare:
        found.append(Problem(0, _("A comment is never closed."), CSS))
    if bare.count("{") != bare.count("}"):
        found.append(Problem(0, _("There are not as many { as }."), CSS))
    if not found and (sentence := declaration_problem(" ".join(bare.split()))):  # nothing hides in a line break
        found.append(Problem(0, sentence, CSS))
    return tuple(found)


def with_page(css: str, width: float, height: float) -> str:
    """The style sheet with the page's size in millimetres set in its @page rule, or a rule of its own."""
    size = f"size: {width:g}mm {height:g}mm;"
    bare = _COMMENT.sub(" ", css)  # never "": two halves of a word must not meet
    ours, count = re.subn(r"(@page\s*\{)", rf"\1 {size} ", bare, count=1)
    return ours if count else f"@page {{ {size} margin: 12mm; }}\n{bare}"
