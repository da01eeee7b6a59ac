"""What a printed paper says, as plain values, and its drawing. Pure: no database, no clock, no settings."""

import io
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from django.template.loader import render_to_string
from django.utils.translation import override

from courses.print_rendering import VERSION
from lms.kernel.canonical import digest
from lms.kernel.pdf import FONT_FACES, FONTS, pdf_from_html

if TYPE_CHECKING:
    from pypdf import PdfReader, PdfWriter  # 15 MB: loaded by who draws

CHECK_SIZES: Final = (11.5, 10.5, 9.5, 8.5, 7.5)  # points: the largest in which a checklist stands on one page
MM: Final = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a booklet: a stage with its sections as (title, summary, HTML)."""

    title: str
    question: str
    sections: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class PaperContent:
    """Every word of a paper. `as_of` is the date of the oldest rule; `published` the day of the last publication.

    `url` is the short address that the QR code holds; `sources` are lines of attribution. `house` is the name of the
    institution whose people hand it over, with its id; 0 and '' for a paper of everybody.
    """

    kind: str
    key: str
    country: str
    language: str
    title: str
    lead: str
    law: str
    as_of: str
    published: str
    site: str
    url: str
    html: str = ""
    checks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    flags: tuple[str, ...] = ()
    help: tuple[tuple[str, str], ...] = ()
    chapters: tuple[Chapter, ...] = ()
    sources: tuple[str, ...] = ()
    unsure: tuple[str, ...] = field(default=())
    institution: int = 0
    house: str = ""

    def digest(self) -> str:
        """Of all words and of the way they are drawn: the same digest, the same paper."""
        return digest([VERSION, asdict(self)])


Progress = Callable[[int, int], None]
Part = tuple[Chapter, "PdfReader", list[int]]  # a drawn chapter, and the page of it on which each section begins
Line = tuple[str, int, list[tuple[str, int]]]  # of the contents: a chapter, its page, its sections with theirs


def draw(paper: PaperContent, *, progress: Progress = lambda _done, _total: None) -> bytes:
    """The PDF. `progress` hears how many of how many parts are drawn. Raises PdfFailed."""
    with override(paper.language):
        if paper.kind == "booklet":
            return _booklet(paper, progress)
        if paper.kind == "checklist":
            return _one_page(paper)
        if paper.kind == "module":
            return _drawn("module", paper)
        return _drawn("comparison", paper)


def _drawn(name: str, paper: PaperContent, **more: Any) -> bytes:
    context = {"paper": paper, "fonts": FONT_FACES, "qr": qr(paper.url), **more}
    html = render_to_string(f"lms/courses/paper_{name}_pdf.html", context)
    return pdf_from_html(html, meta={"title": paper.title, "author": paper.site, "subject": paper.law})


def _one_page(paper: PaperContent) -> bytes:
    """The largest letters that let it stand on one page; if none do, without the help (the address leads to it)."""
    from pypdf import PdfReader

    drawn = b""
    for one in (paper, replace(paper, help=())):
        for size in CHECK_SIZES:
            more = {"size": f"{size:g}", "small": f"{max(7.0, size - 2):g}"}
            more |= {"air": f"{size * 0.15:.2f}", "box": f"{size * 0.36:.2f}"}  # millimetres
            drawn = _drawn("checklist", one, **more)
            if len(PdfReader(io.BytesIO(drawn)).pages) == 1:
                return drawn
    return drawn


def qr(url: str) -> str:
    """The address as a QR code, as a data: address of a PNG."""
    import segno

    out = io.BytesIO()
    segno.make_qr(url, error="m").save(out, kind="png", scale=6, border=0, dark="#1a242e", light="#ffffff")
    return "data:image/png;base64," + b64encode(out.getvalue()).decode()


def _booklet(paper: PaperContent, progress: Progress) -> bytes:
    """Cover, contents, a part a chapter, sources. Parts are drawn one by one; pages are numbered over all of them."""
    from pypdf import PdfReader, PdfWriter

    total = len(paper.chapters) + 2
    parts: list[Part] = []
    for n, chapter in enumerate(paper.chapters, 1):
        part = PdfReader(io.BytesIO(_drawn("chapter", paper, chapter=chapter, number=n)))
        parts.append((chapter, part, _starts(part, chapter)))
        progress(n, total)
    front, lines = _front(paper, parts)
    back = PdfReader(io.BytesIO(_drawn("back", paper)))
    progress(total - 1, total)
    writer = PdfWriter()
    for reader in (front, *(part for _chapter, part, _starts_ in parts), back):
        for page in reader.pages:
            writer.add_page(page)
    for name, begins, rows in lines:
        parent = writer.add_outline_item(title=name, page_number=begins - 1)
        for title, start in rows:
            writer.add_outline_item(title=title, page_number=start - 1, parent=parent)
    _number_pages(writer, paper, first=1)
    writer.add_metadata({"/Title": paper.title, "/Author": paper.site, "/Subject": paper.law})
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _starts(part: "PdfReader", chapter: Chapter) -> list[int]:
    """On which page of the part each section begins, by the outline that the drawing keeps (level of `h2.section`)."""
    pages = [page for entry in _flat(part.outline) if (page := part.get_destination_page_number(entry)) is not None]
    return (pages + [pages[-1] if pages else 0] * len(chapter.sections))[: len(chapter.sections)]


def _flat(outline: Sequence[Any]) -> list[Any]:
    return [one for entry in outline for one in (_flat(entry) if isinstance(entry, list) else [entry])]


def _front(paper: PaperContent, parts: Sequence[Part]) -> tuple["PdfReader", list[Line]]:
    """Cover and contents: drawn again when the contents take more pages than were allowed for."""
    from pypdf import PdfReader

    pages = 2
    for _attempt in range(3):
        lines, at = [], pages
        for chapter, part, starts in parts:
            rows = [(title, at + start + 1) for (title, _lead, _html), start in zip(chapter.sections, starts, strict=True)]
            lines.append((chapter.title, at + 1, rows))
            at += len(part.pages)
        front = PdfReader(io.BytesIO(_drawn("front", paper, lines=lines)))
        if len(front.pages) == pages:
            break
        pages = len(front.pages)
    return front, lines


def _number_pages(writer: "PdfWriter", paper: PaperContent, *, first: int) -> None:
    """Page numbers over all parts, from the page after the cover."""
    from pypdf import PdfReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    if "LmsPaper" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("LmsPaper", str(FONTS / "CertSans-Regular.ttf")))
    count = len(writer.pages)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(210 * MM, 297 * MM))
    for number in range(first + 1, count + 1):
        canvas.setFont("LmsPaper", 8)
        canvas.setFillColorRGB(0.31, 0.36, 0.4)
        canvas.drawString(20 * MM, 11 * MM, f"{paper.title} · {paper.law}"[:110])
        canvas.drawRightString(190 * MM, 11 * MM, f"{number}")
        canvas.showPage()
    canvas.save()
    for page, stamp in zip(list(writer.pages)[first:], PdfReader(io.BytesIO(out.getvalue())).pages, strict=True):
        page.merge_page(stamp)


def as_context(paper: PaperContent) -> Mapping[str, Any]:
    """The content as a mapping, for tests and previews."""
    return asdict(paper)
