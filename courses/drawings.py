"""A figure as a page or a paper shows it. Pure: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.pictures import TYPES
from lms.kernel.places import Language
from lms.kernel.words import in_language

DIGITS: Final = 12  # of a file's digest, in its address
MOST_ON_PAPER: Final = 460  # points: the width of a page's text


@dataclass(frozen=True, slots=True)
class FigureCard:
    """One figure in one language. `file` is its name on the site («key/1a2b….svg»), `url` where it is.

    `data` is the file in base64, on paper only.
    """

    key: str
    title: str
    alt: str
    words: str
    caption: str
    credit: str
    type: str
    width: int
    height: int
    digest: str
    url: str = ""
    data: str = ""

    @property
    def name(self) -> str:
        """The last part of its address: it changes with the file, so that it may be kept for ever."""
        return f"{self.digest[:DIGITS]}.{self.type}"


def file_in(held: Mapping[str, Any], language: str) -> Any:
    """What stands under a language, else in Spanish, in `files` or `data` of a figure; what is for all languages goes first."""
    for name in ("any", language, Language.ES.value):
        if name in held:
            return held[name]
    return None


def figure_of(key: str, body: Mapping[str, Any], language: str) -> FigureCard | None:
    """The card of a figure's body; None while it has no file."""
    file = file_in(body.get("files") or {}, language)
    if file is None:
        return None
    alt = in_language(body.get("alt") or {}, language)
    return FigureCard(
        key=key,
        title=in_language(body.get("titles") or {}, language),
        alt=alt,
        words=in_language(body.get("description") or {}, language) or alt,
        caption=in_language(body.get("caption") or {}, language),
        credit=str(body.get("credit") or ""),
        type=file["type"],
        width=file["width"],
        height=file["height"],
        digest=file["digest"],
        data=file_in(body.get("data") or {}, language) or "",
    )


def figure_html(card: FigureCard, caption: SafeString | str, *, anchor: str) -> SafeString:
    """The figure with its caption, and its description in words to unfold."""
    credit = format_html(' <span class="soft">{}</span>', _("Figure: %(credit)s.") % {"credit": card.credit.rstrip(".")})
    return format_html(
        '<figure class="figure" id="{anchor}"><img src="{url}" alt="{alt}" width="{width}" height="{height}" loading="lazy" '
        'decoding="async"><figcaption>{caption}{credit}<details class="fold" id="{anchor}-words"><summary>{ask}</summary>'
        "<p>{words}</p></details></figcaption></figure>",
        anchor=anchor, url=card.url, alt=card.alt, width=card.width, height=card.height, caption=caption,
        credit=credit if card.credit else "", ask=_("This figure in words"), words=card.words,
    )  # fmt: skip


def figure_on_paper(card: FigureCard, caption: SafeString | str) -> SafeString:
    """The figure as xhtml2pdf draws it: the file itself in the page, never wider than the text."""
    width = min(MOST_ON_PAPER, card.width)
    height = round(card.height * width / card.width)
    return format_html(
        '<table class="figure"><tr><td><img src="data:{type};base64,{data}" width="{width}" height="{height}" '
        'alt="{alt}"/></td></tr><tr><td class="soft">{caption} {credit}</td></tr></table>',
        type=TYPES[card.type], data=card.data, width=width, height=height, alt=card.alt, caption=caption,
        credit=_("Figure: %(credit)s.") % {"credit": card.credit.rstrip(".")} if card.credit else "",
    )  # fmt: skip
