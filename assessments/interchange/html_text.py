"""Texts of other programs → ours: plain words with line breaks, lists and links; and back. Pure; nothing is fetched.

Our questions are plain text, so emphasis leaves no marks. What would be lost (images, tables, sound, formulas' markup) is
told. Malformed HTML is first mended by nh3, as browsers do and in linear time; the standard library's reader, which is
quadratic on unclosed tags, sees only the mended text.
"""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

import nh3
from django.utils.translation import gettext as _

from assessments.interchange.neutral import Rich

_BLOCKS: Final = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "table", "tr", "section", "article", "hr",
    "dl", "dt", "dd", "figure", "figcaption",
}  # fmt: skip
_SILENT: Final = {"script", "style", "head", "title", "template", "object", "iframe", "noscript", "svg", "math"}
_MEDIA: Final = {"audio", "video", "iframe", "object", "embed", "svg", "canvas"}
_KEPT: Final = _BLOCKS | _MEDIA | {"img", "br", "li", "td", "th", "a", "sub", "sup", "math"}
_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src", "alt"}}
_SCHEMES: Final = {"http", "https", "mailto", "tel", "data"}
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<!--|&(?:[A-Za-z]+|#\d+|#x[0-9A-Fa-f]+);")
_IMAGE: Final = re.compile(r"!\[([^\[\]\n]{0,500})\]\(([^()\n]{0,2000})\)")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]")
_OPENING: Final = re.compile(r"<(?=[A-Za-z/!?])")
_SAFE: Final = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


@dataclass(slots=True)
class Losses:
    """What a text lost on its way, as sentences; each once."""

    said: list[str] = field(default_factory=list)

    def tell(self, sentence: str) -> None:
        """Note a loss."""
        if sentence not in self.said:
            self.said.append(sentence)


class _Reader(HTMLParser):
    def __init__(self, losses: Losses, *, keep_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.losses, self.keep_lines = losses, keep_lines
        self.out: list[str] = []
        self.lists: list[int] = []  # -1: bullets, else the last number
        self.links: list[tuple[str, int]] = []
        self.silent = ""
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _MEDIA:
            self.losses.tell(_("sound, video and embedded pages are left out"))
        if self.silent:
            self.depth += tag == self.silent
            return
        if tag in _SILENT:
            self.silent, self.depth = tag, 1
        elif tag == "img":
            self._image(given.get("src", ""), given.get("alt", ""))
        elif tag == "br":
            self.out.append("\n")
        elif tag in ("ul", "ol"):
            self.lists.append(-1 if tag == "ul" else 0)
            self.out.append("\n\n" if len(self.lists) == 1 else "\n")
        elif tag == "li":
            self._item()
        elif tag in ("td", "th"):
            self.losses.tell(_("a table became lines of text"))
            self.out.append(" ")
        elif tag == "a":
            self.links.append((given.get("href", ""), len(self.out)))
        elif tag in ("sub", "sup"):
            self.out.append("_" if tag == "sub" else "^")
        elif tag in _BLOCKS:
            self.out.append("\n\n" if tag != "tr" else "\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def _item(self) -> None:
        if not self.lists:
            self.lists.append(-1)
        if self.lists[-1] >= 0:
            self.lists[-1] += 1
        mark = "-" if self.lists[-1] < 0 else f"{self.lists[-1]}."
        self.out.append(f"\n{'  ' * min(len(self.lists) - 1, 6)}{mark} ")

    def _image(self, source: str, alternative: str) -> None:
        if source.startswith("@@PLUGINFILE@@"):
            self.losses.tell(_("an embedded image is left out"))
        elif source.startswith("data:"):
            self.losses.tell(_("an image inside the text is left out"))
        else:
            self.losses.tell(_("an image of another site is left out; it was not fetched"))
        if alternative.strip():
            self.out.append(f" [{' '.join(alternative.split())}] ")

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            self.depth -= tag == self.silent
            if not self.depth:
                self.silent = ""
            return
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.out.append("\n\n" if not self.lists else "\n")
        elif tag == "a" and self.links:
            address, start = self.links.pop()
            words = "".join(self.out[start:]).strip()
            if _SAFE.match(address) and words.rstrip("/") != address.rstrip("/"):
                self.out.append(f" ({address.strip()})")
        elif tag in _BLOCKS:
            self.out.append("\n\n" if tag != "tr" else "\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(data if self.keep_lines else re.sub(r"[ \t\r\n\f]+", " ", data))


def plain(rich: Rich, losses: Losses) -> str:
    """A text as our questions hold it: no markup, no control signs, at most one empty line in a row."""
    text = rich.text
    for file in rich.files:
        if file.body is None:
            losses.tell(_("the embedded file «%(name)s» is over the cap and was not read") % {"name": file.name})
        elif f"@@PLUGINFILE@@/{file.name}" not in html.unescape(text).replace("%20", " "):
            losses.tell(_("the embedded file «%(name)s» is left out") % {"name": file.name})
    if rich.format == "html" or (rich.format == "moodle" and _TAG.search(text)):
        reader = _Reader(losses, keep_lines=rich.format == "moodle")
        reader.feed(nh3.clean(text, tags=_KEPT, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None))
        reader.close()
        text = "".join(reader.out)
    elif rich.format == "markdown":
        text = _IMAGE.sub(lambda found: f" {_told_image(found[1], found[2], losses)} ", text)
    return tidy(text)


def _told_image(alternative: str, source: str, losses: Losses) -> str:
    if source.strip().startswith("data:"):
        losses.tell(_("an image inside the text is left out"))
    else:
        losses.tell(_("an image of another site is left out; it was not fetched"))
    return f"[{alternative.strip()}]" if alternative.strip() else ""


def tidy(text: str) -> str:
    """Words as a file of ours may hold them: a «<» before a letter gets a blank, for it is no markup here."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))
    text = _OPENING.sub("< ", text)
    text = re.sub(r"!\[", "! [", text)
    text = re.sub(r"\]\((?=\s*<?\s*(?:javascript|vbscript|data|file)\s*:)", "] (", text, flags=re.IGNORECASE)
    lines = [re.sub(r"(?<=\S)[ \t]+", " ", line).rstrip() for line in text.split("\n")]
    lines = [line if re.match(r" +(?:-|\d+\.) ", line) else line.strip() for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n").strip()


def as_html(text: str) -> str:
    """Plain words as HTML that comes back the same: paragraphs and line breaks, no lists made of them."""
    if not text:
        return ""
    paragraphs = [html.escape(part, quote=False).replace("\n", "<br>") for part in text.split("\n\n")]
    return "".join(f"<p>{part}</p>" for part in paragraphs)
