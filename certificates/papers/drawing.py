"""The slow path: any sound design with any values that have letters, on any number of pages. Pure."""

from datetime import datetime
from hashlib import sha256

from certificates.papers import archival, page
from certificates.papers.assembly import Body, assembled
from certificates.papers.catalogue import AUTHOR, FIELDS, LANGUAGE, SPANISH, Kind, Values
from certificates.papers.designs import Design
from certificates.papers.reading import pages_of
from certificates.papers.sheet import sheet, texts
from certificates.papers.stamp import Sign, tail

PAGES_MOST = 30


def draw(design: Design, values: Values, *, sign: Sign | None = None, reserved: int = 0, at: datetime | None = None) -> bytes:
    """The whole file of one paper, drawn anew; the look and the tags are those of the fast path.

    `sign`, `reserved`, `at` as in `stamp`. Raises DesignProblems for a design with problems, CannotDraw for words that do not
    fit or have no letter shapes, a picture that can't be used, and whatever the drawing library complains about.
    """
    shown = sheet(design.tree, values, design.pictures)
    language = main_language(values)
    pages = pages_of(page.printed(shown.html, design.style, language=language))
    body, _stamped = assembled(pages, shown, language=language, own_link="", qr=texts(values.get("qr", "")))
    return body.prefix + _end(body, values, sign, reserved, at)


def main_language(values: Values) -> str:
    """The first language of a paper, as the document's own."""
    return texts(values.get(LANGUAGE, SPANISH))[:2] or SPANISH


def document_title(values: Values) -> str:
    """What readers show in the window's title: the paper's title and its number."""
    return " · ".join(words for words in (texts(values.get("title", "")), texts(values.get("serial", ""))) if words)


def _end(body: Body, values: Values, sign: Sign | None, reserved: int, at: datetime | None) -> bytes:
    return tail(
        body,
        content=None,
        title=document_title(values),
        author=texts(values.get(AUTHOR, "")),
        link="",
        at=at,
        sign=sign,
        reserved=reserved,
        kept=sha256(body.prefix),
        xref=b"".join(b"%010d 00000 n \n" % place for place in body.places),
    )
