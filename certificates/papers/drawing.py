"""The slow path: any sound design with any values that have letters, on any number of pages. Pure."""

from datetime import datetime

from django.utils.translation import gettext as _

from certificates.papers import page as engine
from certificates.papers.assembly import assembled
from certificates.papers.catalogue import AUTHOR, LANGUAGE, SPANISH, Values
from certificates.papers.designs import Design
from certificates.papers.ending import Ending, Sign
from certificates.papers.problems import CannotDraw
from certificates.papers.reading import Image, Page, Run, pages_of
from certificates.papers.sheet import sheet, texts


def draw(design: Design, values: Values, *, sign: Sign | None = None, reserved: int = 0, at: datetime | None = None) -> bytes:
    """The whole file of one paper, drawn anew; the look and the tags are those of the fast path.

    `sign`, `reserved`, `at` as in `stamp`. Raises DesignProblems for a design with problems, CannotDraw for words that do not
    fit or have no letter shapes, a picture that can't be used, and whatever the drawing library complains about.
    """
    style = design.style
    shown = sheet(design.tree, values, design.pictures)
    language = main_language(values)
    pages = pages_of(engine.printed(shown.html, style, language=language))
    for one in pages:
        if wrong := collision(one):
            raise CannotDraw(wrong)
    body, _varying = assembled(pages, shown, language=language, own_link="", qr=texts(values.get("qr", "")))
    end = Ending(body).tail(
        content=None,
        title=document_title(values),
        author=texts(values.get(AUTHOR, "")),
        link="",
        at=at,
        sign=sign,
        reserved=reserved,
    )
    return body.prefix + end


def collision(page: Page) -> str:
    """Why a page is not fit to be seen: words over words, off the page or under a picture, in a sentence. '' for a good one."""
    lines = sorted((run for run in page.runs if run.text.strip()), key=lambda run: -run.y)
    for at, run in enumerate(lines):
        if run.x < 0 or run.x + run.width > page.width + 0.5 or run.y < 2 or run.y + run.size * 0.7 > page.height:
            return _("“%(words)s” runs off the page.") % {"words": run.text[:60]}
        if any(_covers(picture, run) for picture in page.images):
            return _("A picture covers “%(words)s”.") % {"words": run.text.strip()[:60]}
        for other in lines[at + 1 :]:
            if run.y - other.y > 40:
                break
            low, high = run.y - 0.2 * run.size, other.y + 0.7 * other.size
            across = min(run.x + run.width, other.x + other.width) - max(run.x, other.x)
            if high > low and across > 1 and run.block != other.block:
                return _("“%(words)s” and “%(other)s” are printed over one another.") % {
                    "words": run.text.strip()[:60],
                    "other": other.text.strip()[:60],
                }
    return ""


def _covers(picture: Image, run: Run) -> bool:
    """True when a picture was laid over words; a background, painted before them, is no fault."""
    wide, _b, _c, high, left, bottom = picture.matrix
    across = min(left + wide, run.x + run.width) - max(left, run.x)
    up = min(bottom + high, run.y + 0.7 * run.size) - max(bottom, run.y)
    return picture.number > run.number and across > 1 and up > 1


def main_language(values: Values) -> str:
    """The first language of a paper, as the document's own."""
    return texts(values.get(LANGUAGE, SPANISH))[:2] or SPANISH


def document_title(values: Values) -> str:
    """What readers show in the window's title: the paper's title and its number."""
    return " · ".join(words for words in (texts(values.get("title", "")), texts(values.get("serial", ""))) if words)
